import { describe, expect, it } from 'vitest';
import { candidatesOf, chooseEngine } from './chooseEngine.ts';
import type { EngineReport, MinerEngine } from './engineReport.ts';

const GPUS = ['A', 'B', 'C'].map((uuid) => ({ name: 'GPU', uuid }));

function works(engine: MinerEngine, imagesPerSecond: number | null = null): EngineReport {
  const variant = engine === 'exact' ? 'avx512' : engine;
  const numericClass = engine === 'exact' ? 'exact-1' : `tfjs:${engine}:x:4.22.0`;
  const device = engine === 'cuda' ? 'RTX 4090' : 'Some CPU';
  return { kind: 'works', engine, variant, device, numericClass, imagesPerSecond };
}
function fails(engine: MinerEngine, reason = 'not installed'): EngineReport {
  return { kind: 'unavailable', engine, reason };
}
const ABSENT = (['cuda', 'node', 'webgpu'] as const).map((engine) => fails(engine));

describe('the engine', () => {
  it('is asked for by name, or among all that are not too slow', () => {
    expect(candidatesOf('exact')).toEqual(['exact']);
    expect(candidatesOf('tensorflow')).toEqual(['cuda', 'node', 'webgpu']);
    expect(candidatesOf('auto')).toEqual(['exact', 'cuda', 'node', 'webgpu']);
  });

  it('is the exact one where TensorFlow is not installed, with one line that says so', () => {
    expect(chooseEngine([works('exact', 1240.4), ...ABSENT], null, [])).toEqual({
      engine: works('exact', 1240.4),
      line: 'engine exact (avx512): 1,240 images/s; tensorflow: not installed',
    });
  });

  it('is the fastest of those that work', () => {
    const reports = [
      works('exact', 1000),
      works('cuda', 5000),
      fails('node', 'the download failed'),
      works('webgpu', 700),
    ];
    const { engine, line } = chooseEngine(reports, 1, []);
    expect(engine.engine).toBe('cuda');
    expect(line).toBe(
      'engine tensorflow cuda (RTX 4090): 5,000 images/s; exact (avx512): 1,000 images/s; ' +
        'tensorflow node: the download failed; tensorflow webgpu (Some CPU): 700 images/s',
    );
  });

  it.each<[number | null, number, MinerEngine]>([
    // Three GPUs have three slots unless told otherwise; slots of the exact engine share the cores.
    [null, 0, 'exact'],
    [null, 3, 'cuda'],
    [1, 3, 'exact'],
    [2, 3, 'exact'],
    [9, 3, 'exact'],
  ])('is judged by the whole machine: %j slots, %i GPUs', (slots, gpus, expected) => {
    const reports = [works('exact', 1000), works('cuda', 900)];
    expect(chooseEngine(reports, slots, GPUS.slice(0, gpus)).engine.engine).toBe(expected);
  });

  it('is the first that works when nothing was measured', () => {
    const { engine, line } = chooseEngine([fails('cuda', 'no GPU'), works('node')], null, []);
    expect(engine.engine).toBe('node');
    expect(line).toBe('engine tensorflow node (Some CPU); tensorflow cuda: no GPU');
  });

  it('is refused with all reasons when none works', () => {
    expect(() => chooseEngine(ABSENT, null, [])).toThrow('no engine works here: tensorflow: not installed');
    expect(() => chooseEngine([fails('cuda', 'no GPU'), fails('node')], null, [])).toThrow(
      'no engine works here: tensorflow cuda: no GPU; tensorflow node: not installed',
    );
  });
});
