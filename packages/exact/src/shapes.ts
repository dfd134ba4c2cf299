import { ExactError } from './error.ts';
import {
  type AveragePoolOp,
  type ConvOp,
  type GeneralConvOp,
  inputsOf,
  type PaddedPoolOp,
  type Plan,
  type PlanOp,
  type PlanShape,
} from './plan.ts';

const LIMITS = { side: 1024, channels: 4096, classes: 1024, ops: 4096, kernel: 15, step: 8, weight: 1000 };

/**
 * Checks a plan completely and returns the shape of each of its tensors. Nothing unchecked reaches the compiled code.
 * @throws ExactError `plan-invalid`, naming the op.
 */
export function resolveShapes(plan: Plan): PlanShape[] {
  requireForm(plan);
  const { image, classes, ops } = plan;
  requireInteger("the image's height", image.height, 1, LIMITS.side);
  requireInteger("the image's width", image.width, 1, LIMITS.side);
  requireInteger("the image's channels", image.channels, 1, LIMITS.channels);
  requireInteger('the number of classes', classes, 2, LIMITS.classes);
  requireInteger('the number of ops', ops.length, 1, LIMITS.ops);
  const shapes: PlanShape[] = [image];
  ops.forEach((op, index) => {
    const where = `op ${index} (${op.kind})`;
    const inputs = inputsOf(op).map((tensor) => {
      const shape = Number.isInteger(tensor) && tensor >= 0 ? shapes[tensor] : undefined;
      if (!shape) throw invalid(`${where} reads tensor ${tensor}, which no earlier op makes`);
      return shape;
    });
    shapes.push(outputShape(op, inputs, where));
  });
  const last = ops[ops.length - 1];
  if (last?.kind !== 'dense' || last.outFeatures !== classes) {
    throw invalid(`the last op must be a dense layer with ${classes} outputs, one per class`);
  }
  requireUse(plan);
  return shapes;
}

/** Plans may come from untyped code. */
function requireForm(plan: Plan): void {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
  if (!isObject(plan) || !isObject(plan.image) || !Array.isArray(plan.ops)) {
    throw invalid('it must have an image and a list of ops');
  }
  // Also of an array with holes, which `forEach` would skip.
  for (const [index, op] of plan.ops.entries()) {
    if (!isObject(op)) throw invalid(`op ${index} is no object`);
    if (!Array.isArray(inputsOf(op))) throw invalid(`op ${index} (${op.kind}) needs a list of inputs`);
  }
}

/** Every tensor leads somewhere, and the auxiliary head is a second classifier. */
function requireUse({ ops, classes, auxiliary }: Plan): void {
  const read = new Set(ops.flatMap((op) => [...inputsOf(op)]));
  if (auxiliary !== undefined) {
    const logits = auxiliary?.logits;
    requireInteger("the auxiliary head's tensor", logits, 1, ops.length - 1);
    const maker = ops[logits - 1];
    if (maker?.kind !== 'dense' || maker.outFeatures !== classes) {
      throw invalid(`the auxiliary head must end in a dense layer with ${classes} outputs, one per class`);
    }
    const { weight } = auxiliary;
    if (!Number.isFinite(weight) || weight < 0 || weight > LIMITS.weight) {
      throw invalid(`the auxiliary head's weight must be from 0 to ${LIMITS.weight}, got ${weight}`);
    }
    read.add(logits);
  }
  for (let tensor = 0; tensor < ops.length; tensor++) {
    if (!read.has(tensor)) throw invalid(`tensor ${tensor} is read by no op; leave it out`);
  }
}

function outputShape(op: PlanOp, inputs: readonly PlanShape[], where: string): PlanShape {
  const [first, second] = inputs;
  if (!first) throw invalid(`${where} has no inputs`);
  switch (op.kind) {
    case 'conv':
      return convShape(op, first, where);
    case 'generalConv':
      return generalConvShape(op, first, where);
    case 'batchNorm':
    case 'batchNormRelu':
    case 'relu':
    case 'dropPath':
      return first;
    case 'add':
      if (inputs.length !== 2 || !second || !sameSize(first, second) || first.channels !== second.channels) {
        throw invalid(`${where} needs two tensors of the same shape`);
      }
      return first;
    case 'concat': {
      if (!inputs.every((shape) => sameSize(shape, first))) {
        throw invalid(`${where} joins tensors of different height or width`);
      }
      const channels = inputs.reduce((sum, shape) => sum + shape.channels, 0);
      requireInteger(`${where}: the number of channels`, channels, 1, LIMITS.channels);
      return { height: first.height, width: first.width, channels };
    }
    case 'maxPool':
      if (first.height < 2 || first.width < 2) {
        throw invalid(`${where} needs at least 2x2 pixels, got ${first.height}x${first.width}`);
      }
      return resized(first, (side) => Math.floor(side / 2));
    case 'paddedPool':
      return paddedPoolShape(op, first, where);
    case 'averagePool':
      return averagePoolShape(op, first, where);
    case 'globalAveragePool':
      return { height: 1, width: 1, channels: first.channels };
    case 'dense':
      if (first.height !== 1 || first.width !== 1) {
        throw invalid(`${where} needs a 1x1 tensor, got ${first.height}x${first.width}; pool it first`);
      }
      requireInteger(`${where}: the number of outputs`, op.outFeatures, 1, LIMITS.classes);
      return { height: 1, width: 1, channels: op.outFeatures };
    default:
      return unknownOp(op, where);
  }
}

