import { parseArgs } from 'node:util';
import { algorithmSchema } from '@naschain/protocol';
import { z } from 'zod';

export const USAGE = `usage: npm run demo -- [options]

  --minutes N          about how long the search may take (default 3)
  --dataset NAME       mnist, fashion-mnist or cifar10 (default mnist)
  --algorithm NAME     surrogate, nsga2, nsganet or random (default surrogate)
  --mode NAME          generational or steady-state (default generational)
  --population N       genomes per generation (default 8)
  --generations N      generations (default 5)
  --space NAME         macro (phases of nodes) or micro (cells of blocks) (default macro)
  --nodes N            macro: nodes per phase, 2 to 10 (default 4)
  --blocks N           micro: blocks per cell, 1 to 5 (default 2)
  --cells N            micro: cells of a network, 1 to 40 (default 3)
  --channels N         channels of the first phase or of the first cells (default 4)
  --miners N           miner processes (default 3)
  --threads N          threads per miner (default 1)
  --seed N             seed of the search and of every training (default 1)
  --port N             port of the web page (default: 3000 or the next free one)
  --home DIR           where data, database and wallets go (default .naschain/demo)
  --exit-when-done     stop everything and exit when the search has finished
  --help

  --table FILE.json    train nothing: search a table of evaluated networks, such as NAS-Bench-Macro as published, and
                       compare with other algorithms; a folder lists its tables. Goes with --algorithm, --mode,
                       --population (default 12 for surrogate, else 16), --generations (default 30) and --seed`;

const count = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

/** The options that a space does not have: they would be ignored, so they are mistakes. */
const FOREIGN_OPTIONS = { macro: ['blocks', 'cells'], micro: ['nodes'] } as const;

const optionsSchema = z
  .object({
    minutes: z.coerce.number().positive().max(10_000).default(3),
    dataset: z.enum(['mnist', 'fashion-mnist', 'cifar10']).default('mnist'),
    algorithm: algorithmSchema.shape.kind.default('surrogate'),
    mode: algorithmSchema.shape.mode,
    population: count(2, 1000).default(8),
    generations: count(1, 1000).default(5),
    space: z.enum(['macro', 'micro']).default('macro'),
    nodes: count(2, 10).optional(),
    blocks: count(1, 5).optional(),
    cells: count(1, 40).optional(),
    channels: count(1, 128).default(4),
    miners: count(0, 64).default(3),
    threads: count(1, 64).default(1),
    seed: count(0, 0xffff_ffff).default(1),
    port: count(1, 65_535).optional(),
    home: z.string().min(1).default('.naschain/demo'),
    'exit-when-done': z.boolean().default(false),
  })
  .superRefine((options, context) => {
    for (const name of FOREIGN_OPTIONS[options.space]) {
      if (options[name] === undefined) continue;
      const message = `is no option of the ${options.space} space`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });

export type DemoOptions = z.infer<typeof optionsSchema>;

/** @returns the options, or the text to print instead of running, with the exit code */
export function parseOptions(args: readonly string[]): DemoOptions | { text: string; exitCode: number } {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: text,
        dataset: text,
        algorithm: text,
        mode: text,
        population: text,
        generations: text,
        space: text,
        nodes: text,
        blocks: text,
        cells: text,
        channels: text,
        miners: text,
        threads: text,
        seed: text,
        port: text,
        home: text,
        'exit-when-done': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    const { help, ...rest } = values;
    if (help === true) return { text: USAGE, exitCode: 0 };
    const parsed = optionsSchema.safeParse(rest);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`);
    return { text: `${problems.join('\n')}\n\n${USAGE}`, exitCode: 2 };
  } catch (error) {
    return { text: `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, exitCode: 2 };
  }
}
