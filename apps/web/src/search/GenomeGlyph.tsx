import { assertNever, type SpaceSpec } from '@naschain/protocol';
import type { ReactElement } from 'react';
import { GenomeBits } from './GenomeBits.tsx';
import { GenomeCells } from './GenomeCells.tsx';

interface GenomeGlyphProps {
  readonly genome: string;
  readonly space: SpaceSpec;
}

/** A genome as high as a line of text, to tell one from another at a glance. */
export function GenomeGlyph({ genome, space }: GenomeGlyphProps): ReactElement {
  switch (space.kind) {
    case 'macro':
      return (
        <span className="block py-0.5">
          <GenomeBits genome={genome} nodes={space.nodes} />
        </span>
      );
    case 'micro':
      return <GenomeCells genome={genome} space={space} />;
    default:
      return assertNever(space);
  }
}
