import {
  type CostName,
  GENERATION_STEPS,
  generationShade,
  MarkShape,
  type MarkShapeName,
} from '@naschain/charts';
import type { AlgorithmConfig } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { COST_WORD } from './words.ts';

interface ExplorerLegendProps {
  readonly algorithm: AlgorithmConfig;
  /** What the x axis shows; the other cost is the size. */
  readonly cost: CostName;
}

/** What the shapes, colours and sizes of the picture mean. */
export function ExplorerLegend({ algorithm, cost }: ExplorerLegendProps): ReactElement {
  const { generations, fidelity } = algorithm;
  const shown = Math.min(generations, GENERATION_STEPS);
  const shades = Array.from({ length: shown }, (_, index) => generationShade(index, shown));
  return (
    <ul className="flex flex-wrap items-center gap-x-5 gap-y-1 px-5 pt-3 text-[13px] text-soft">
      <Key shape="diamond" text="Pareto front" />
      <Key shape="circle" text="dominated" />
      {fidelity !== null && <Key shape="triangle" text="short training" />}
      <Key shape="ring" text="pending" />
      <li className="flex items-center gap-2">
        generation 1
        <span aria-hidden="true" className="flex h-2 w-24 overflow-hidden rounded-sm">
          {shades.map((shade) => (
            <span key={shade} className="flex-1" style={{ background: `var(--nc-shade-${shade})` }} />
          ))}
        </span>
        {generations}
      </li>
      <li className="flex items-center gap-2">
        <svg
          width="34"
          height="18"
          viewBox="-17 -9 34 18"
          aria-hidden="true"
          className="fill-none stroke-soft"
        >
          <circle cx={-13} r={3} />
          <circle cx={-2} r={5} />
        </svg>
        <span className="-ml-2">size: {COST_WORD[cost === 'flops' ? 'params' : 'flops']}</span>
      </li>
    </ul>
  );
}

function Key({ shape, text }: { readonly shape: MarkShapeName; readonly text: string }): ReactElement {
  return (
    <li className="flex items-center gap-2">
      <svg width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
        <g className={`nc-mark nc-${shape}`} data-shade="5">
          <MarkShape shape={shape} radius={shape === 'ring' || shape === 'triangle' ? 3.5 : 5} />
        </g>
      </svg>
      {text}
    </li>
  );
}
