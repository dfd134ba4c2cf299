import { z } from 'zod';

const envSchema = z.object({
  BT_WALLET_NAME: z.string().min(1).default('default'),
  BT_WALLET_HOTKEY: z.string().min(1).default('default'),
  BT_WALLET_PATH: z.string().min(1).default('~/.bittensor/wallets'),
});

export type Env = z.infer<typeof envSchema>;

/** Bittensor's own variables, the defaults of the wallet options. @throws Error that names each wrong variable */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const parsed = envSchema.safeParse(source);
  if (!parsed.success) throw new Error(`Environment: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
