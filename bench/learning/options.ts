import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { count, parseCommandLine, type Refusal } from '../commandLine.ts';

const MOST_THREADS = 2;

const USAGE = `usage: npm run bench:learning -- [options]

  --json          the result as one JSON object, the last line of the output
  --epochs N      passes over the training images (default 10)
  --seeds N       trainings of each engine, seeds 1 to N (default 3)
  --images N      train on the first N images only (default all 50,000)
  --threads N     compute threads of each engine (default ${MOST_THREADS}, or 1 on a single processor)
  --no-peers      leave PyTorch out
  --help`;

const optionsSchema = z.object({
  json: z.boolean().default(false),
  epochs: count(1, 1000).default(10),
  seeds: count(1, 1000).default(3),
  images: count(1, 50_000).default(50_000),
  threads: count(1, 256).default(() => Math.min(MOST_THREADS, availableParallelism())),
  'no-peers': z.boolean().default(false),
});
export type LearningOptions = z.infer<typeof optionsSchema>;

const FLAGS = {
  json: 'switch',
  epochs: 'text',
  seeds: 'text',
  images: 'text',
  threads: 'text',
  'no-peers': 'switch',
} as const;

/** @returns the options, or the text to print instead of running, with the exit code */
export function parseOptions(args: readonly string[]): LearningOptions | Refusal {
  return parseCommandLine(args, { flags: FLAGS, schema: optionsSchema, usage: USAGE });
}
