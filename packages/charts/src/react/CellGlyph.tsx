import { type ReactElement, useMemo } from 'react';
import { cellScene, type GenomeCell } from '../figure/cell.ts';
import { CellEdges } from './CellEdges.tsx';

/**
 * A cell of a micro genome, small enough for a line of text. Hidden from screen readers: what surrounds it must say what
 * it shows.
 */
export function CellGlyph({ cell }: { readonly cell: GenomeCell }): ReactElement {
  const { width, height, baseline, vertices, edges } = useMemo(() => cellScene(cell, 'bare'), [cell]);
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className="nc-cell nc-cell-bare"
      data-active={cell.active}
      aria-hidden="true"
    >
      <CellEdges edges={edges} />
      {vertices.map(({ x, label, kind }) => (
        <circle key={label} className="nc-dot" data-kind={kind} cx={x} cy={baseline} r={1.5} />
      ))}
    </svg>
  );
}
