import { median } from '../statistics.ts';
import type { Mode } from './messages.ts';

/** Speeds in images a second, the median over all rounds; peak resident memory of the process in MB. */
export interface Speeds {
  readonly train: number;
  readonly eval: number;
  readonly rssMB: number;
}

/** What the rounds gave: images a second in each, and the memory at the end. */
export interface Samples extends Readonly<Record<Mode, readonly number[]>> {
  readonly rssMB: number;
}

/** A peer with the setting in which it trains fastest. */
export interface Peer extends Speeds {
  readonly name: string;
  readonly setting: string;
  readonly version: string;
}

/** One engine on one network. */
export interface EngineRow extends Speeds {
  readonly net: string;
  readonly engine: string;
  readonly build: string;
  readonly batch: number;
  /** SHA-256 of the weights after a few steps from fixed weights on fixed images. */
  readonly digest: string;
  readonly fractionOfPeak: number | null;
  readonly peer: Peer | null;
  /** `train` over the peer's. */
  readonly ratio: number | null;
}

/** A network or an engine that was not measured, and why. */
export interface AbsentRow {
  readonly net: string;
  readonly engine?: string;
  readonly build?: string;
  readonly batch?: number;
  readonly absent: string;
}

export type Row = EngineRow | AbsentRow;

export function speedsOf(samples: Samples): Speeds {
  return { train: median(samples.train), eval: median(samples.eval), rssMB: samples.rssMB };
}

/** The setting that trains fastest; null of none. */
export function bestPeer(peers: readonly Peer[]): Peer | null {
  return peers.reduce<Peer | null>(
    (best, peer) => (best === null || peer.train > best.train ? peer : best),
    null,
  );
}

/** `flops`: floating-point operations of training on one image. */
export function engineRow(
  what: Pick<EngineRow, 'net' | 'engine' | 'build' | 'batch' | 'digest'>,
  samples: Samples,
  { flops, peakGflops, peer }: { flops: number; peakGflops: number | null; peer: Peer | null },
): EngineRow {
  const { net, engine, build, batch, digest } = what;
  const { train, eval: evaluation, rssMB } = speedsOf(samples);
  const fractionOfPeak = peakGflops === null ? null : (train * flops) / (peakGflops * 1e9);
  const ratio = peer === null ? null : train / peer.train;
  return { net, engine, build, batch, train, eval: evaluation, rssMB, digest, fractionOfPeak, peer, ratio };
}

/** One line for each network and batch size on which builds that must agree do not. */
export function digestConflicts(rows: readonly Row[], exactEngines: readonly string[]): string[] {
  const groups = new Map<string, EngineRow[]>();
  for (const row of rows) {
    if ('absent' in row || !exactEngines.includes(row.engine)) continue;
    const key = `net ${row.net}, batch ${row.batch}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].flatMap(([key, group]) => {
    if (new Set(group.map(({ digest }) => digest)).size === 1) return [];
    return [`${key}: ${group.map(({ build, digest }) => `${build} ${digest}`).join(', ')}`];
  });
}
