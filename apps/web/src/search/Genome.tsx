import { assertNever, type IndividualView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { giftsOf } from './lineageWords.ts';
import { MacroGenome } from './MacroGenome.tsx';
import { MicroGenome } from './MicroGenome.tsx';
import type { SearchModel } from './model.ts';
import { firstTraining } from './rungs.ts';

interface GenomeProps {
  readonly model: SearchModel;
  readonly individual: IndividualView;
}

/** The genome part by part: its genes, who gave each, and the connections they make. */
export function Genome({ model, individual }: GenomeProps): ReactElement {
  return (
    <div className="p-5" data-testid="genome">
      <h4 className="font-medium">Genome</h4>
      <GenomeParts model={model} individual={individual} />
    </div>
  );
}

function GenomeParts({ model, individual: { genome }, individual }: GenomeProps): ReactElement {
  const { space } = model.config;
  const bred = firstTraining(individual, model.individuals);
  const { inheritance } = bred;
  const gifts = giftsOf(bred, model.individuals);
  switch (space.kind) {
    case 'macro':
      return <MacroGenome genome={genome} nodes={space.nodes} inheritance={inheritance} gifts={gifts} />;
    case 'micro':
      return <MicroGenome genome={genome} space={space} inheritance={inheritance} gifts={gifts} />;
    default:
      return assertNever(space);
  }
}
