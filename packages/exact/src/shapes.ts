import { ExactError } from './error.ts';
import { inputsOf, type Plan, type PlanOp, type PlanShape } from './plan.ts';

const LIMITS = { side: 1024, channels: 4096, classes: 1024, ops: 4096 } as const;

/**
 * Checks a plan completely and returns the shape of each of its tensors. Nothing unchecked reaches the compiled code.
 * @throws ExactError `plan-invalid`, naming the op.
 */
export function resolveShapes(plan: Plan): PlanShape[] {
  const { image, classes, ops } = plan;
  requireInteger("the image's height", image.height, 1, LIMITS.side);
  requireInteger("the image's width", image.width, 1, LIMITS.side);
  requireInteger("the image's channels", image.channels, 1, LIMITS.channels);
  requireInteger('the number of classes', classes, 2, LIMITS.classes);
  requireInteger('the number of ops', ops.length, 1, LIMITS.ops);
  const shapes: PlanShape[] = [image];
  ops.forEach((op, index) => {
    const inputs = inputsOf(op).map((tensor) => {
      const shape = Number.isInteger(tensor) && tensor >= 0 ? shapes[tensor] : undefined;
      if (!shape) throw invalid(`op ${index} (${op.kind}) reads tensor ${tensor}, which no earlier op makes`);
      return shape;
    });
    shapes.push(outputShape(op, inputs, `op ${index} (${op.kind})`));
  });
  const last = ops[ops.length - 1];
  if (last?.kind !== 'dense' || last.outFeatures !== classes) {
    throw invalid(`the last op must be a dense layer with ${classes} outputs, one per class`);
  }
  const read = new Set(ops.flatMap((op) => [...inputsOf(op)]));
  for (let tensor = 0; tensor < ops.length; tensor++) {
    if (!read.has(tensor)) throw invalid(`tensor ${tensor} is read by no op; leave it out`);
  }
  return shapes;
}

function outputShape(op: PlanOp, inputs: readonly PlanShape[], where: string): PlanShape {
  const [first] = inputs;
  if (!first) throw invalid(`${where} has no inputs`);
  switch (op.kind) {
    case 'conv':
      return convShape(op, first, where);
    case 'batchNormRelu':
      return first;
    case 'concat': {
      if (inputs.some((shape) => shape.height !== first.height || shape.width !== first.width)) {
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
      return {
        height: Math.floor(first.height / 2),
        width: Math.floor(first.width / 2),
        channels: first.channels,
      };
    case 'globalAveragePool':
      return { height: 1, width: 1, channels: first.channels };
    case 'dense':
      if (first.height !== 1 || first.width !== 1) {
        throw invalid(`${where} needs a 1x1 tensor, got ${first.height}x${first.width}; pool it first`);
      }
      requireInteger(`${where}: the number of outputs`, op.outFeatures, 1, LIMITS.classes);
      return { height: 1, width: 1, channels: op.outFeatures };
    case 'generalConv':
    case 'batchNorm':
    case 'relu':
    case 'add':
    case 'paddedPool':
    case 'averagePool':
    case 'dropPath':
      throw invalid(`${where}: this engine does not run such ops`);
    default:
      return unknownOp(op, where);
  }
}

function convShape(op: Extract<PlanOp, { kind: 'conv' }>, input: PlanShape, where: string): PlanShape {
  requireInteger(`${where}: the number of output channels`, op.outChannels, 1, LIMITS.channels);
  if (op.kernel !== 1 && op.kernel !== 3) throw invalid(`${where}: the kernel must be 1 or 3`);
  if (op.padding !== 'same' && op.padding !== 'valid') throw invalid(`${where}: unknown padding`);
  const lost = op.padding === 'same' ? 0 : op.kernel - 1;
  if (input.height <= lost || input.width <= lost) {
    throw invalid(`${where} leaves nothing of ${input.height}x${input.width} pixels`);
  }
  return { height: input.height - lost, width: input.width - lost, channels: op.outChannels };
}

function requireInteger(what: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw invalid(`${what} must be an integer from ${min} to ${max}, got ${value}`);
  }
}

/** Plans may come from untyped code: an op of unknown kind is the caller's error. */
function unknownOp(op: never, where: string): never {
  throw invalid(`${where}: unknown op ${JSON.stringify(op)}`);
}

function invalid(message: string): ExactError {
  return new ExactError('plan-invalid', `Invalid plan: ${message}.`);
}
