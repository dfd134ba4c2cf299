import { describe, expect, it } from 'vitest';
import type { EngineOption } from './chooseEngine.ts';
import type { EngineReport, MinerEngine } from './engineReport.ts';
import type { ProbeArguments } from './serveProbe.ts';
import { setUpEngine } from './setUpEngine.ts';

const GPUS = [
  { name: 'GPU', uuid: 'GPU-1' },
  { name: 'GPU', uuid: 'GPU-2' },
];
const SPEED: Record<MinerEngine, number> = { exact: 100, cuda: 80, node: 60, webgpu: 300 };

/** Sets up on a machine where only `working` engines work; `asked` is what was probed, in order. */
async function setUp(
  option: EngineOption,
  working: readonly MinerEngine[],
  threads: number | null = null,
  missing: Partial<Record<MinerEngine, string>> = {},
) {
  const probed: { args: ProbeArguments; environment: Record<string, string> }[] = [];
  let inspected = 0;
  const probe = async (args: ProbeArguments, environment: Record<string, string>): Promise<EngineReport> => {
    probed.push({ args, environment });
    const [engine, , task] = args;
    if (!working.includes(engine)) return { kind: 'unavailable', engine, reason: 'not installed' };
    const imagesPerSecond = task === 'measure' ? SPEED[engine] : null;
    return { kind: 'works', engine, variant: engine, device: 'D', numericClass: 'x', imagesPerSecond };
  };
  const inspect = async () => {
    inspected += 1;
    return { gpus: GPUS, whyMissing: (engine: MinerEngine) => missing[engine] ?? null };
  };
  const setup = await setUpEngine({ option, asked: { slots: null, threads }, cores: 8, inspect, probe });
  return { setup, probed, inspected };
}

describe('setUpEngine', () => {
  it('checks the exact engine alone, when it is asked for, and measures nothing', async () => {
    const { setup, probed, inspected } = await setUp('exact', ['exact', 'cuda']);
    expect(probed).toEqual([{ args: ['exact', 8, 'check'], environment: {} }]);
    expect(inspected).toBe(0);
    expect(setup.line).toBe('engine exact (exact)');
    expect(setup.warning).toBeNull();
  });

  it('stops at the first TensorFlow backend that works', async () => {
    const { setup, probed } = await setUp('tensorflow', ['node', 'webgpu'], 2);
    expect(probed.map(({ args }) => args)).toEqual([
      ['cuda', 2, 'check'],
      ['node', 2, 'check'],
    ]);
    expect(probed[0]?.environment).toMatchObject({ CUDA_VISIBLE_DEVICES: 'GPU-1' });
    expect(setup.engine.engine).toBe('node');
    expect(setup.warning).toContain('--engine exact');
  });

  it('measures all that work for auto and takes the fastest, GPUs counted together', async () => {
    const { setup, probed } = await setUp('auto', ['exact', 'cuda', 'node']);
    expect(probed.map(({ args }) => args[2])).toEqual(['measure', 'measure', 'measure', 'measure']);
    expect(setup.engine.engine).toBe('cuda');
    expect(setup.environments).toHaveLength(2);
    expect(setup.line).toContain('engine tensorflow cuda (D): 160 images/s; exact (exact): 100 images/s');
    expect(setup.warning).toMatch(/^results of TensorFlow are rejected wherever exact ones decide a job/);
    expect((await setUp('auto', ['exact', 'node'])).setup.warning).toBeNull();
    expect((await setUp('auto', ['exact', 'webgpu'])).setup.engine.engine).toBe('webgpu');
    expect((await setUp('auto', ['exact'])).setup.line).toBe(
      'engine exact (exact): 100 images/s; tensorflow: not installed',
    );
  });

  it('does not try what is not installed', async () => {
    const missing = { cuda: 'not installed', node: 'not installed', webgpu: 'not installed' };
    const { setup, probed } = await setUp('auto', ['exact'], 3, missing);
    expect(probed.map(({ args }) => args)).toEqual([['exact', 3, 'measure']]);
    expect(setup.line).toBe('engine exact (exact): 100 images/s; tensorflow: not installed');
  });

  it('refuses TensorFlow where it does not work', async () => {
    await expect(setUp('tensorflow', ['exact'])).rejects.toThrow(
      'no engine works here: tensorflow: not installed',
    );
  });
});
