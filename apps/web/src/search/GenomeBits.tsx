import { genomePhases } from '@naschain/charts';
import type { ReactElement } from 'react';

interface GenomeBitsProps {
  readonly genome: string;
  readonly nodes: number;
}

/** A genome as a bar code: one group per phase, a tall bar for a connection, a dot for none, the skip bit last. */
export function GenomeBits({ genome, nodes }: GenomeBitsProps): ReactElement {
  const phases = genomePhases(genome, nodes);
  const text = phases.map((phase) => `${phase.rows.join('')}${phase.skip ? '1' : '0'}`).join(' ');
  return (
    <span role="img" aria-label={`Genome ${text}`} title={text} className="flex h-4 items-center gap-2">
      {phases.map((phase, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a phase is known by its index
        <span key={index} className="flex h-full items-center gap-px">
          {[...phase.rows.join('')].map((bit, position) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a bit is known by its position
            <Bar key={position} on={bit === '1'} tone="bg-ink" />
          ))}
          <span className="w-px" />
          <Bar on={phase.skip} tone="bg-soft" />
        </span>
      ))}
    </span>
  );
}

function Bar({ on, tone }: { readonly on: boolean; readonly tone: string }): ReactElement {
  return <span className={`w-0.5 rounded-full ${on ? `h-full ${tone}` : 'h-0.5 bg-soft opacity-60'}`} />;
}
