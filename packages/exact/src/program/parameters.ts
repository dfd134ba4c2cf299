import type { Plan, PlanShape } from '../plan.ts';
import type { Random } from '../random.ts';
import { linesOf } from './arena.ts';

export type ParameterName = 'weights' | 'bias' | 'gamma' | 'beta' | 'runningMean' | 'runningVariance';

/** A matrix of parameters or running statistics of one op. */
export interface ParameterBlock {
  /** Index into the plan's ops. */
  readonly op: number;
  readonly name: ParameterName;
  readonly rows: number;
  /** True columns (output channels), stored `lanes` apart; the padding stays 0. */
  readonly columns: number;
  readonly lanes: number;
  /** First line from the start of the block's region. */
  readonly line: number;
}

/**
 * Blocks in canonical order (that of the ops; within one op as listed in `BLOCKS_OF`) and where they lie. The region of
 * trainable parameters begins with those whose gradient is summed by chunks; running statistics lie in a region of
 * their own.
 */
export interface ParameterLayout {
  readonly blocks: readonly ParameterBlock[];
  readonly chunkedLines: number;
  readonly trainableLines: number;
  readonly statisticLines: number;
}

type Region = 'chunked' | 'direct' | 'statistic';

const REGION_OF: Record<ParameterName, Region> = {
  weights: 'chunked',
  bias: 'chunked',
  gamma: 'direct',
  beta: 'direct',
  runningMean: 'statistic',
  runningVariance: 'statistic',
};

export function isStatistic(block: ParameterBlock): boolean {
  return REGION_OF[block.name] === 'statistic';
}

/** Lays out the parameters of a checked plan for vectors of `vectorLength` floats. */
export function layOutParameters(
  plan: Plan,
  shapes: readonly PlanShape[],
  vectorLength: number,
): ParameterLayout {
  const used: Record<Region, number> = { chunked: 0, direct: 0, statistic: 0 };
  const wanted = plan.ops.flatMap((_, op) => blocksOf(plan, shapes, op));
  const placed = wanted.map(({ op, name, rows, columns }) => {
    const lanes = padChannels(columns, vectorLength);
    const region = REGION_OF[name];
    const line = used[region];
    used[region] += linesOf(rows * lanes);
    return { op, name, rows, columns, lanes, line };
  });
  const blocks = placed.map((block) =>
    REGION_OF[block.name] === 'direct' ? { ...block, line: block.line + used.chunked } : block,
  );
  return {
    blocks,
    chunkedLines: used.chunked,
    trainableLines: used.chunked + used.direct,
    statisticLines: used.statistic,
  };
}

export function padChannels(channels: number, vectorLength: number): number {
  return Math.ceil(channels / vectorLength) * vectorLength;
}

type Wanted = Pick<ParameterBlock, 'op' | 'name' | 'rows' | 'columns'>;

function blocksOf(plan: Plan, shapes: readonly PlanShape[], index: number): Wanted[] {
  const op = plan.ops[index];
  const columns = shapes[index + 1]?.channels ?? 0;
  const block = (name: ParameterName, rows: number): Wanted => ({ op: index, name, rows, columns });
  switch (op?.kind) {
    case 'conv':
      return [block('weights', op.kernel ** 2 * (shapes[op.input]?.channels ?? 0))];
    case 'generalConv': {
      const inChannels = (shapes[op.input]?.channels ?? 0) / op.groups;
      return [block('weights', op.kernelHeight * op.kernelWidth * inChannels)];
    }
    case 'batchNorm':
    case 'batchNormRelu':
      return [block('gamma', 1), block('beta', 1), block('runningMean', 1), block('runningVariance', 1)];
    case 'dense':
      return [block('weights', shapes[op.input]?.channels ?? 0), block('bias', 1)];
    default:
      return [];
  }
}

/**
 * Draws a block's initial values in canonical order. Weights: uniform within +-sqrt(6 / fan-in), which has the variance
 * 2 / fan-in of He et al. (2015), for a dense layer +-sqrt(1 / fan-in); no function beyond a square root, so that any
 * machine draws the same.
 */
export function initialValues(block: ParameterBlock, plan: Plan, random: Random): Float32Array {
  const values = new Float32Array(block.rows * block.columns);
  switch (block.name) {
    case 'weights': {
      const gain = plan.ops[block.op]?.kind === 'dense' ? 1 : 6;
      const bound = Math.sqrt(gain / block.rows);
      for (let i = 0; i < values.length; i++) values[i] = (2 * random.unit() - 1) * bound;
      return values;
    }
    case 'gamma':
    case 'runningVariance':
      return values.fill(1);
    case 'bias':
    case 'beta':
    case 'runningMean':
      return values;
  }
}
