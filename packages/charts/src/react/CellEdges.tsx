import type { ReactElement } from 'react';
import type { CellEdge } from '../figure/cell.ts';

/** The arcs of a cell. */
export function CellEdges({ edges }: { readonly edges: readonly CellEdge[] }): ReactElement {
  return (
    <>
      {edges.map(({ path, line, kernel, giver, text }) => (
        <path
          key={path}
          className="nc-operand"
          data-line={line}
          data-kernel={kernel}
          data-giver={giver}
          d={path}
        >
          <title>{text}</title>
        </path>
      ))}
    </>
  );
}
