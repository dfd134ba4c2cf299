import { describe, expect, it } from 'vitest';
import { parseEvent } from './event.ts';

const SEARCH = '6f2c1f2e-9f0a-4b7e-8a51-3a4d3f0a1b2c';
const INDIVIDUAL = '6f2c1f2e-9f0a-4b7e-8a51-3a4d3f0a1b2d';
const JOB = '6f2c1f2e-9f0a-4b7e-8a51-3a4d3f0a1b2e';

function parsed(type: string, payload: object): unknown {
  const at = '2026-11-22T15:40:51.000Z';
  return parseEvent({ stream: `search:${SEARCH}`, seq: 4, v: 1, at, type, payload }).payload;
}

// Events as the first release wrote them: the journal is never rewritten.
describe('parseEvent', () => {
  it('still reads a proposal without inheritance, prediction and rung', () => {
    const payload = {
      individualId: INDIVIDUAL,
      generation: 0,
      ordinal: 3,
      genome: '0110',
      operator: 'crossover+mutation',
      parents: [],
      jobId: JOB,
      params: 10,
      flops: 100,
    };
    expect(parsed('individual.proposed', payload)).toEqual({
      ...payload,
      inheritance: null,
      prediction: null,
      rung: 0,
    });
  });

  it('still reads a closed generation without savings and predictor', () => {
    const payload = { index: 1, hypervolume: 0.25, evaluations: 8, front: [INDIVIDUAL] };
    expect(parsed('generation.closed', payload)).toEqual({ ...payload, savings: null, predictor: null });
  });

  it('still reads the verdict on a replica without its number of epochs', () => {
    const replica = {
      assignmentId: INDIVIDUAL,
      hotkey: `5${'A'.repeat(47)}`,
      verdict: 'agreed',
      reason: null,
      accuracy: 60,
      params: 10,
      flops: 100,
      digest: 'ab'.repeat(32),
      seconds: 3,
    };
    const closed = {
      jobId: JOB,
      outcome: 'agreed',
      accuracy: 60,
      digest: 'ab'.repeat(32),
      numericClass: 'exact-1',
    };
    expect(parsed('job.closed', { ...closed, replicas: [replica] })).toEqual({
      ...closed,
      replicas: [{ ...replica, epochs: null }],
    });
  });

  it('reads genomes of both spaces, and nothing else as one', () => {
    const payload = { jobId: JOB, ordinal: 0, params: 10, flops: 100, seats: 3 };
    for (const genome of ['0110', '3041200200000000', '1'.repeat(230)])
      expect(parsed('job.opened', { ...payload, genome })).toEqual({ ...payload, genome });
    for (const genome of ['', '3041', '30412009000000', '1'.repeat(231)])
      expect(() => parsed('job.opened', { ...payload, genome })).toThrow('genome');
  });

  it('refuses what is longer than any genome, and predictions without a deviation', () => {
    const payload = {
      individualId: INDIVIDUAL,
      generation: 0,
      ordinal: 3,
      genome: '0110',
      operator: 'surrogate',
      parents: [],
      jobId: JOB,
      params: 10,
      flops: 100,
    };
    const long = { ...payload, inheritance: 'a'.repeat(1001) };
    expect(() => parsed('individual.proposed', long)).toThrow('inheritance');
    const half = { ...payload, prediction: { mean: 20 } };
    expect(() => parsed('individual.proposed', half)).toThrow('deviation');
  });
});
