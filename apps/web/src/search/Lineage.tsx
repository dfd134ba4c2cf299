import { GiverMark } from '@naschain/charts';
import type { IndividualView } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { count } from './algorithmWords.ts';
import { type Gift, geneNoun, giftsOf, giverText, operatorTerm } from './lineageWords.ts';
import type { SearchModel } from './model.ts';
import { NetworkLink } from './NetworkLink.tsx';
import { epochsText, firstTraining, promotedTo } from './rungs.ts';

interface LineageProps {
  readonly model: SearchModel;
  readonly individual: IndividualView;
  readonly onSelect: (id: string) => void;
}

/** How a network came about: the operator, who gave how many genes, and the trainings before and after this one. */
export function Lineage({ model, individual, onSelect }: LineageProps): ReactElement {
  const { text, meaning } = operatorTerm(individual.operator);
  const bred = firstTraining(individual, model.individuals);
  const gifts = giftsOf(bred, model.individuals);
  const noun = geneNoun(model.config.space);
  const promoted = promotedTo(individual, model.individuals);
  return (
    <div className="p-5" data-testid="lineage">
      <h4 className="font-medium">Lineage</h4>
      <p className="mt-2">
        {text}. <span className="text-soft">{meaning}</span>
      </p>
      {(bred !== individual || gifts.length === 0) && (
        <Parents model={model} individual={individual} onSelect={onSelect} />
      )}
      {gifts.length > 0 && (
        <p className="mt-2 text-soft">
          {bred !== individual && 'It was bred with '}
          {gifts.map((gift, index) => (
            <span key={gift.giver}>
              {index > 0 && ', '}
              <GiftPart gift={gift} noun={index === 0 ? noun : null} onSelect={onSelect} />
            </span>
          ))}
          .
        </p>
      )}
      {promoted !== null && (
        <p className="mt-2 text-soft">
          Promoted to <NetworkLink individual={promoted} onSelect={onSelect} />, trained for{' '}
          {epochsText(model.config, promoted.rung)}.
        </p>
      )}
    </div>
  );
}

interface GiftPartProps {
  readonly gift: Gift;
  /** What is counted, where that is said. */
  readonly noun: string | null;
  readonly onSelect: (id: string) => void;
}

/** "12 bits from network 4", with the giver's letter as the genome shows it. */
function GiftPart({ gift, noun, onSelect }: GiftPartProps): ReactElement {
  const amount = noun === null ? gift.genes : count(gift.genes, noun);
  const mark = (
    <span className="rounded border border-line px-1">
      <GiverMark giver={gift.giver} />
    </span>
  );
  if (gift.parent === null) {
    return (
      <span className="whitespace-nowrap">
        {amount} {giverText(gift)} {mark}
      </span>
    );
  }
  return (
    <>
      {amount} from{' '}
      <span className="whitespace-nowrap">
        <NetworkLink individual={gift.parent} onSelect={onSelect} /> {mark}
      </span>
    </>
  );
}

/** The parents of a network whose genes are not told apart. */
function Parents({ model, individual, onSelect }: LineageProps): ReactElement | null {
  const parents = individual.parents.flatMap((id) => model.individuals.get(id) ?? []);
  if (parents.length === 0) return null;
  return (
    <p className="mt-2 text-soft">
      {'From '}
      {parents.map((parent, index) => (
        <span key={parent.individualId}>
          {index > 0 && ' and '}
          <NetworkLink individual={parent} onSelect={onSelect} />
          {individual.operator === 'promotion' && `, trained for ${epochsText(model.config, parent.rung)}`}
        </span>
      ))}
      .
    </p>
  );
}
