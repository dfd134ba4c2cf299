import type { ReactElement } from 'react';
import type { GenomePhase } from '../figure/genome.ts';
import { GiverMark } from './GiverMark.tsx';

interface GenomeStripProps {
  readonly phase: GenomePhase;
  /** Read out instead of the bits. */
  readonly label: string;
}

/** The bits of one phase in rows, the skip bit apart; below each the letter of who gave it, if that is known. */
export function GenomeStrip({ phase, label }: GenomeStripProps): ReactElement {
  const { rows, skip, givers } = phase;
  const groups = [...rows, skip ? '1' : '0'];
  return (
    <span role="img" aria-label={label} className="nc-strip">
      {groups.map((bits, group) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is known by its index
        <span key={group} className="nc-strip-group" data-skip={group === rows.length}>
          {[...bits].map((bit, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a bit is known by its position
            <span key={position} className="nc-bit">
              <span>{bit}</span>
              {givers !== null && <GiverMark giver={givers[group]?.[position] ?? '*'} />}
            </span>
          ))}
        </span>
      ))}
    </span>
  );
}
