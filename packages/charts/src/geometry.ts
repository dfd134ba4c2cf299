/** Width and height in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The rectangle in which marks are drawn, in the figure's coordinates (y grows downwards). */
export interface PlotRect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Rounds to a hundredth of a pixel: keeps scenes and snapshots short without visible loss. */
export function roundPixel(value: number): number {
  return Math.round(value * 100) / 100;
}
