import type { Plan, PlanOp } from '../../plan.ts';

/** Tensors an op reads, in order. */
export function inputsOf(op: PlanOp): readonly number[] {
  return 'inputs' in op ? op.inputs : [op.input];
}

/** For each tensor, whether a gradient by it is wanted: whether anything before it has parameters. */
export function wantedTensors(plan: Plan): boolean[] {
  const wanted = [false];
  for (const op of plan.ops) {
    wanted.push(hasParameters(op) || inputsOf(op).some((tensor) => wanted[tensor]));
  }
  return wanted;
}

function hasParameters({ kind }: PlanOp): boolean {
  return ['conv', 'generalConv', 'dense', 'batchNorm', 'batchNormRelu'].includes(kind);
}

/** The parts of a concatenation, also one of concatenations, in order; of any other tensor itself. */
export function partsOf(plan: Plan, tensor: number): readonly number[] {
  const maker = plan.ops[tensor - 1];
  return maker?.kind === 'concat' ? maker.inputs.flatMap((input) => partsOf(plan, input)) : [tensor];
}
