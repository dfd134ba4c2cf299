import { GenomeFigure, type GenomePhase, GenomeStrip, genomePhases } from '@naschain/charts';
import type { ReactElement } from 'react';
import { type Gift, runsText } from './lineageWords.ts';

interface MacroGenomeProps {
  readonly genome: string;
  readonly nodes: number;
  readonly inheritance: string | null;
  readonly gifts: readonly Gift[];
}

/** The phases of a macro genome: bits, who gave each, and connections. */
export function MacroGenome({ genome, nodes, inheritance, gifts }: MacroGenomeProps): ReactElement {
  const phases = genomePhases(genome, nodes, inheritance);
  return (
    <>
      <p className="text-[13px] text-soft">
        Bits of node 2, 3, … and the skip bit{gifts.length > 0 && ', each with the letter of who gave it'}.
      </p>
      <ol className="mt-3 grid gap-4">
        {phases.map((phase, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a phase is known by its index
          <li key={index} className="flex flex-wrap items-center justify-between gap-x-4">
            <div className="min-w-0">
              <p className="text-[13px] text-soft">
                Phase {index + 1}
                {!phase.active && ', left out'}
              </p>
              <GenomeStrip phase={phase} label={stripText(phase, index, gifts)} />
            </div>
            {phase.active && (
              <div className="min-w-0 overflow-x-auto">
                <GenomeFigure phase={phase} name={`Phase ${index + 1}`} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

/** The bits of a phase in words. */
function stripText({ rows, skip, givers }: GenomePhase, index: number, gifts: readonly Gift[]): string {
  const bits = `Bits of phase ${index + 1}: ${rows.join(' ')}, skip ${skip ? '1' : '0'}`;
  return givers === null ? bits : `${bits}; ${runsText(givers.join(''), gifts, 'bit')}`;
}
