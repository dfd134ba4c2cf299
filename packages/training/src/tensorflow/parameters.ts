import type { Plan, PlanOp } from '@naschain/exact';
import { TrainingError } from '../error.ts';

type ParameterName = 'weights' | 'bias' | 'gamma' | 'beta' | 'runningMean' | 'runningVariance';

/** A tensor of parameters or running statistics of one op. */
export interface ParameterBlock {
  /** Index into the plan's ops. */
  readonly op: number;
  readonly name: ParameterName;
  readonly shape: readonly number[];
  readonly length: number;
  /** A running statistic; all other blocks are trained. */
  readonly isStatistic: boolean;
  /** First value among those of its kind, trained or statistic, in canonical order. */
  readonly first: number;
}

/** All blocks in canonical order (the README of the exact engine), and how many values there are of either kind. */
export interface ParameterLayout {
  readonly blocks: readonly ParameterBlock[];
  readonly trained: number;
  readonly statistics: number;
}

/** @throws TrainingError `network-unsupported` for an op of unknown kind. */
export function layOutParameters(plan: Plan): ParameterLayout {
  const channels = [plan.image.channels];
  const blocks: ParameterBlock[] = [];
  const used = { trained: 0, statistics: 0 };
  plan.ops.forEach((op, index) => {
    const { outChannels, shapes } = demandsOf(op, channels, index);
    channels.push(outChannels);
    for (const { name, shape } of shapes) {
      const isStatistic = name === 'runningMean' || name === 'runningVariance';
      const kind = isStatistic ? 'statistics' : 'trained';
      const length = shape.reduce((product, side) => product * side, 1);
      blocks.push({ op: index, name, shape, length, isStatistic, first: used[kind] });
      used[kind] += length;
    }
  });
  return { blocks, ...used };
}

interface Demands {
  readonly outChannels: number;
  readonly shapes: readonly { readonly name: ParameterName; readonly shape: readonly number[] }[];
}

function demandsOf(op: PlanOp, channels: readonly number[], index: number): Demands {
  const of = (tensor: number): number => {
    const found = channels[tensor];
    if (found === undefined)
      throw new RangeError(`op ${index} reads tensor ${tensor}, which is not made yet`);
    return found;
  };
  switch (op.kind) {
    case 'conv':
      return convolution([op.kernel, op.kernel, of(op.input), op.outChannels]);
    case 'generalConv': {
      const { kernelHeight, kernelWidth, groups, outChannels } = op;
      return convolution([kernelHeight, kernelWidth, of(op.input) / groups, outChannels]);
    }
    case 'batchNorm':
    case 'batchNormRelu': {
      const outChannels = of(op.input);
      const names = ['gamma', 'beta', 'runningMean', 'runningVariance'] as const;
      return { outChannels, shapes: names.map((name) => ({ name, shape: [outChannels] })) };
    }
    case 'dense': {
      const weights = { name: 'weights' as const, shape: [of(op.input), op.outFeatures] };
      return {
        outChannels: op.outFeatures,
        shapes: [weights, { name: 'bias', shape: [op.outFeatures] }],
      };
    }
    case 'concat':
      return { outChannels: op.inputs.reduce((sum, tensor) => sum + of(tensor), 0), shapes: [] };
    case 'add':
      return { outChannels: of(op.inputs[0]), shapes: [] };
    case 'maxPool':
    case 'paddedPool':
    case 'averagePool':
    case 'globalAveragePool':
    case 'relu':
    case 'dropPath':
      return { outChannels: of(op.input), shapes: [] };
    default:
      return unknownOp(op, index);
  }
}

function convolution(shape: readonly [number, number, number, number]): Demands {
  return { outChannels: shape[3], shapes: [{ name: 'weights', shape }] };
}

/** Plans may come from a newer version of the exact engine. */
export function unknownOp(op: never, index: number): never {
  throw new TrainingError(
    'network-unsupported',
    `The TensorFlow engine cannot run op ${index}: ${JSON.stringify(op)}.`,
  );
}
