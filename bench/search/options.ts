import { availableParallelism } from 'node:os';
import { ALGORITHM_KINDS, type AlgorithmKind } from '@naschain/search';
import { z } from 'zod';
import { count, parseCommandLine, type Refusal } from '../commandLine.ts';

const USAGE = `usage: npm run bench:search -- [options]

  --json               the result as one JSON object, the last line of the output
  --table FILE.json    a table of evaluated networks (default NAS-Bench-Macro in the test data)
  --seeds N            runs of each algorithm, seeds 1 to N (default 20)
  --evaluations N      networks that a run may evaluate (default 1200)
  --algorithms A,B     some of ${ALGORITHM_KINDS.join(', ')} (default all)
  --outstanding N      candidates under way in steady-state mode (default 8)
  --jobs N             processes at a time (default one per core)
  --row-seconds N      begin no further seed of an algorithm after that time (default no limit)
  --no-peers           leave the Python peers out
  --peer-seconds N     time for each peer (default 240)
  --no-timings         leave out the timings of ask, sorting and hypervolume
  --help`;

const algorithms = z
  .string()
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(z.enum(ALGORITHM_KINDS)));

const optionsSchema = z.object({
  json: z.boolean().default(false),
  table: z.string().min(1).optional(),
  seeds: count(1, 10_000).default(20),
  evaluations: count(1, 1_000_000).default(1200),
  algorithms: algorithms.default([...ALGORITHM_KINDS] satisfies AlgorithmKind[]),
  outstanding: count(1, 1000).default(8),
  jobs: count(1, 256).default(() => availableParallelism()),
  'row-seconds': count(1, 100_000).optional(),
  'no-peers': z.boolean().default(false),
  'peer-seconds': count(1, 100_000).default(240),
  'no-timings': z.boolean().default(false),
});

const FLAGS = {
  json: 'switch',
  table: 'text',
  seeds: 'text',
  evaluations: 'text',
  algorithms: 'text',
  outstanding: 'text',
  jobs: 'text',
  'row-seconds': 'text',
  'no-peers': 'switch',
  'peer-seconds': 'text',
  'no-timings': 'switch',
} as const;

export type BenchOptions = z.infer<typeof optionsSchema>;

/** @returns the options, or the text to print instead of running, with the exit code */
export function parseOptions(args: readonly string[]): BenchOptions | Refusal {
  return parseCommandLine(args, { flags: FLAGS, schema: optionsSchema, usage: USAGE });
}
