import { expect, test } from 'vitest';
import {
  checkGenome,
  decodeGenome,
  decodeMacro,
  decodeMicro,
  type NetworkErrorCode,
  type NetworkSpace,
} from './index.ts';

const MACRO: NetworkSpace = { kind: 'macro', phases: 2, nodes: 3, channels: 4 };
const MICRO: NetworkSpace = { kind: 'micro', blocks: 1, cells: 3, channels: 4 };
const TASK = { image: { height: 8, width: 8, channels: 3 }, classes: 10 };

test('a genome becomes the network of its space', () => {
  const { phases, nodes, channels } = { phases: 2, nodes: 3, channels: 4 };
  expect(decodeGenome(MACRO, '11011010', TASK)).toEqual(
    decodeMacro('11011010', { phases, nodes, channels, ...TASK }),
  );
  expect(decodeGenome(MICRO, '30414021', TASK)).toEqual(
    decodeMicro([3, 0, 4, 1, 4, 0, 2, 1], { blocks: 1, cells: 3, channels, ...TASK }),
  );
});

test('a space may name what its networks have for their final training', () => {
  const task = { ...TASK, image: { height: 32, width: 32, channels: 3 } };
  const final = { auxiliary: true, dropPath: true };
  const { auxiliary, layers, ...counts } = decodeGenome({ ...MICRO, final }, '30414021', task);
  const options = { blocks: 1, cells: 3, channels: 4, final, ...task };
  expect({ ...counts, auxiliary, layers }).toEqual(decodeMicro([3, 0, 4, 1, 4, 0, 2, 1], options));
  expect(auxiliary).toBeDefined();
  const { layers: _, ...searched } = decodeGenome(MICRO, '30414021', task);
  expect(counts).toEqual(searched);
  expect(() => decodeGenome({ ...MICRO, final }, '30414021', TASK)).toThrow(
    expect.objectContaining({ name: 'NetworkError', code: 'image-too-small' }),
  );
});

test('what a task has beside image and classes changes nothing', () => {
  const dataset = { ...TASK, sha256: 'ab', phases: 5, blocks: 5 };
  expect(decodeGenome(MICRO, '30414021', dataset)).toEqual(decodeGenome(MICRO, '30414021', TASK));
  expect(decodeGenome(MACRO, '11011010', dataset)).toEqual(decodeGenome(MACRO, '11011010', TASK));
});

test.each<[NetworkSpace, string, NetworkErrorCode]>([
  [MACRO, '1101101', 'genome-length'],
  [MACRO, '11011012', 'genome-alphabet'],
  [MACRO, '30414021', 'genome-alphabet'],
  [{ ...MACRO, phases: 6 }, '11011010', 'phases'],
  [MICRO, '3041402', 'genome-length'],
  [MICRO, '11011010111', 'genome-length'],
  [MICRO, '39414021', 'genome-alphabet'],
  [MICRO, '3041402x', 'genome-alphabet'],
  [{ ...MICRO, cells: 41 }, '30414021', 'cells'],
])('%j with genome %s is refused', (space, genome, code) => {
  for (const use of [() => checkGenome(space, genome), () => decodeGenome(space, genome, TASK)])
    expect(use).toThrow(expect.objectContaining({ name: 'NetworkError', code }));
});

test('the check needs no task: a genome may belong to a space and its network not fit the images', () => {
  expect(() => checkGenome(MACRO, '11011010')).not.toThrow();
  expect(() => checkGenome(MICRO, '30414021')).not.toThrow();
  const small = { ...TASK, image: { height: 2, width: 2, channels: 3 } };
  expect(() => decodeGenome(MACRO, '11011010', small)).toThrow(
    expect.objectContaining({ code: 'image-too-small' }),
  );
});
