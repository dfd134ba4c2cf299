import { color, interpolateMagma } from 'd3';

export type ThemeName = 'dark' | 'light';

/** Number of distinguishable steps; searches with more generations share them evenly. */
export const GENERATION_STEPS = 12;

/** Surfaces on which marks are drawn. */
export const SURFACE: Record<ThemeName, string> = { dark: '#0b0e14', light: '#fbfbf9' };

/**
 * Ends of the magma map (perceptually even, readable with every common colour blindness) that keep a contrast of 3:1 to the
 * surface. The latest generation is the one that stands out: brightest on dark, darkest on paper.
 */
const ENDS: Record<ThemeName, readonly [number, number]> = { dark: [0.47, 0.9], light: [0.66, 0.14] };

/** Colours of the generations from the first to the last, as hex. `charts.css` holds the same values. */
export function generationRamp(theme: ThemeName): readonly string[] {
  const [from, to] = ENDS[theme];
  return Array.from({ length: GENERATION_STEPS }, (_, step) => {
    const t = from + ((to - from) * step) / (GENERATION_STEPS - 1);
    return color(interpolateMagma(t))?.formatHex() ?? '#000000';
  });
}

/** Step of the ramp, 0 to 11, for a generation (from 0) of a search of `generations`. */
export function generationShade(generation: number, generations: number): number {
  if (generations <= 1) return GENERATION_STEPS - 1;
  const share = Math.min(1, Math.max(0, generation / (generations - 1)));
  return Math.round(share * (GENERATION_STEPS - 1));
}
