import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { HotkeyLocation } from '@naschain/chain';
import { decodeHotkey } from '@naschain/protocol/signing';
import { Command } from 'commander';
import { z } from 'zod';
import { ENGINE_OPTIONS, type EngineOption } from './engine/chooseEngine.ts';
import type { Env } from './env.ts';

export interface MinerOptions {
  /** Base URL without a trailing slash. */
  genomaster: string;
  /** SS58 address that requests are bound to; null sends them unbound. */
  genomasterHotkey: string | null;
  wallet: HotkeyLocation;
  /** Trainings at the same time; null for one, or one for each GPU. */
  slots: number | null;
  /** Threads of each training; null shares the cores among the slots. */
  threads: number | null;
  /** Bytes of memory for the network of each training; null for as much as the engine can have. */
  memoryLimit: number | null;
  engine: EngineOption;
  /** Folder of datasets and of results not yet acknowledged. */
  data: string;
  /** Tells the workers of one hotkey apart. */
  worker: string;
}

/** What the exact engine can have at most. */
const MAX_MEBIBYTES = 4096;

const count = (max: number) => z.coerce.number().int().min(1).max(max);

const schema = z.object({
  genomaster: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  genomasterHotkey: z
    .string()
    .refine((address) => decodeHotkey(address) !== null, 'not an ss58 address')
    .nullable(),
  walletName: z.string(),
  walletHotkey: z.string(),
  walletPath: z.string(),
  slots: count(1024).nullable(),
  threads: count(1024).nullable(),
  memoryLimit: count(MAX_MEBIBYTES)
    .transform((mebibytes) => mebibytes * 2 ** 20)
    .nullable(),
  engine: z.enum(ENGINE_OPTIONS),
  data: z.string().min(1),
  worker: z.string().regex(/^[\w.:-]{1,80}$/, 'use letters, digits and . : - _ only, at most 80'),
});

/** The command line with its help. Option values come out as text. */
function command(env: Env): Command {
  return new Command('naschain-miner')
    .description('Trains networks for a Genomaster and is known there by its hotkey.')
    .option('--genomaster <url>', 'address of the Genomaster', 'http://127.0.0.1:4000')
    .option('--genomaster.hotkey <ss58>', 'bind requests to this receiver (default: unbound)')
    .option('--wallet.name <name>', 'wallet (BT_WALLET_NAME)', env.BT_WALLET_NAME)
    .option('--wallet.hotkey <name>', 'hotkey; made on first start (BT_WALLET_HOTKEY)', env.BT_WALLET_HOTKEY)
    .option('--wallet.path <folder>', 'folder of wallets (BT_WALLET_PATH)', env.BT_WALLET_PATH)
    .option('--slots <n>', 'trainings at the same time (default: 1, or one for each GPU in use)')
    .option('--threads <n>', 'threads of each training (default: all cores, shared among the slots)')
    .option(
      '--memory-limit <MiB>',
      'memory of the exact engine for the network of each training (default: up to 4096)',
    )
    .option(
      '--engine <name>',
      'exact; tensorflow; or auto for the faster one, which may be TensorFlow: its results are rejected where others are exact',
      'exact',
    )
    .option('--data <folder>', 'where datasets and unsent results are kept', '.naschain/miner')
    .option('--worker <name>', 'name of this worker among those of the hotkey', defaultWorker())
    .allowExcessArguments(false);
}

/**
 * Reads the command line (without the program's own two words).
 * @throws Error with one line per wrong option; CommanderError for unknown options and for --help
 */
export function readOptions(args: readonly string[], env: Env, version: string): MinerOptions {
  const program = command(env).version(version).exitOverride();
  const values = program.parse(args, { from: 'user' }).opts();
  const parsed = schema.safeParse({
    ...values,
    genomasterHotkey: values['genomaster.hotkey'] ?? null,
    walletName: values['wallet.name'],
    walletHotkey: values['wallet.hotkey'],
    walletPath: values['wallet.path'],
    slots: values.slots ?? null,
    threads: values.threads ?? null,
    memoryLimit: values.memoryLimit ?? null,
  });
  if (!parsed.success) throw new Error(parsed.error.issues.map(describe).join('\n'));
  const { walletName, walletHotkey, walletPath, ...rest } = parsed.data;
  return {
    ...rest,
    wallet: { path: walletPath, name: walletName, hotkey: walletHotkey },
    data: resolve(rest.data),
  };
}

function describe(issue: z.core.$ZodIssue): string {
  const names: Record<string, string> = {
    genomasterHotkey: 'genomaster.hotkey',
    memoryLimit: 'memory-limit',
  };
  const key = String(issue.path[0] ?? '');
  return `--${names[key] ?? key}: ${issue.message}`;
}

function defaultWorker(): string {
  return (
    hostname()
      .replace(/[^\w.:-]/g, '-')
      .slice(0, 80) || 'worker'
  );
}
