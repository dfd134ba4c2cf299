import { canonicalMicro, parseMicroGenome, printMicroGenome } from '@naschain/network';
import type { SearchView } from '@naschain/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DriverBench } from './support/driverBench.ts';

const space = { kind: 'micro', blocks: 2, cells: 3, channels: 4 } as const;

let bench: DriverBench;

beforeAll(async () => {
  bench = await DriverBench.start();
});
afterAll(() => bench.stop());

/** What holds of every search that used up its budget of four generations of six. */
function expectComplete(view: SearchView): void {
  expect(view.state).toBe('completed');
  expect(view.individuals.filter(({ operator }) => operator !== 'promotion')).toHaveLength(24);
  expect(view.generations.map(({ state }) => state)).toEqual(Array(4).fill('closed'));
  expect(view.generations.at(-1)?.evaluations).toBe(view.individuals.length);
  expect(view.generations.at(-1)?.hypervolume).toBeGreaterThan(0);
  for (const { parents, inheritance, operator } of view.individuals) {
    if (operator !== 'promotion') expect(inheritance?.length ?? null).toBe(parents.length > 0 ? 16 : null);
  }
}

describe('a search of the micro space', () => {
  it.each([
    ['surrogate', 'generational'],
    ['nsga2', 'steady-state'],
    ['nsganet', 'generational'],
    ['random', 'steady-state'],
  ] as const)('runs to its end with %s, %s', async (kind, mode) => {
    expectComplete(await bench.run(await bench.create({ kind, mode }, { space })));
  });

  it('trains canonical genomes, each once', async () => {
    const view = await bench.run(await bench.create({ kind: 'nsga2' }, { space }));
    const jobs = new Map(view.jobs.map((job) => [job.jobId, job]));
    for (const { genome, jobId, params, flops } of view.individuals) {
      const canonical = canonicalMicro(parseMicroGenome(genome, space), space);
      expect(jobs.get(jobId)).toMatchObject({ genome: printMicroGenome(canonical, space), params, flops });
    }
    expect(view.individuals.some(({ genome, jobId }) => genome !== jobs.get(jobId)?.genome)).toBe(true);
    expect(new Set(view.jobs.map(({ genome }) => genome)).size).toBe(view.jobs.length);
  });

  it('keeps limits on params and FLOPs, and promotes within them', async () => {
    const constraints = { params: 2500, flops: 150_000 };
    const fidelity = { epochs: [1, 4], eta: 2 };
    const view = await bench.run(await bench.create({ constraints, fidelity }, { space }));
    expectComplete(view);
    expect(view.individuals.some(({ operator }) => operator === 'promotion')).toBe(true);
    expect(view.reference.params).toBeGreaterThan(2500);
    expect(view.reference.flops).toBeGreaterThan(150_000);
    for (const { params, flops } of view.individuals) {
      expect(params).toBeLessThanOrEqual(2500);
      expect(flops).toBeLessThanOrEqual(150_000);
    }
  });

  it('takes images that phases would be too many for: cells have no smallest size', async () => {
    const macro = { kind: 'macro', phases: 5, nodes: 4, channels: 4 } as const;
    const micro = { kind: 'micro', blocks: 5, cells: 20, channels: 4 } as const;
    await expect(bench.create({}, { space: macro })).rejects.toMatchObject({ code: 'bad-request' });
    const view = await bench.view(await bench.create({}, { space: micro }));
    expect(view).toMatchObject({ state: 'running', config: { space: micro } });
  });
});
