import { GenomeFigure, type GenomePhase, GenomeStrip, genomePhases } from '@naschain/charts';
import type { IndividualView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { type Gift, giftsOf, runsText } from './lineageWords.ts';
import type { SearchModel } from './model.ts';
import { firstTraining } from './rungs.ts';

interface GenomeProps {
  readonly model: SearchModel;
  readonly individual: IndividualView;
}

/** The genome phase by phase: its bits, who gave each, and the connections they make. */
export function Genome({ model, individual }: GenomeProps): ReactElement {
  const { nodes } = model.config.space;
  const bred = firstTraining(individual, model.individuals);
  const gifts = giftsOf(bred, model.individuals);
  const phases = genomePhases(individual.genome, nodes, bred.inheritance);
  return (
    <div className="p-5">
      <h4 className="font-medium">Genome</h4>
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
    </div>
  );
}

/** The bits of a phase in words. */
function stripText({ rows, skip, givers }: GenomePhase, index: number, gifts: readonly Gift[]): string {
  const bits = `Bits of phase ${index + 1}: ${rows.join(' ')}, skip ${skip ? '1' : '0'}`;
  return givers === null ? bits : `${bits}; ${runsText(givers.join(''), gifts)}`;
}
