import { z } from 'zod';

/** Settings of the web server, read when a page is requested, so that one build serves every installation. */
export const envSchema = z.object({
  /** Address at which browsers reach the Genomaster; without it they use their own host name and GENOMASTER_PORT. */
  GENOMASTER_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  GENOMASTER_PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
});

export type Env = z.infer<typeof envSchema>;

/** @throws Error that names each wrong variable */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  // An empty variable, as compose files leave them, counts as absent.
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const parsed = envSchema.safeParse(present);
  if (!parsed.success) throw new Error(`Environment: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
