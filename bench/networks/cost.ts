import { inputsOf, type NetworkDescription, type Op } from './description.ts';

type Shape = NetworkDescription['image'];

/** The shape of each tensor, the image first. @throws RangeError where an op reads a tensor that is not there yet */
export function shapesOf({ image, ops }: NetworkDescription): Shape[] {
  const shapes: Shape[] = [image];
  for (const op of ops) shapes.push(outputShape(op, inputShapes(op, shapes)));
  return shapes;
}

/**
 * Floating-point operations, two to a multiply-accumulate, that training on one image takes in convolutions and dense
 * layers, done directly: forward, gradient by weights, and gradient by input, which what reads the image needs not.
 */
export function trainingFlops(network: NetworkDescription): number {
  const shapes = shapesOf(network);
  const trained = [false];
  let total = 0;
  network.ops.forEach((op, index) => {
    const below = inputsOf(op).some((input) => trained[input] === true);
    const macs = macsOf(op, inputShapes(op, shapes), shapes[index + 1]);
    total += 2 * macs * (below ? 3 : 2);
    trained.push(below || hasParameters(op));
  });
  return total;
}

/** Multiply-accumulates of one image classified. */
export function forwardMacs(network: NetworkDescription): number {
  const shapes = shapesOf(network);
  return network.ops.reduce(
    (sum, op, index) => sum + macsOf(op, inputShapes(op, shapes), shapes[index + 1]),
    0,
  );
}

function inputShapes(op: Op, shapes: readonly Shape[]): Shape[] {
  return inputsOf(op).map((input) => {
    const shape = shapes[input];
    if (shape === undefined) throw new RangeError(`a ${op.kind} reads tensor ${input} before it is made`);
    return shape;
  });
}

function hasParameters({ kind }: Op): boolean {
  return ['conv', 'generalConv', 'batchNorm', 'batchNormRelu', 'dense'].includes(kind);
}

function macsOf(op: Op, [input]: readonly Shape[], output: Shape | undefined): number {
  if (input === undefined || output === undefined) return 0;
  const values = output.height * output.width * output.channels;
  if (op.kind === 'conv') return values * op.kernel ** 2 * input.channels;
  if (op.kind === 'generalConv')
    return (values * op.kernelHeight * op.kernelWidth * input.channels) / op.groups;
  return op.kind === 'dense' ? values * input.channels : 0;
}

function outputShape(op: Op, inputs: readonly Shape[]): Shape {
  const [input] = inputs;
  if (input === undefined) throw new RangeError(`a ${op.kind} reads nothing`);
  const { height, width, channels } = input;
  switch (op.kind) {
    case 'conv': {
      const lost = op.padding === 'same' ? 0 : op.kernel - 1;
      return { height: height - lost, width: width - lost, channels: op.outChannels };
    }
    case 'generalConv':
      return {
        height: Math.ceil(height / op.strideRows),
        width: Math.ceil(width / op.strideColumns),
        channels: op.outChannels,
      };
    case 'paddedPool':
      return { height: Math.ceil(height / op.stride), width: Math.ceil(width / op.stride), channels };
    case 'concat':
      return { height, width, channels: inputs.reduce((sum, shape) => sum + shape.channels, 0) };
    case 'maxPool':
      return { height: Math.floor(height / 2), width: Math.floor(width / 2), channels };
    case 'globalAveragePool':
      return { height: 1, width: 1, channels };
    case 'dense':
      return { height: 1, width: 1, channels: op.outFeatures };
    case 'add':
    case 'batchNorm':
    case 'batchNormRelu':
    case 'relu':
      return input;
  }
}
