import { addAuxiliaryHead } from './auxiliaryHead.ts';
import { auxiliaryPosition, type PlacedCell, sourceOf, stackCells } from './cellStack.ts';
import type { NetworkGraph } from './graph.ts';
import { GraphBuilder, type Origin, type Tap } from './graphBuilder.ts';
import { CELL_INPUTS, leafVertices, readCells, readInputs } from './microGenome.ts';
import { addFactorizedReduce, addOp, addReluConv, MICRO_OPS, type Naming } from './microOps.ts';
import { checkMicroOptions, type MicroOptions } from './microOptions.ts';

const STEM_MULTIPLIER = 3;

/**
 * Decodes a genome of the micro space of NSGA-Net (Lu et al. 2019; the cells of NASNet, Zoph et al. 2018) into the
 * network it stands for. Cells and cell inputs that the classifier does not depend on are left out. Any image size will
 * do, but for an auxiliary head.
 * @throws NetworkError on options out of range, a malformed genome, or an image too small for the auxiliary head.
 */
export function decodeMicro(genome: readonly number[], options: MicroOptions): NetworkGraph {
  checkMicroOptions(options);
  const stack = stackCells(readCells(genome, options), options.cells);
  const builder = new GraphBuilder();
  const stem = addStem(builder, builder.input({ ...options.image }), options.channels);
  const outputs = new Map<number, Tap>();
  let last = stem;
  let auxiliary: Tap | undefined;
  for (const placed of stack) {
    if (!placed.live) continue;
    const inputs = new Map<number, Tap>();
    for (const input of readInputs(placed.cell)) {
      const from = outputs.get(sourceOf(placed.index, input)) ?? stem;
      inputs.set(input, addCellInput(builder, from, placed, input, options));
    }
    last = addCell(builder, placed, inputs, options.final?.dropPath ?? false);
    outputs.set(placed.index, last);
    if (placed.index >= auxiliaryPosition(options.cells)) auxiliary ??= last;
  }
  if (options.final?.auxiliary && auxiliary) addAuxiliaryHead(builder, auxiliary, options);
  const pooled = builder.globalAveragePool(last, { label: 'global average pool', phase: null });
  builder.dense(pooled, options.classes, { label: 'classifier', phase: null });
  return builder.finish({ ...options.image }, options.classes, 0);
}

function addStem(builder: GraphBuilder, image: Tap, channels: number): Tap {
  const conv = builder.conv(image, STEM_MULTIPLIER * channels, 3, 'same', {
    label: 'stem / conv 3x3',
    phase: null,
  });
  return builder.batchNorm(conv, { label: 'stem / batch norm', phase: null });
}

function naming({ index, reduction }: PlacedCell, part: string): Naming {
  const cell = `cell ${index + 1} (${reduction ? 'reduction' : 'normal'})`;
  return (rest): Origin => ({ label: `${cell} / ${part} / ${rest}`, phase: index });
}

/** Brings what stands at a cell's input to the cell's width, and to the size of the other input. */
function addCellInput(
  builder: GraphBuilder,
  from: Tap,
  placed: PlacedCell,
  input: number,
  options: MicroOptions,
): Tap {
  const width = options.channels * 2 ** placed.stage;
  const name = naming(placed, `input ${input}`);
  return input === 0 && placed.afterReduction
    ? addFactorizedReduce(builder, from, width, name)
    : addReluConv(builder, from, width, name);
}

/** Appends the blocks; `inputs` holds the cell inputs that some block reads. */
function addCell(
  builder: GraphBuilder,
  placed: PlacedCell,
  inputs: ReadonlyMap<number, Tap>,
  dropPath: boolean,
): Tap {
  const taps = new Map(inputs);
  const tapAt = (vertex: number): Tap => {
    const tap = taps.get(vertex);
    if (tap === undefined) throw new RangeError(`vertex ${vertex} is read before it is made`);
    return tap;
  };
  placed.cell.forEach((block, index) => {
    const [left, right] = block.map(({ op, input }, side) => {
      const opName = MICRO_OPS[op];
      if (opName === undefined) throw new RangeError(`there is no operation ${op}`);
      const stride = placed.reduction && input < CELL_INPUTS ? 2 : 1;
      const name = naming(placed, `block ${index + 1}${side === 0 ? 'a' : 'b'} ${opName}`);
      const made = addOp(builder, opName, tapAt(input), stride, name);
      return dropPath && made !== tapAt(input) ? builder.dropPath(made, name('drop path')) : made;
    });
    if (left === undefined || right === undefined) throw new RangeError('a block has two operands');
    const sum = builder.add(left, right, naming(placed, `block ${index + 1}`)('sum'));
    taps.set(index + CELL_INPUTS, sum);
  });
  const leaves = leafVertices(placed.cell).map(tapAt);
  const [first] = leaves;
  if (first === undefined) throw new RangeError('the last block of a cell is always a leaf');
  return leaves.length === 1
    ? first
    : builder.concat(leaves, first.output, naming(placed, 'output')('concat'));
}
