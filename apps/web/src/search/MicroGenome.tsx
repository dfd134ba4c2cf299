import { CellFigure, CellStrip, cellText, type GenomeCell } from '@naschain/charts';
import type { ReactElement } from 'react';
import { type Gift, runsText } from './lineageWords.ts';
import { type MicroSpace, microCells } from './microCells.ts';

interface MicroGenomeProps {
  readonly genome: string;
  readonly space: MicroSpace;
  readonly inheritance: string | null;
  readonly gifts: readonly Gift[];
}

/** The two cells of a micro genome: what each block adds up, who gave each gene, and the connections they make. */
export function MicroGenome({ genome, space, inheritance, gifts }: MicroGenomeProps): ReactElement {
  const cells = microCells(space, genome, inheritance);
  return (
    <>
      <p className="text-[13px] text-soft">
        Each block adds two operations on what they read: k−1 is the cell before, k−2 the one before that
        {gifts.length > 0 && '. Each gene has the letter of who gave it'}.
      </p>
      <ol className="mt-3 grid gap-5">
        {cells.map((cell) => (
          <li key={cell.name}>
            <p className="text-[13px] text-soft">
              {cell.name}
              {!cell.active && ', left out'}
            </p>
            <div className="mt-1 overflow-x-auto">
              <CellStrip cell={cell} label={stripText(cell, gifts)} />
              {cell.active && (
                <div className="mt-2">
                  <CellFigure cell={cell} />
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
      <p className="mt-3 text-[13px] text-soft">
        Above the line the first operation of each block, below it the second: solid a convolution, thicker
        for a larger kernel; dotted a pool; dashed a skip connection. Ringed blocks make the output.
      </p>
    </>
  );
}

/** The genes of a cell in words. */
function stripText(cell: GenomeCell, gifts: readonly Gift[]): string {
  const letters = cell.blocks
    .flat()
    .flatMap(({ givers }) => (givers === null ? [] : [givers.operation, givers.input]));
  const genes = cellText(cell);
  return letters.length === 0 ? genes : `${genes}; ${runsText(letters.join(''), gifts, 'gene')}`;
}
