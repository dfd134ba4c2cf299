import type { IndividualView, SearchView } from '@naschain/protocol';
import { describe, expect, it } from 'vitest';
import { testIndividual, testJob, testSearch } from './fixture.ts';
import { forecastOf } from './forecastOf.ts';
import { searchModel } from './model.ts';
import { firstTraining, promotedTo, shortText } from './rungs.ts';

const prediction = { mean: 30, deviation: 2 };
const short = testIndividual({ individualId: 's', jobId: 'short', prediction });
const full = testIndividual({
  individualId: 'f',
  jobId: 'full',
  operator: 'promotion',
  parents: ['s'],
  rung: 1,
});
const base = testSearch({
  individuals: [short, full],
  jobs: [
    testJob({ jobId: 'short', state: 'agreed', accuracy: 20 }),
    testJob({ jobId: 'full', state: 'agreed', accuracy: 72 }),
  ],
});
const { config } = base;
const halved: SearchView = {
  ...base,
  config: { ...config, algorithm: { ...config.algorithm, fidelity: { epochs: [1, 2], eta: 2 } } },
};

describe('forecastOf', () => {
  const of = (individual: IndividualView, view = halved) => forecastOf(individual, searchModel(view));

  it('compares a full training with the prediction the network was bred with', () => {
    const forecast = of(full);
    expect(forecast).toMatchObject({ mean: 30, deviation: 2, measured: 28, held: true });
    expect(forecast?.low).toBeCloseTo(26.71, 2);
  });

  it('does not hold a short training against it', () => {
    expect(of(short)).toMatchObject({ measured: null, held: null });
    expect(of(short, base)).toMatchObject({ measured: 80, held: false });
  });

  it('is null without a prediction', () => {
    expect(of(testIndividual({}))).toBeNull();
  });
});

describe('rungs', () => {
  const individuals = new Map([short, full].map((individual) => [individual.individualId, individual]));

  it('link the trainings of one network', () => {
    expect(promotedTo(short, individuals)).toBe(full);
    expect(promotedTo(full, individuals)).toBeNull();
    expect(firstTraining(full, individuals)).toBe(short);
  });

  it('say how short a training is', () => {
    expect(shortText(halved.config, 0)).toBe('1 of 2 epochs');
    expect(shortText(halved.config, 1)).toBeNull();
    expect(shortText(config, 0)).toBeNull();
  });
});
