import type { AlgorithmConfig, SearchState } from '../search.ts';
import type { MinerScore } from '../validator.ts';

export interface SearchSummary {
  searchId: string;
  name: string;
  state: SearchState;
  datasetName: string;
  algorithm: AlgorithmConfig['kind'];
  mode: AlgorithmConfig['mode'];
  createdAt: string;
  generation: number;
  generations: number;
  evaluations: number;
  hypervolume: number | null;
}

export interface MinerView {
  hotkey: string;
  state: 'live' | 'lost';
  workers: number;
  slots: number;
  engine: string;
  device: string;
  firstSeenAt: string;
  lastSeenAt: string;
  /** Replicas in hand now. */
  running: number;
  agreed: number;
  rejected: number;
  /** Trainings agreed in the last hour. */
  trainingsPerHour: number;
  /** Training FLOP/s (forward FLOPs x 3 x images x epochs / seconds), moving average; null before the first result. */
  flopsPerSecond: number | null;
  /** From the latest score epoch. */
  weight: number | null;
}

export interface ValidatorView {
  hotkey: string;
  epoch: number;
  reportedAt: string;
  scores: MinerScore[];
}

/** The overview page's data at one `seq` of the network stream. */
export interface NetworkView {
  seq: number;
  searches: SearchSummary[];
  miners: MinerView[];
  validators: ValidatorView[];
}
