import { parseArgs } from 'node:util';
import { z } from 'zod';

/** A whole number from a flag. */
export const count = (minimum: number, maximum: number) =>
  z.coerce.number<string>().int().min(minimum).max(maximum);

/** Flags of a benchmark: their kinds, what they must be, and the text that explains them. */
export interface CommandLine<Options> {
  readonly flags: Readonly<Record<string, 'text' | 'switch'>>;
  readonly schema: z.ZodType<Options>;
  readonly usage: string;
}

/** A text to print instead of running. */
export interface Refusal {
  readonly text: string;
  readonly exitCode: number;
}

/** @returns the options, or the text to print instead of running, with the exit code */
export function parseCommandLine<Options>(
  args: readonly string[],
  { flags, schema, usage }: CommandLine<Options>,
): Options | Refusal {
  const kinds = Object.entries({ ...flags, help: 'switch' }).map(
    ([name, kind]) => [name, { type: kind === 'text' ? 'string' : 'boolean' }] as const,
  );
  try {
    const { values } = parseArgs({ args: [...args], options: Object.fromEntries(kinds) });
    const { help, ...rest } = values;
    if (help === true) return { text: usage, exitCode: 0 };
    const parsed = schema.safeParse(rest);
    if (parsed.success) return parsed.data;
    const problems = parsed.error.issues.map((issue) => `--${issue.path[0]?.toString()}: ${issue.message}`);
    return { text: `${problems.join('\n')}\n\n${usage}`, exitCode: 2 };
  } catch (error) {
    return { text: `${error instanceof Error ? error.message : String(error)}\n\n${usage}`, exitCode: 2 };
  }
}

/** Prints the text of a refusal and ends the process. */
export function refuse({ text, exitCode }: Refusal): never {
  (exitCode === 0 ? console.log : console.error)(text);
  process.exit(exitCode);
}
