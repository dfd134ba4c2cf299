import type { Size } from './geometry.ts';

export interface TooltipPlace {
  readonly left: number;
  readonly top: number;
  readonly side: 'right' | 'left' | 'above' | 'below';
}

interface Anchor {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Space between the mark's edge and the tooltip, in pixels. */
const GAP = 10;

/**
 * Puts a tooltip beside a mark so that it stays inside `bounds` and never covers the mark. It prefers the right, then the
 * left, above and below; if no side has room it takes the wider one of above and below and may leave the bounds.
 */
export function placeTooltip(anchor: Anchor, tooltip: Size, bounds: Size): TooltipPlace {
  const distance = anchor.radius + GAP;
  const alongY = clamp(anchor.y - tooltip.height / 2, 0, bounds.height - tooltip.height);
  const alongX = clamp(anchor.x - tooltip.width / 2, 0, bounds.width - tooltip.width);
  const right = anchor.x + distance;
  const left = anchor.x - distance - tooltip.width;
  const above = anchor.y - distance - tooltip.height;
  const below = anchor.y + distance;
  if (right + tooltip.width <= bounds.width) return { left: right, top: alongY, side: 'right' };
  if (left >= 0) return { left, top: alongY, side: 'left' };
  if (above >= 0 || anchor.y > bounds.height / 2) return { left: alongX, top: above, side: 'above' };
  return { left: alongX, top: below, side: 'below' };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, Math.max(low, high)));
}
