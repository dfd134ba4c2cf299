import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { lab, rgb } from 'd3';
import { describe, expect, it } from 'vitest';
import { GENERATION_STEPS, generationRamp, generationShade, SURFACE, type ThemeName } from './palette.ts';

const THEMES: readonly ThemeName[] = ['dark', 'light'];
const css = readFileSync(fileURLToPath(new URL('./charts.css', import.meta.url)), 'utf8');

/** Relative luminance and contrast as defined by WCAG 2. */
function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const [red = 0, green = 0, blue = 0] = [r, g, b].map((byte) => {
    const share = byte / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each(THEMES)('generationRamp(%s)', (theme) => {
  const ramp = generationRamp(theme);

  it('keeps every step readable on the surface', () => {
    for (const step of ramp) expect(contrast(step, SURFACE[theme])).toBeGreaterThanOrEqual(3);
  });

  it('changes lightness in one direction by even steps', () => {
    const lightness = ramp.map((step) => lab(step).l);
    const gaps = lightness.slice(1).map((l, index) => l - (lightness[index] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    for (const gap of gaps) expect(Math.abs(gap - mean)).toBeLessThan(Math.abs(mean) * 0.5);
  });

  it('is what the style sheet holds', () => {
    const block = css.slice(css.indexOf(`[data-theme="${theme}"]`));
    ramp.forEach((step, index) => {
      expect(block.match(new RegExp(`--nc-shade-${index}: (#[0-9a-f]{6})`))?.[1]).toBe(step);
    });
    expect(block.match(/--nc-surface: (#[0-9a-f]{6})/)?.[1]).toBe(SURFACE[theme]);
  });
});

describe('the colours of who gave a bit', () => {
  it.each(THEMES)('are readable as text on %s', (theme) => {
    const block = css.slice(css.indexOf(`[data-theme="${theme}"]`));
    for (const giver of 'abcd') {
      const colour = block.match(new RegExp(`--nc-giver-${giver}: (#[0-9a-f]{6})`))?.[1] ?? '';
      expect(contrast(colour, SURFACE[theme])).toBeGreaterThanOrEqual(4.5);
    }
  });
});

describe('generationShade', () => {
  it('spreads the generations over the whole ramp', () => {
    expect(generationShade(0, 8)).toBe(0);
    expect(generationShade(7, 8)).toBe(GENERATION_STEPS - 1);
    expect(generationShade(0, 1)).toBe(GENERATION_STEPS - 1);
    expect(generationShade(500, 1000)).toBe(6);
  });
});
