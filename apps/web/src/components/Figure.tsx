import type { ReactElement } from 'react';
import type { Quantity } from '../format.ts';

interface FigureProps {
  readonly value: Quantity | null;
  /** Shown while there is no value, with its reason as the title. */
  readonly absent?: string;
  readonly className?: string;
}

/** A number with its unit; the full value is its title. */
export function Figure({ value, absent = 'not known yet', className }: FigureProps): ReactElement {
  if (value === null) {
    return (
      <span className={className} title={absent}>
        <span aria-hidden="true" className="text-soft">
          –
        </span>
        <span className="sr-only">{absent}</span>
      </span>
    );
  }
  return (
    <span className={`tabular whitespace-nowrap ${className ?? ''}`} title={value.full}>
      {value.text}
      {value.unit !== '' && <span className="text-soft">{`\u202f${value.unit}`}</span>}
    </span>
  );
}