function convShape(op: ConvOp, input: PlanShape, where: string): PlanShape {
  requireInteger(`${where}: the number of output channels`, op.outChannels, 1, LIMITS.channels);
  if (op.padding !== 'same' && op.padding !== 'valid') throw invalid(`${where}: unknown padding`);
  const even = op.kernel === 2 && op.padding === 'valid';
  if (op.kernel !== 1 && op.kernel !== 3 && !even) {
    throw invalid(`${where}: the kernel must be 1 or 3, or without padding 2`);
  }
  const lost = op.padding === 'same' ? 0 : op.kernel - 1;
  if (input.height <= lost || input.width <= lost) {
    throw invalid(`${where} leaves nothing of ${input.height}x${input.width} pixels`);
  }
  return { height: input.height - lost, width: input.width - lost, channels: op.outChannels };
}

function generalConvShape(op: GeneralConvOp, input: PlanShape, where: string): PlanShape {
  requireInteger(`${where}: the number of output channels`, op.outChannels, 1, LIMITS.channels);
  requireInteger(`${where}: the kernel's height`, op.kernelHeight, 1, LIMITS.kernel);
  requireInteger(`${where}: the kernel's width`, op.kernelWidth, 1, LIMITS.kernel);
  requireInteger(`${where}: the stride of rows`, op.strideRows, 1, LIMITS.step);
  requireInteger(`${where}: the stride of columns`, op.strideColumns, 1, LIMITS.step);
  requireInteger(`${where}: the dilation`, op.dilation, 1, LIMITS.step);
  const first = (kernel: number): number => (1 - kernel) * op.dilation;
  requireInteger(`${where}: top`, op.top, first(op.kernelHeight), op.strideRows - 1);
  requireInteger(`${where}: left`, op.left, first(op.kernelWidth), op.strideColumns - 1);
  const depthwise = op.groups === input.channels && op.outChannels === input.channels;
  if (op.groups !== 1 && !depthwise) {
    throw invalid(
      `${where}: groups must be 1, or the number of channels before and after, ${input.channels}`,
    );
  }
  return {
    height: Math.ceil(input.height / op.strideRows),
    width: Math.ceil(input.width / op.strideColumns),
    channels: op.outChannels,
  };
}

function paddedPoolShape(op: PaddedPoolOp, input: PlanShape, where: string): PlanShape {
  if (op.method !== 'max' && op.method !== 'average') throw invalid(`${where}: unknown method`);
  requireInteger(`${where}: the stride`, op.stride, 1, 2);
  return resized(input, (side) => Math.ceil(side / op.stride));
}

function averagePoolShape(op: AveragePoolOp, input: PlanShape, where: string): PlanShape {
  requireInteger(`${where}: the stride`, op.stride, 1, LIMITS.step);
  const most = Math.min(LIMITS.kernel, input.height, input.width);
  requireInteger(`${where}: the kernel on ${input.height}x${input.width} pixels`, op.kernel, 1, most);
  return resized(input, (side) => Math.floor((side - op.kernel) / op.stride) + 1);
}

function sameSize(a: PlanShape, b: PlanShape): boolean {
  return a.height === b.height && a.width === b.width;
}

function resized({ height, width, channels }: PlanShape, resize: (side: number) => number): PlanShape {
  return { height: resize(height), width: resize(width), channels };
}

function requireInteger(what: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalid(`${what} must be an integer from ${min} to ${max}, got ${value}`);
  }
}

/** An op of unknown kind is the caller's error. */
function unknownOp(op: never, where: string): never {
  throw invalid(`${where}: unknown op ${JSON.stringify(op)}`);
}

function invalid(message: string): ExactError {
  return new ExactError('plan-invalid', `Invalid plan: ${message}.`);
}
