import { type SearchConfig, searchConfigSchema } from '@naschain/protocol';
import { describe, expect, test } from 'vitest';
import { parseOptions, USAGE } from './options.ts';
import { demoSearch } from './searchConfig.ts';

const DATASET = {
  sha256: 'ab'.repeat(32),
  header: {
    name: 'MNIST',
    image: { height: 28, width: 28, channels: 1 },
    classes: ['0', '1'],
    splits: { train: 60_000, test: 10_000 },
  },
};

function searchOf(...args: string[]): SearchConfig {
  const options = parseOptions(args);
  if ('text' in options) throw new Error(options.text);
  const search = demoSearch(options, DATASET);
  // What the Genomaster will do with it.
  expect(searchConfigSchema.parse(search)).toEqual(search);
  return search;
}

describe('npm run demo', () => {
  test.each<[string[], SearchConfig['space']]>([
    [[], { kind: 'macro', phases: 3, nodes: 4, channels: 4 }],
    [['--nodes', '5', '--channels', '8'], { kind: 'macro', phases: 3, nodes: 5, channels: 8 }],
    [['--space', 'micro'], { kind: 'micro', blocks: 2, cells: 3, channels: 4 }],
    [
      ['--space', 'micro', '--blocks', '5', '--cells', '11', '--channels', '16'],
      { kind: 'micro', blocks: 5, cells: 11, channels: 16 },
    ],
  ])('%j searches %j', (args, space) => {
    expect(searchOf(...args).space).toEqual(space);
  });

  test('trains on as many images as the time allows', () => {
    expect(searchOf().recipe.trainSamples).toBe(1000);
    expect(searchOf('--space', 'micro').recipe.trainSamples).toBe(600);
    expect(searchOf('--minutes', '6').recipe.trainSamples).toBe(2000);
    expect(searchOf('--minutes', '0.001').recipe.trainSamples).toBe(64);
    expect(searchOf('--minutes', '10000').recipe.trainSamples).toBe(59_500);
  });

  test.each<[string[], string]>([
    [['--space', 'table'], '--space'],
    [['--space', 'micro', '--nodes', '4'], '--nodes: is no option of the micro space'],
    [['--blocks', '2'], '--blocks: is no option of the macro space'],
    [['--cells', '3'], '--cells: is no option of the macro space'],
    [['--space', 'micro', '--blocks', '6'], '--blocks'],
    [['--space', 'micro', '--cells', '41'], '--cells'],
  ])('%j is refused', (args, message) => {
    expect(parseOptions(args)).toMatchObject({ exitCode: 2, text: expect.stringContaining(message) });
  });

  test('--help explains the spaces', () => {
    expect(parseOptions(['--help'])).toEqual({ text: USAGE, exitCode: 0 });
    expect(USAGE).toContain('--space NAME');
  });
});
