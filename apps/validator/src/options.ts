import { hotkeySchema } from '@naschain/protocol';
import { Command, Option } from 'commander';
import { z } from 'zod';
import type { Env } from './env.ts';
import { ValidatorError } from './validatorError.ts';

const seconds = z.coerce.number().positive().max(1_000_000);

const optionsSchema = z.object({
  genomaster: z
    .url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:4000' })
    .transform((url) => url.replace(/\/+$/, '')),
  genomasterHotkey: hotkeySchema.optional(),
  'wallet.name': z.string(),
  'wallet.hotkey': z.string(),
  'wallet.path': z.string(),
  chain: z.string(),
  interval: seconds,
  epochSeconds: seconds,
  once: z.boolean().default(false),
  data: z.string().min(1),
  json: z.boolean().default(false),
});

export type Options = z.infer<typeof optionsSchema>;

/** Parses the command line (without node and script). Prints help and exits on --help. @throws ValidatorError `usage` */
export function parseOptions(args: readonly string[], env: Env): Options {
  const command = new Command('naschain-validator')
    .description('Checks closed batches of a Genomaster, scores miners and reports weights.')
    .requiredOption('--genomaster <url>', 'address of the Genomaster')
    .option('--genomaster-hotkey <ss58>', 'hotkey that the Genomaster wants requests to be addressed to')
    .option('--wallet.name <name>', 'wallet (BT_WALLET_NAME)', env.BT_WALLET_NAME)
    .option('--wallet.hotkey <name>', 'hotkey (BT_WALLET_HOTKEY)', env.BT_WALLET_HOTKEY)
    .option('--wallet.path <folder>', 'folder of the wallets (BT_WALLET_PATH)', env.BT_WALLET_PATH)
    .addOption(new Option('--chain <network>', 'where weights go: none').default('none'))
    .option('--interval <seconds>', 'pause between two looks for closed batches', '5')
    .option('--epoch-seconds <seconds>', 'length of a scoring epoch', '30')
    .option('--once', 'check what there is, close one epoch and exit')
    .option('--data <folder>', 'where scores and cursor are kept', '.naschain/validator')
    .option('--json', 'print one JSON object per line')
    .parse([...args], { from: 'user' });
  const parsed = optionsSchema.safeParse(command.opts());
  if (!parsed.success) throw new ValidatorError('usage', z.prettifyError(parsed.error));
  if (parsed.data.chain !== 'none') {
    throw new ValidatorError(
      'usage',
      `--chain ${parsed.data.chain}: setting weights on a chain is not available in this version; use --chain none, ` +
        'which reports the signed weights to the Genomaster',
    );
  }
  return parsed.data;
}
