import { expect, test } from 'vitest';
import { z } from 'zod';
import { count, parseCommandLine } from './commandLine.ts';

const commandLine = {
  flags: { json: 'switch', rounds: 'text' },
  schema: z.object({ json: z.boolean().default(false), rounds: count(1, 9).default(5) }),
  usage: 'usage: …',
} as const;
const parse = (...args: string[]) => parseCommandLine(args, commandLine);

test('flags and defaults', () => {
  expect(parse()).toEqual({ json: false, rounds: 5 });
  expect(parse('--json', '--rounds', '3')).toEqual({ json: true, rounds: 3 });
});

test('help is the usage on its own', () => {
  expect(parse('--help')).toEqual({ text: 'usage: …', exitCode: 0 });
});

test.each([
  [['--rounds', '10'], /^--rounds: /],
  [['--rounds', 'two'], /^--rounds: /],
  [['--unknown'], /--unknown/],
])('%j is refused, with the usage', (args, problem) => {
  const refusal = parse(...args);
  expect(refusal).toMatchObject({ exitCode: 2, text: expect.stringMatching(problem) });
  expect(refusal).toMatchObject({ text: expect.stringMatching(/\n\nusage: …$/) });
});
