import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { ALGORITHM_KINDS, type AlgorithmKind } from '@naschain/search';
import { z } from 'zod';

export const USAGE = `usage: npm run bench:search -- [options]

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

const count = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

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

export type BenchOptions = z.infer<typeof optionsSchema>;

/** @returns the options, or the text to print instead of running, with the exit code */
export function parseOptions(args: readonly string[]): BenchOptions | { text: string; exitCode: number } {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: flag,
        table: text,
        seeds: text,
        evaluations: text,
        algorithms: text,
        outstanding: text,
        jobs: text,
        'row-seconds': text,
        'no-peers': flag,
        'peer-seconds': text,
        'no-timings': flag,
        help: flag,
      },
    });
    const { help, ...rest } = values;
    if (help === true) return { text: USAGE, exitCode: 0 };
    const parsed = optionsSchema.safeParse(rest);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => `--${issue.path[0]?.toString()}: ${issue.message}`);
    return { text: `${problems.join('\n')}\n\n${USAGE}`, exitCode: 2 };
  } catch (error) {
    return { text: `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, exitCode: 2 };
  }
}
