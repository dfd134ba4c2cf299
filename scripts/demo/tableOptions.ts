import { parseArgs } from 'node:util';
import { ALGORITHM_KINDS, DEFAULT_CONFIG, SEARCH_MODES } from '@naschain/search';
import { z } from 'zod';
import { POPULATIONS } from '../../bench/search/jobs.ts';
import { USAGE } from './options.ts';

const count = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum);

const optionsSchema = z
  .object({
    table: z.string().min(1),
    algorithm: z.enum(ALGORITHM_KINDS).default(DEFAULT_CONFIG.kind),
    mode: z.enum(SEARCH_MODES).default(DEFAULT_CONFIG.mode),
    population: count(2, 1000).optional(),
    generations: count(1, 1000).default(30),
    seed: count(0, 0xffff_ffff).default(1),
    // The demo on a table always ends; whoever says so is right.
    'exit-when-done': z.boolean().optional(),
  })
  .transform((options) => ({
    ...options,
    population: options.population ?? POPULATIONS[options.algorithm],
  }));

/** A search on a table instead of training. */
export type TableOptions = z.infer<typeof optionsSchema>;

/** @returns the options, or the text to print instead of running; null without `--table`, for `parseOptions` to read */
export function parseTableOptions(
  args: readonly string[],
): TableOptions | { text: string; exitCode: number } | null {
  if (!args.some((option) => /^--table(?:=|$)/.test(option))) return null;
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        table: text,
        algorithm: text,
        mode: text,
        population: text,
        generations: text,
        seed: text,
        'exit-when-done': flag,
        help: flag,
      },
    });
    const { help, ...rest } = values;
    if (help === true) return { text: USAGE, exitCode: 0 };
    const parsed = optionsSchema.safeParse(rest);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return { text: `demo: --${issue?.path.join('.')}: ${issue?.message}; see --help`, exitCode: 2 };
  } catch (error) {
    // parseArgs explains over several sentences; the first says what is wrong.
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    return { text: `demo: with --table, ${reason.replace(/\.$/, '')}; see --help`, exitCode: 2 };
  }
}
