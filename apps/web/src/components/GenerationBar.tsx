import type { SearchView } from '@naschain/protocol';
import { type ReactElement, useMemo } from 'react';
import { generationProgress } from '../search/generationProgress.ts';

/** More generations than this are drawn as one bar. */
const MOST_SEGMENTS = 40;

/** One segment per generation, filled as its networks get their verdicts. */
export function GenerationBar({ view }: { readonly view: SearchView }): ReactElement {
  const { generations: total } = view.config.algorithm;
  const shares = useMemo(() => generationProgress(view).map(({ share }) => share), [view]);
  const segments =
    total <= MOST_SEGMENTS
      ? Array.from({ length: total }, (_, index) => shares[index] ?? 0)
      : [shares.reduce((sum, value) => sum + value, 0) / total];
  return (
    <div aria-hidden="true" className="flex gap-1">
      {segments.map((filled, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a generation is known by its index
        <span key={index} className="h-1.5 flex-1 overflow-hidden rounded-sm bg-line">
          <span
            className={`block h-full motion-safe:transition-[width] motion-safe:duration-240 ${
              filled === 1 ? 'bg-soft' : 'bg-accent'
            }`}
            style={{ width: `${filled * 100}%` }}
          />
        </span>
      ))}
    </div>
  );
}
