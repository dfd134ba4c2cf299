import type { GeneralConvOp, PlanShape } from '../plan.ts';

/** One kernel element: the pixel it reads for pixel (0, 0) of its phase, and its place in the kernel, row by row. */
export interface WindowTap {
  readonly row: number;
  readonly column: number;
  readonly place: number;
}

/** Those pixels of the target, every `targetStep`th from (row, column) on, that have the same taps. */
export interface WindowPhase {
  readonly row: number;
  readonly column: number;
  readonly taps: readonly WindowTap[];
}

/** How a convolution goes over its target: neighbours in a phase lie `targetStep` apart and read `sourceStep` apart. */
export interface Window {
  readonly sourceStep: readonly [rows: number, columns: number];
  readonly targetStep: readonly [rows: number, columns: number];
  readonly phases: readonly WindowPhase[];
}

/** A single channel goes through the dense kernels: the sums are the same. */
export function isDepthwise(op: GeneralConvOp): boolean {
  return op.groups > 1;
}

/** From input to output: a single phase, taps in order of the kernel. */
export function forwardWindow(op: GeneralConvOp): Window {
  const taps = kernelPlaces(op).map(({ i, j, place }) => ({
    row: op.top + i * op.dilation,
    column: op.left + j * op.dilation,
    place,
  }));
  const sourceStep = [op.strideRows, op.strideColumns] as const;
  return { sourceStep, targetStep: [1, 1], phases: [{ row: 0, column: 0, taps }] };
}

/**
 * From the gradient by the output to that by the input: a phase for each remainder of row and column by the strides, with
 * those taps, in reverse order of the kernel, that meet an output there.
 */
export function backwardWindow(op: GeneralConvOp): Window {
  const places = kernelPlaces(op).reverse();
  const phases: WindowPhase[] = [];
  for (let row = 0; row < op.strideRows; row++) {
    for (let column = 0; column < op.strideColumns; column++) {
      const taps = places.flatMap(({ i, j, place }) => {
        const outputRow = (row - op.top - i * op.dilation) / op.strideRows;
        const outputColumn = (column - op.left - j * op.dilation) / op.strideColumns;
        const meets = Number.isInteger(outputRow) && Number.isInteger(outputColumn);
        return meets ? [{ row: outputRow, column: outputColumn, place }] : [];
      });
      phases.push({ row, column, taps });
    }
  }
  return { sourceStep: [1, 1], targetStep: [op.strideRows, op.strideColumns], phases };
}

/** Pixels by which a window reads beyond its source on each side, at most. */
export function haloOf(window: Window, source: PlanShape, target: PlanShape): number {
  let halo = 0;
  for (const phase of window.phases) {
    const lastRow = lastStep(target.height, phase.row, window.targetStep[0]) * window.sourceStep[0];
    const lastColumn = lastStep(target.width, phase.column, window.targetStep[1]) * window.sourceStep[1];
    if (lastRow < 0 || lastColumn < 0) continue;
    for (const { row, column } of phase.taps) {
      halo = Math.max(halo, -row, -column, row + lastRow - source.height + 1);
      halo = Math.max(halo, column + lastColumn - source.width + 1);
    }
  }
  return halo;
}

/** Steps from the first to the last of those pixels of a side that lie `step` apart from `first` on. */
function lastStep(side: number, first: number, step: number): number {
  return Math.ceil((side - first) / step) - 1;
}

function kernelPlaces(op: GeneralConvOp): { i: number; j: number; place: number }[] {
  return Array.from({ length: op.kernelHeight * op.kernelWidth }, (_, place) => ({
    i: Math.floor(place / op.kernelWidth),
    j: place % op.kernelWidth,
    place,
  }));
}
