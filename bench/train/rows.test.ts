import { expect, test } from 'vitest';
import { trainTable } from './report.ts';
import { bestPeer, digestConflicts, engineRow, type Peer, type Row } from './rows.ts';

const peer = (setting: string, train: number): Peer => ({
  name: 'pytorch',
  setting,
  train,
  eval: 10,
  rssMB: 300,
  version: '2',
});
const what = { net: 'a', engine: 'exact', build: 'wasm', batch: 64, digest: 'd0' };
const samples = { train: [100, 900, 300], eval: [8, 2], rssMB: 50 };

test('a row has medians, the share of the peak and the ratio to the peer', () => {
  const best = peer('default', 200);
  expect(engineRow(what, samples, { flops: 1e9, peakGflops: 600, peer: best })).toEqual({
    ...what,
    train: 300,
    eval: 5,
    rssMB: 50,
    fractionOfPeak: 0.5,
    peer: best,
    ratio: 1.5,
  });
});

test('without peak and peer, neither share nor ratio', () => {
  const row = engineRow(what, samples, { flops: 1e9, peakGflops: null, peer: null });
  expect(row).toMatchObject({ fractionOfPeak: null, peer: null, ratio: null });
});

test('the best setting is the one that trains fastest', () => {
  expect(bestPeer([peer('default', 3), peer('channels_last', 5)])?.setting).toBe('channels_last');
  expect(bestPeer([])).toBeNull();
});

test('builds of an exact engine that disagree are named, by network and batch size', () => {
  const row = (net: string, engine: string, build: string, digest: string): Row =>
    engineRow(
      { net, engine, build, batch: 64, digest },
      { train: [1], eval: [1], rssMB: 1 },
      { flops: 1, peakGflops: null, peer: null },
    );
  const rows = [
    row('a', 'exact', 'sse', 'd1'),
    row('a', 'exact', 'wasm', 'd1'),
    row('a', 'other', 'cpu', 'd2'),
    row('b', 'exact', 'sse', 'd3'),
    row('b', 'exact', 'wasm', 'd4'),
    { net: 'd', absent: 'unknown op' },
  ];
  expect(digestConflicts(rows, ['exact'])).toEqual(['net b, batch 64: sse d3, wasm d4']);
});

test('the table for people', () => {
  const row = engineRow(what, samples, { flops: 1e9, peakGflops: 600, peer: peer('default', 200) });
  const text = trainTable(600, [row, { net: 'd', engine: 'exact', build: 'sse', batch: 128, absent: 'why' }]);
  expect(text).toContain('600 GFLOP/s');
  expect(text).toMatch(/a +│ exact wasm +│ 64 +│ 300 .*│ 50 % +│ pytorch 2 default +│ 200 +│ 1\.50/);
  expect(text.split('\n').at(-1)).toBe('Absent: net d, exact, sse, 128: why');
  expect(trainTable(null, [])).toContain('could not be measured');
});
