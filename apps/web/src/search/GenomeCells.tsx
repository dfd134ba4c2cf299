import { CellGlyph } from '@naschain/charts';
import { type ReactElement, useMemo } from 'react';
import { type MicroSpace, microCells, microDigits } from './microCells.ts';

interface GenomeCellsProps {
  readonly genome: string;
  readonly space: MicroSpace;
}

/** A micro genome as two small drawings: the normal cell, then the reduction cell. */
export function GenomeCells({ genome, space }: GenomeCellsProps): ReactElement {
  const cells = useMemo(() => microCells(space, genome), [space, genome]);
  const text = microDigits(genome);
  return (
    <span role="img" aria-label={`Genome ${text}`} title={text} className="flex h-5 w-fit items-center gap-3">
      {cells.map((cell) => (
        <CellGlyph key={cell.name} cell={cell} />
      ))}
    </span>
  );
}
