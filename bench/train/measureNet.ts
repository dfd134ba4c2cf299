import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineProcessError } from '../lineProcess.ts';
import { trainingFlops } from '../networks/cost.ts';
import type { NetworkDescription } from '../networks/description.ts';
import { type PyTorch, peerScript } from '../pytorch.ts';
import { Contender } from './contender.ts';
import { fixedImages } from './fixedImages.ts';
import type { Check, Opening } from './messages.ts';
import { interleave, measureInTurn, type Outcome, type RoundOptions } from './rounds.ts';
import { bestPeer, engineRow, type Peer, type Row, speedsOf } from './rows.ts';

const WORKER = fileURLToPath(new URL('engineWorker.ts', import.meta.url));
const RECIPE = {
  hyper: { learningRate: 0.02, momentum: 0.9, weightDecay: 5e-4 },
  normalisation: { mean: 128, deviation: 64 },
};
const SEED = 1;
/** Batches of images, and steps of the check. */
const BATCHES = 4;
/** Memory layouts of PyTorch. */
const SETTINGS = ['default', 'channels_last'] as const;
/** Steps whose losses must agree with a peer's: the first loss rests on the weights, the third on momentum, too. */
const COMPARED_STEPS = 3;
/** Relative. Rounding alone makes 1e-6 on shallow networks; on net `d` PyTorch's own two layouts differ by 1.4e-3. */
const LOSS_TOLERANCE = 5e-3;

/** An engine of ours in one build. */
export interface Variant {
  readonly engine: string;
  readonly build: string;
}

export interface NetTask extends RoundOptions {
  readonly net: string;
  readonly network: NetworkDescription;
  readonly batch: number;
  readonly threads: number;
  /** The fastest first. */
  readonly variants: readonly Variant[];
  readonly pytorch: PyTorch | null;
  readonly peakGflops: number | null;
  /** For the files that all processes share. */
  readonly folder: string;
}

interface Entrant<What> {
  readonly what: What;
  readonly contender: Contender;
  readonly check: Check;
}

/**
 * Measures all variants and PyTorch on one network with one batch size.
 * @returns a row for each variant, and what a reader must not overlook: peers that do not compute the same
 */
export async function measureNet(task: NetTask): Promise<{ rows: Row[]; problems: string[] }> {
  const { net, network, batch, threads, pytorch } = task;
  const images = join(task.folder, 'images');
  writeFileSync(images, fixedImages(network, BATCHES * batch));
  const weights = join(task.folder, 'weights');
  const opening: Opening = { network, batch, threads, ...RECIPE, images, weights };
  const rows: Row[] = [];
  const problems: string[] = [];
  const contenders: Contender[] = [];
  const enter = async <What>(what: What, opened: Promise<Contender>): Promise<Entrant<What> | string> => {
    try {
      const contender = await opened;
      contenders.push(contender);
      return { what, contender, check: await contender.check(BATCHES) };
    } catch (error) {
      if (error instanceof LineProcessError) return error.message;
      throw error;
    }
  };
  try {
    const ours: Entrant<Variant>[] = [];
    for (const variant of task.variants) {
      const entrant = await enter(variant, openVariant(variant, opening));
      if (typeof entrant === 'string') rows.push({ net, ...variant, batch, absent: entrant });
      else ours.push(entrant);
    }
    const peers: Entrant<string>[] = [];
    if (pytorch !== null && ours[0] !== undefined) {
      await ours[0].contender.save();
      for (const setting of SETTINGS) {
        const entrant = await enter(setting, openPeer(pytorch, setting, opening));
        if (typeof entrant === 'string') problems.push(`net ${net}, batch ${batch}, PyTorch: ${entrant}`);
        else peers.push(entrant);
      }
      problems.push(...lossConflicts(ours[0].check, peers, `net ${net}, batch ${batch}`));
    }
    const turns = interleave<Entrant<unknown>>(ours, peers).map(({ contender }) => contender);
    const outcomes = await measureInTurn(turns, task);
    return { rows: [...rowsOf(task, ours, peers, outcomes), ...rows], problems };
  } finally {
    for (const contender of contenders) await contender.close();
  }
}

/** @throws LineProcessError */
export function openVariant(variant: Variant, opening: Opening): Promise<Contender> {
  const args = ['--import', import.meta.resolve('tsx'), WORKER];
  return Contender.open(process.execPath, args, { ...opening, ...variant, seed: SEED });
}

function openPeer({ python }: PyTorch, layout: string, opening: Opening): Promise<Contender> {
  return Contender.open(python, peerScript('train_pytorch.py'), { ...opening, layout });
}

/** A peer is one only if it trains the same network in the same way. */
function lossConflicts({ losses }: Check, peers: readonly Entrant<string>[], where: string): string[] {
  return peers.flatMap(({ what, check }) => {
    const agrees = losses
      .slice(0, COMPARED_STEPS)
      .every((loss, step) => Math.abs((check.losses[step] ?? Number.NaN) - loss) <= LOSS_TOLERANCE * loss);
    return agrees ? [] : [`${where}: PyTorch (${what}) has losses ${check.losses}, ours are ${losses}`];
  });
}

function rowsOf(
  { net, network, batch, pytorch, peakGflops }: NetTask,
  ours: readonly Entrant<Variant>[],
  peers: readonly Entrant<string>[],
  outcomes: ReadonlyMap<Contender, Outcome>,
): Row[] {
  const measured = peers.flatMap(({ what: setting, contender }): Peer[] => {
    const outcome = outcomes.get(contender);
    if (outcome === undefined || 'absent' in outcome) return [];
    return [{ name: 'pytorch', setting, ...speedsOf(outcome), version: pytorch?.version ?? '' }];
  });
  const standards = { flops: trainingFlops(network), peakGflops, peer: bestPeer(measured) };
  return ours.flatMap(({ what, contender, check }): Row[] => {
    const outcome = outcomes.get(contender);
    if (outcome === undefined) return [];
    if ('absent' in outcome) return [{ net, ...what, batch, ...outcome }];
    return [engineRow({ net, ...what, batch, digest: check.digest ?? '' }, outcome, standards)];
  });
}
