import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClosedBatch, WeightsPayload } from '@naschain/protocol';
import { signingReady, verifyWeightsSignature } from '@naschain/protocol/signing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Genomaster } from './genomaster.ts';
import type { Notice } from './notice.ts';
import { lie, sampleBatch, sampleMiner } from './sampleBatch.ts';
import { runValidator, type ValidatorOptions } from './validator.ts';

let folder = '';
let batches: ClosedBatch[] = [];
beforeEach(async () => {
  await signingReady();
  folder = await mkdtemp(join(tmpdir(), 'naschain-validator-'));
  batches = Array.from({ length: 7 }, (_, n) =>
    sampleBatch(3 * (n + 1), [
      { miner: 0 },
      { miner: 1 },
      { miner: 2 },
      ...(n === 2 ? [{ miner: 3, result: lie('ee'), verdict: 'rejected' as const }] : []),
    ]),
  );
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Report {
  payload: WeightsPayload;
  signature: string;
}

/** A Genomaster in memory: pages of two, one report kept per epoch. `before` may throw in its place. */
class MemoryGenomaster implements Genomaster {
  readonly reports = new Map<number, Report>();
  calls = 0;

  constructor(private readonly before: (call: number) => void = () => undefined) {}

  async batches(afterCursor: number, limit: number): Promise<ClosedBatch[]> {
    this.before(++this.calls);
    return batches.filter(({ cursor }) => cursor > afterCursor).slice(0, Math.min(limit, 2));
  }

  async reportWeights(report: Report): Promise<'accepted' | 'known'> {
    const { epoch } = report.payload;
    const known = this.reports.get(epoch);
    if (known === undefined) this.reports.set(epoch, report);
    this.before(++this.calls);
    return known === undefined || known.signature === report.signature ? 'accepted' : 'known';
  }

  async lastEpoch(): Promise<number> {
    this.before(++this.calls);
    return Math.max(0, ...this.reports.keys());
  }
}

function optionsFor(genomaster: Genomaster, change: Partial<ValidatorOptions> = {}) {
  const notices: Notice[] = [];
  const options: ValidatorOptions = {
    genomaster,
    genomasterUrl: 'http://g',
    signer: sampleMiner(9),
    stateFile: join(folder, 'state.json'),
    intervalMs: 1,
    epochMs: 1000,
    once: true,
    signal: new AbortController().signal,
    now: () => new Date('2030-01-01T00:00:00.000Z'),
    sleep: async () => undefined,
    retry: { attempts: 3, random: () => 0 },
    tell: (notice) => notices.push(notice),
    ...change,
  };
  return { options, notices };
}

/** Seven batches in pages of two. */
const pages = Array.from({ length: 4 }, () => 'counted');
const kinds = (notices: readonly Notice[]) => notices.map(({ kind }) => kind);

describe('runValidator', () => {
  it('checks, scores, signs and reports once', async () => {
    const genomaster = new MemoryGenomaster();
    const { options, notices } = optionsFor(genomaster);
    await runValidator(options);
    expect(kinds(notices)).toEqual(['started', ...pages, 'epoch', 'reported']);
    const report = genomaster.reports.get(1);
    if (report === undefined) throw new Error('expected a report of epoch 1');
    expect(verifyWeightsSignature(sampleMiner(9).address, report.payload, report.signature)).toBe(true);
    expect(report.payload).toMatchObject({ throughCursor: 21, epoch: 1 });
    expect(report.payload.scores.map(({ agreed, rejected }) => [agreed, rejected])).toEqual([
      [7, 0],
      [7, 0],
      [7, 0],
      [0, 1],
    ]);
  });

  it('counts nothing twice in a second run, and says that nothing was earned', async () => {
    const genomaster = new MemoryGenomaster();
    await runValidator(optionsFor(genomaster).options);
    const { options, notices } = optionsFor(genomaster);
    await runValidator(options);
    expect(kinds(notices)).toEqual(['started', 'nothingEarned']);
    expect([...genomaster.reports.keys()]).toEqual([1]);
  });

  it('tells where the Genomaster is contradicted and counts its own verdict', async () => {
    batches = [sampleBatch(1, [{ miner: 0 }, { miner: 1 }, { miner: 2 }, { miner: 3, result: lie('ee') }])];
    const genomaster = new MemoryGenomaster();
    const { options, notices } = optionsFor(genomaster);
    await runValidator(options);
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'difference', cursor: 1 }));
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'epoch', differences: 1 }));
    const liar = genomaster.reports
      .get(1)
      ?.payload.scores.find(({ hotkey }) => hotkey === sampleMiner(3).address);
    expect(liar).toMatchObject({ agreed: 0, rejected: 1, weight: 0 });
  });

  it('reports the same after dying at any call, or before any answer arrived', async () => {
    const untouched = new MemoryGenomaster();
    await runValidator(optionsFor(untouched).options);
    const expected = untouched.reports.get(1)?.payload;
    // The last epoch, four pages with batches and an empty one, the report.
    expect(untouched.calls).toBe(7);
    for (let death = 1; death <= untouched.calls; death += 1) {
      const stateFile = join(folder, `dies-at-${death}.json`);
      const genomaster = new MemoryGenomaster((call) => {
        if (call === death) throw new Error('killed');
      });
      const dies = optionsFor(genomaster, { stateFile, retry: { attempts: 1, random: () => 0 } });
      await expect(runValidator(dies.options)).rejects.toMatchObject({ code: 'unreachable' });
      await runValidator(optionsFor(genomaster, { stateFile }).options);
      expect(genomaster.reports.get(1)?.payload).toEqual(expected);
      expect([...genomaster.reports.keys()]).toEqual([1]);
      expect(JSON.parse(await readFile(stateFile, 'utf8'))).toMatchObject({
        cursor: 21,
        pendingReport: null,
      });
    }
  });

  it('retries what fails now and then', async () => {
    const genomaster = new MemoryGenomaster((call) => {
      if (call % 2 === 1) throw new Error('connection reset');
    });
    const { options, notices } = optionsFor(genomaster);
    await runValidator(options);
    expect(notices.filter(({ kind }) => kind === 'retrying')).toHaveLength(7);
    expect(notices).toContainEqual({
      kind: 'retrying',
      message: 'The Genomaster does not answer (connection reset)',
      seconds: 1,
    });
    expect(genomaster.reports.get(1)?.payload.scores[0]?.agreed).toBe(7);
  });

  it('goes on after the epoch that the Genomaster knows when its own state is lost', async () => {
    const genomaster = new MemoryGenomaster();
    await runValidator(optionsFor(genomaster).options);
    await rm(join(folder, 'state.json'));
    await runValidator(optionsFor(genomaster).options);
    expect([...genomaster.reports.keys()]).toEqual([1, 2]);
  });

  it('closes an epoch when its time is over, as a service, and stops when told', async () => {
    const genomaster = new MemoryGenomaster();
    const stop = new AbortController();
    let time = Date.parse('2030-01-01T00:00:00.000Z');
    let rounds = 0;
    const { options, notices } = optionsFor(genomaster, {
      once: false,
      epochMs: 10_000,
      signal: stop.signal,
      now: () => new Date(time),
      sleep: async () => {
        rounds += 1;
        time += 3_000;
        if (rounds === 6) stop.abort();
      },
    });
    await runValidator(options);
    // Looks at 0, 3, 6, 9, 12 and 15 s: only the fifth is past the end of the epoch.
    expect(kinds(notices)).toEqual(['started', ...pages, 'epoch', 'reported', 'stopped']);
    expect(rounds).toBe(6);
  });

  it('refuses a state of another Genomaster', async () => {
    await runValidator(optionsFor(new MemoryGenomaster()).options);
    const { options } = optionsFor(new MemoryGenomaster(), { genomasterUrl: 'http://other' });
    await expect(runValidator(options)).rejects.toMatchObject({ code: 'state' });
  });
});
