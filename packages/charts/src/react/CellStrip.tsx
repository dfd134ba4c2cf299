import type { ReactElement } from 'react';
import { type CellOperand, cellSource, type GenomeCell } from '../figure/cell.ts';
import { GiverMark } from './GiverMark.tsx';

interface CellStripProps {
  readonly cell: GenomeCell;
  /** Read out instead of the genes. */
  readonly label: string;
}

/** The genes of a cell in words, a line per block; below each the letter of who gave it, if that is known. */
export function CellStrip({ cell: { blocks, active }, label }: CellStripProps): ReactElement {
  return (
    <span role="img" aria-label={label} className="nc-blocks" data-active={active}>
      {blocks.map(([first, second], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block is known by its index
        <span key={index} className="nc-block">
          <span className="nc-block-number">{index + 1}</span>
          <Operand operand={first} />
          <span className="nc-block-number">+</span>
          <Operand operand={second} />
        </span>
      ))}
    </span>
  );
}

function Operand({ operand: { name, input, givers } }: { readonly operand: CellOperand }): ReactElement {
  return (
    <span className="nc-operand-genes">
      <span className="nc-bit">
        <span>{name}</span>
        {givers !== null && <GiverMark giver={givers.operation} />}
      </span>
      <span className="nc-bit">
        <span className="nc-source">← {cellSource(input)}</span>
        {givers !== null && <GiverMark giver={givers.input} />}
      </span>
    </span>
  );
}
