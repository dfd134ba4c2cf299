import { describe, expect, it } from 'vitest';
import type { MinerEngine, WorkingEngine } from './engineReport.ts';
import { planSlots } from './planSlots.ts';

const NOTHING = { slots: null, threads: null };
const GPUS = [
  { name: 'NVIDIA GeForce RTX 4090', uuid: 'GPU-1' },
  { name: 'NVIDIA GeForce RTX 4090', uuid: 'GPU-2' },
  { name: 'Tesla V100-SXM2-16GB', uuid: 'GPU-3' },
];

function engine(name: MinerEngine, device = 'AMD EPYC 7B13'): WorkingEngine {
  const variant = name === 'exact' ? 'avx512' : name;
  return { kind: 'works', engine: name, variant, device, numericClass: 'x', imagesPerSecond: null };
}

describe('planSlots', () => {
  it('gives the exact engine one slot with all cores, or shares them', () => {
    expect(planSlots(engine('exact'), NOTHING, 8, GPUS)).toEqual({
      environments: [{}],
      threads: 8,
      device: 'AMD EPYC 7B13, exact avx512, 8 threads',
    });
    const shared = planSlots(engine('exact'), { slots: 3, threads: null }, 8, []);
    expect([shared.environments.length, shared.threads]).toEqual([3, 2]);
    const narrow = planSlots(engine('exact'), { slots: 16, threads: null }, 8, []);
    expect([narrow.threads, narrow.device]).toEqual([1, 'AMD EPYC 7B13, exact avx512, 1 thread']);
    expect(planSlots(engine('exact'), { slots: 2, threads: 5 }, 8, []).threads).toBe(5);
  });

  it('gives each GPU a slot of its own, which sees no other', () => {
    const { environments, device } = planSlots(engine('cuda'), NOTHING, 8, GPUS);
    expect(environments.map((variables) => variables.CUDA_VISIBLE_DEVICES)).toEqual([
      'GPU-1',
      'GPU-2',
      'GPU-3',
    ]);
    expect(device).toBe('2 x NVIDIA GeForce RTX 4090, Tesla V100-SXM2-16GB, tensorflow cuda');
  });

  it('lets more slots share the GPUs, in turn and without taking all their memory', () => {
    const { environments } = planSlots(engine('cuda'), { slots: 5, threads: 2 }, 8, GPUS);
    expect(environments.map((variables) => variables.CUDA_VISIBLE_DEVICES)).toEqual([
      'GPU-1',
      'GPU-2',
      'GPU-3',
      'GPU-1',
      'GPU-2',
    ]);
    expect(environments[0]).toMatchObject({ TF_FORCE_GPU_ALLOW_GROWTH: 'true', TF_NUM_INTRAOP_THREADS: '2' });
    const one = planSlots(engine('cuda'), { slots: 1, threads: null }, 8, GPUS);
    expect(one.device).toBe('NVIDIA GeForce RTX 4090, tensorflow cuda');
  });

  it('needs no list of GPUs', () => {
    const { environments, device } = planSlots(engine('cuda', 'NVIDIA GPU'), NOTHING, 8, []);
    expect(environments).toHaveLength(1);
    expect(environments[0]).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
    expect(device).toBe('NVIDIA GPU, tensorflow cuda');
  });

  it('ignores NVIDIA’s GPUs for the other backends', () => {
    expect(planSlots(engine('node'), NOTHING, 4, GPUS)).toMatchObject({
      environments: [{ TF_NUM_INTRAOP_THREADS: '4' }],
      device: 'AMD EPYC 7B13, tensorflow node, 4 threads',
    });
    expect(planSlots(engine('webgpu', 'Some GPU'), NOTHING, 4, GPUS)).toMatchObject({
      environments: [{}],
      device: 'Some GPU, tensorflow webgpu',
    });
  });

  it('keeps to the protocol’s length of a device', () => {
    const { device } = planSlots(engine('exact', 'x'.repeat(300)), NOTHING, 2, []);
    expect(device).toHaveLength(120);
    expect(device).toMatch(/, exact avx512, 2 threads$/);
  });
});
