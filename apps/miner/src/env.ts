import { z } from 'zod';

/** Bittensor's own variables, so that a wallet set up for its tools is found here too. Options override them. */
export const envSchema = z.object({
  BT_WALLET_NAME: z.string().min(1).default('default'),
  BT_WALLET_HOTKEY: z.string().min(1).default('default'),
  BT_WALLET_PATH: z.string().min(1).default('~/.bittensor/wallets'),
});
export type Env = z.infer<typeof envSchema>;

/** The environment of a child process: ours, with `extra` on top. */
export function environmentWith(
  extra: Readonly<Record<string, string>>,
  own: Record<string, string | undefined> = process.env,
): Record<string, string | undefined> {
  return { ...own, ...extra };
}

/** @throws Error that names each wrong variable */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = envSchema.safeParse(source);
  if (!parsed.success) throw new Error(`Environment: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
