import { resolve } from 'node:path';
import { z } from 'zod';

/** Settings of the Genomaster; `.env.example` explains each. Validated once at start. */
export const envSchema = z.object({
  GENOMASTER_HOST: z.string().min(1).default('127.0.0.1'),
  GENOMASTER_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  /** Outside Postgres; without it an embedded one is started. */
  DATABASE_URL: z.url().optional(),
  /** Embedded database, blobs and tokens. */
  NASCHAIN_HOME: z.string().min(1).default('.naschain'),
  NASCHAIN_MIGRATIONS: z.string().min(1).optional(),
  /** Bearer token of operators; without it one is made and kept in NASCHAIN_HOME/operator-token. */
  OPERATOR_TOKEN: z.string().min(24).max(200).optional(),
  /** Hotkey that clients address their requests to; without it requests to any receiver `-` are taken. */
  GENOMASTER_HOTKEY: z.string().optional(),
  HEARTBEAT_SECONDS: z.coerce.number().positive().max(300).default(5),
  LEASE_SECONDS: z.coerce.number().positive().max(86_400).default(60),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export type Env = Omit<z.infer<typeof envSchema>, 'NASCHAIN_HOME'> & { readonly NASCHAIN_HOME: string };

/** @throws Error that names each wrong variable */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = envSchema.safeParse(source);
  if (!parsed.success) throw new Error(`Environment: ${z.prettifyError(parsed.error)}`);
  const env = parsed.data;
  if (env.LEASE_SECONDS < 3 * env.HEARTBEAT_SECONDS) {
    throw new Error('Environment: LEASE_SECONDS must be at least three times HEARTBEAT_SECONDS');
  }
  return { ...env, NASCHAIN_HOME: resolve(env.NASCHAIN_HOME) };
}
