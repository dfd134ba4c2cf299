import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { ParetoMark } from '../figure/pareto.ts';
import type { Size } from '../geometry.ts';
import { GENERATION_STEPS } from '../palette.ts';
import { trianglePath } from './MarkShape.tsx';

interface MarksCanvasProps {
  readonly marks: readonly ParetoMark[];
  readonly size: Size;
}

/** Marks off the front painted instead of drawn as elements: ten thousand of them take milliseconds. */
export function MarksCanvas({ marks, size }: MarksCanvasProps): ReactElement {
  const ref = useRef<HTMLCanvasElement | null>(null);
  const theme = useThemeName();
  const ratio = typeof window === 'undefined' ? 1 : window.devicePixelRatio;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new theme has new colours
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    paint(context, marks, getComputedStyle(canvas));
  }, [marks, size, ratio, theme]);
  return (
    <canvas
      ref={ref}
      className="nc-canvas"
      width={Math.round(size.width * ratio)}
      height={Math.round(size.height * ratio)}
      style={{ width: size.width, height: size.height }}
    />
  );
}

function paint(
  context: CanvasRenderingContext2D,
  marks: readonly ParetoMark[],
  style: CSSStyleDeclaration,
): void {
  const token = (name: string): string => style.getPropertyValue(`--nc-${name}`).trim();
  const shades = Array.from({ length: GENERATION_STEPS }, (_, step) => token(`shade-${step}`));
  const surface = token('surface');
  const accent = token('accent');
  for (const mark of marks) {
    const shade = shades[mark.shade] ?? accent;
    const isFilled = mark.shape === 'circle' || mark.shape === 'diamond';
    const outline = outlineOf(mark);
    context.fillStyle = isFilled ? shade : surface;
    context.fill(outline);
    context.lineWidth = isFilled ? 1 : 1.5;
    context.strokeStyle = isFilled ? surface : mark.shape === 'ring' ? accent : shade;
    context.stroke(outline);
  }
}

function outlineOf({ shape, x, y, radius }: ParetoMark): Path2D {
  const outline = new Path2D();
  if (shape === 'triangle')
    outline.addPath(new Path2D(trianglePath(radius)), new DOMMatrix([1, 0, 0, 1, x, y]));
  else outline.arc(x, y, radius, 0, 2 * Math.PI);
  return outline;
}

/** Name of the page's theme, followed as it changes. */
function useThemeName(): string | undefined {
  const [theme, setTheme] = useState<string | undefined>(undefined);
  useEffect(() => {
    const root = document.documentElement;
    const read = (): void => setTheme(root.dataset.theme);
    read();
    const observer = new MutationObserver(read);
    observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, []);
  return theme;
}
