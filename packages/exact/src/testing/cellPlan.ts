import type { Plan } from '../plan.ts';
import { PlanBuilder } from './planBuilder.ts';

/** Every op of the micro space at odd widths and sizes, strided and not, drop path and an auxiliary head. */
export function cellPlan(): Plan {
  const builder = new PlanBuilder(15, 13, 3);
  const stem = builder.batchNorm(builder.conv(0, 7));
  const active = builder.relu(stem);
  const mixed = builder.conv(builder.depthwise(active, 7, 5), 7, 1);
  const separable = builder.depthwise(builder.batchNormRelu(mixed), 7, 3, 1, 2);
  const pools = builder.add(builder.paddedPool(stem, 'max', 1), builder.paddedPool(stem, 'average', 1));
  const cell = builder.concat(
    builder.add(builder.dropPath(builder.batchNorm(separable)), stem),
    builder.add(pools, pools),
    builder.generalConv(active, 22, { kernelWidth: 7, left: -3 }),
  );
  const next = builder.relu(cell);
  const halves = [0, 1].map((first) =>
    builder.generalConv(next, 18, { strideRows: 2, strideColumns: 2, top: first, left: first }),
  );
  const reduced = builder.batchNorm(builder.concat(...halves));
  const narrow = builder.relu(builder.batchNorm(builder.conv(next, 36, 1)));
  const strided = builder.dropPath(builder.depthwise(narrow, 36, 5, 2));
  const flat = builder.generalConv(narrow, 36, { kernelWidth: 7, strideColumns: 2, left: -3 });
  const tall = builder.generalConv(flat, 36, { kernelHeight: 7, strideRows: 2, top: -3 });
  const pooled = builder.add(builder.paddedPool(narrow, 'max', 2), builder.paddedPool(narrow, 'average', 2));
  const end = builder.add(builder.add(reduced, strided), builder.add(tall, pooled));
  const side = builder.conv(builder.averagePool(builder.relu(end), 5, 2), 33, 2, 'valid');
  const logits = builder.dense(builder.average(builder.relu(builder.batchNorm(side))), 5);
  return { ...builder.classify(end, 5), auxiliary: { logits, weight: 0.4 } };
}
