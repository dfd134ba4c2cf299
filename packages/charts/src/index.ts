export { type AxisScene, makeScale, makeTicks, type ScaleKind, type Tick } from './axis.ts';
export { type CellBlock, type CellLine, type CellOperand, cellText, type GenomeCell } from './figure/cell.ts';
export { type GenomeArc, type GenomePhase, genomePhases, phaseLength } from './figure/genome.ts';
export {
  type LineDatum,
  type LineOptions,
  type LinePoint,
  type LineScene,
  lineScene,
} from './figure/line.ts';
export {
  type CostName,
  type MarkShapeName,
  type ParetoDatum,
  type ParetoMark,
  type ParetoOptions,
  type ParetoScene,
  paretoScene,
} from './figure/pareto.ts';
export { groupedInteger, type SiNumber, siNumber, threeDigits, tickLabel } from './format.ts';
export type { PlotRect, Size } from './geometry.ts';
export { createMarkFinder, type MarkFinder } from './markFinder.ts';
export { GENERATION_STEPS, generationRamp, generationShade, SURFACE, type ThemeName } from './palette.ts';
export { CellFigure } from './react/CellFigure.tsx';
export { CellGlyph } from './react/CellGlyph.tsx';
export { CellStrip } from './react/CellStrip.tsx';
export { GenomeFigure } from './react/GenomeFigure.tsx';
export { GenomeStrip } from './react/GenomeStrip.tsx';
export { GiverMark } from './react/GiverMark.tsx';
export { LineFigure, type LineFigureProps } from './react/LineFigure.tsx';
export { MarkShape } from './react/MarkShape.tsx';
export { MiniPareto, type MiniParetoProps } from './react/MiniPareto.tsx';
export { ParetoFigure, type ParetoFigureProps } from './react/ParetoFigure.tsx';
export { placeTooltip, type TooltipPlace } from './tooltip.ts';
