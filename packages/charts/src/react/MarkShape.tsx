import type { ReactElement } from 'react';

interface MarkShapeProps {
  readonly shape: 'diamond' | 'circle' | 'ring';
  readonly radius: number;
}

/** Half the diagonal of a square whose area equals that of a circle of radius 1. */
const DIAMOND_REACH = Math.sqrt(Math.PI / 2);

/** A diamond for members of the front, else a circle, both centred on the origin. */
export function MarkShape({ shape, radius }: MarkShapeProps): ReactElement {
  if (shape !== 'diamond') return <circle className="nc-shape" r={radius} />;
  const reach = Math.round(radius * DIAMOND_REACH * 100) / 100;
  return <path className="nc-shape" d={`M0,${-reach}L${reach},0L0,${reach}L${-reach},0Z`} />;
}
