import { type Plan, resolveShapes } from '@naschain/exact';
import { z } from 'zod';

const tensor = z.int().min(0);
const size = z.int().min(1);
const stride = z.union([z.literal(1), z.literal(2)]);

const opSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('conv'),
    input: tensor,
    kernel: z.union([z.literal(1), z.literal(3)]),
    padding: z.enum(['same', 'valid']),
    outChannels: size,
  }),
  z.object({
    kind: z.literal('generalConv'),
    input: tensor,
    kernelHeight: size,
    kernelWidth: size,
    strideRows: size,
    strideColumns: size,
    dilation: size,
    groups: size,
    top: z.int(),
    left: z.int(),
    outChannels: size,
  }),
  z.object({ kind: z.literal('batchNormRelu'), input: tensor }),
  z.object({ kind: z.literal('batchNorm'), input: tensor }),
  z.object({ kind: z.literal('relu'), input: tensor }),
  z.object({ kind: z.literal('concat'), inputs: z.array(tensor).min(1) }),
  z.object({ kind: z.literal('add'), inputs: z.array(tensor).min(2) }),
  z.object({ kind: z.literal('maxPool'), input: tensor }),
  z.object({ kind: z.literal('paddedPool'), input: tensor, method: z.enum(['max', 'average']), stride }),
  z.object({ kind: z.literal('globalAveragePool'), input: tensor }),
  z.object({ kind: z.literal('dense'), input: tensor, outFeatures: size }),
]);

/**
 * A network as every engine and the peers are told it, in JSON: the exact engine's plan, op by op. Tensor 0 is the
 * image, op `i` makes tensor `i + 1`. Ops mean what the layers of the same name in `@naschain/network` mean. It holds
 * all ops there are, also those that the engine of this version does not run.
 */
export const networkSchema = z.object({
  image: z.object({ height: size, width: size, channels: size }),
  classes: z.int().min(2),
  ops: z.array(opSchema).min(1),
});

export type NetworkDescription = z.infer<typeof networkSchema>;
export type Op = NetworkDescription['ops'][number];

/** A plan as JSON. @throws ZodError for an op that the benchmarks do not know */
export function describePlan(plan: Plan): NetworkDescription {
  return networkSchema.parse(plan);
}

/** The way back. @throws ExactError `plan-invalid` where the exact engine cannot run the network */
export function planOf(network: NetworkDescription): Plan {
  const plan = network as Plan;
  // The engine's own check: it refuses ops that it does not know.
  resolveShapes(plan);
  return plan;
}

/** Tensors that an op reads, in order. */
export function inputsOf(op: Op): readonly number[] {
  return 'inputs' in op ? op.inputs : [op.input];
}
