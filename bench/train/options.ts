import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { count, parseCommandLine, type Refusal } from '../commandLine.ts';
import { NET_NAMES } from '../networks/nets.ts';
import { ENGINES } from './engines.ts';

const BUILDS = ENGINES.flatMap((engine) => engine.builds().map(({ name }) => name));
const MOST_THREADS = 2;

const USAGE = `usage: npm run bench:train -- [options]

  --json           the result as one JSON object, the last line of the output
  --nets A,B       some of ${NET_NAMES.join(', ')} (default all)
  --builds A,B     some of ${BUILDS.join(', ')} (default all that run here)
  --batches N,M    images in a step (default 64,128)
  --rounds N       times that everything is measured (default 5)
  --seconds N      how long at a time (default 2)
  --threads N      compute threads of each engine (default ${MOST_THREADS}, or 1 on a single processor)
  --no-peers       leave PyTorch out
  --help`;

const list = z.string().transform((text) => [...new Set(text.split(','))]);

const optionsSchema = z.object({
  json: z.boolean().default(false),
  nets: list.pipe(z.array(z.enum(NET_NAMES))).default([...NET_NAMES]),
  builds: list.pipe(z.array(z.enum(BUILDS))).optional(),
  batches: list.pipe(z.array(count(1, 4096))).default([64, 128]),
  rounds: count(1, 1000).default(5),
  seconds: z.coerce.number().positive().max(600).default(2),
  threads: count(1, 256).default(() => Math.min(MOST_THREADS, availableParallelism())),
  'no-peers': z.boolean().default(false),
});
export type TrainOptions = z.infer<typeof optionsSchema>;

const FLAGS = {
  json: 'switch',
  nets: 'text',
  builds: 'text',
  batches: 'text',
  rounds: 'text',
  seconds: 'text',
  threads: 'text',
  'no-peers': 'switch',
} as const;

/** @returns the options, or the text to print instead of running, with the exit code */
export function parseOptions(args: readonly string[]): TrainOptions | Refusal {
  return parseCommandLine(args, { flags: FLAGS, schema: optionsSchema, usage: USAGE });
}
