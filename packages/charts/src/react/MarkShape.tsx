import type { ReactElement } from 'react';
import type { MarkShapeName } from '../figure/pareto.ts';

interface MarkShapeProps {
  readonly shape: MarkShapeName;
  readonly radius: number;
}

/** Half the diagonal of a square whose area equals that of a circle of radius 1. */
const DIAMOND_REACH = Math.sqrt(Math.PI / 2);
/** Centre to corner of such an equilateral triangle. */
const TRIANGLE_REACH = Math.sqrt((4 * Math.PI) / (3 * Math.sqrt(3)));

/** The outline of a mark, centred on the origin. */
export function MarkShape({ shape, radius }: MarkShapeProps): ReactElement {
  if (shape === 'ring' || shape === 'circle') return <circle className="nc-shape" r={radius} />;
  return <path className="nc-shape" d={shape === 'diamond' ? diamond(radius) : trianglePath(radius)} />;
}

function diamond(radius: number): string {
  const reach = hundredths(radius * DIAMOND_REACH);
  return `M0,${-reach}L${reach},0L0,${reach}L${-reach},0Z`;
}

/** An equilateral triangle that points up, of the area of a circle of this radius. */
export function trianglePath(radius: number): string {
  const reach = radius * TRIANGLE_REACH;
  const half = hundredths((reach * Math.sqrt(3)) / 2);
  const foot = hundredths(reach / 2);
  return `M0,${-hundredths(reach)}L${half},${foot}L${-half},${foot}Z`;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
