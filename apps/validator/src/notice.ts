import type { MinerScore } from '@naschain/protocol';
import type { Rejection } from './state.ts';

/** What a validator tells its operator; with --json one line each. */
export type Notice =
  | {
      readonly kind: 'started';
      readonly hotkey: string;
      readonly genomaster: string;
      readonly cursor: number;
    }
  | { readonly kind: 'counted'; readonly batches: number; readonly cursor: number }
  | {
      readonly kind: 'difference';
      readonly cursor: number;
      readonly jobId: string;
      readonly difference: string;
    }
  | {
      readonly kind: 'epoch';
      readonly epoch: number;
      readonly throughCursor: number;
      readonly miners: readonly MinerScore[];
      readonly rejections: readonly Rejection[];
      /** Batches in which the Genomaster was contradicted. */
      readonly differences: number;
    }
  | {
      readonly kind: 'nothingEarned';
      readonly throughCursor: number;
      readonly miners: readonly MinerScore[];
      readonly rejections: readonly Rejection[];
      readonly differences: number;
    }
  | { readonly kind: 'reported'; readonly epoch: number; readonly receipt: 'accepted' | 'known' }
  | { readonly kind: 'retrying'; readonly message: string; readonly seconds: number }
  | { readonly kind: 'stopped'; readonly cursor: number };

export type Tell = (notice: Notice) => void;
