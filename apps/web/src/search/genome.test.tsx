import type { SpaceSpec } from '@naschain/protocol';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { testIndividual, testSearch } from './fixture.ts';
import { Genome } from './Genome.tsx';
import { GenomeGlyph } from './GenomeGlyph.tsx';
import { searchModel } from './model.ts';

const MICRO: SpaceSpec = { kind: 'micro', blocks: 2, cells: 3, channels: 4 };
const MICRO_GENOME = '3041200231402012';
const MACRO: SpaceSpec = { kind: 'macro', phases: 2, nodes: 3, channels: 4 };

/** The genome panel of the child of two networks. */
function panel(space: SpaceSpec, genome: string, inheritance: string | null): string {
  const parents = ['x', 'y'].map((individualId, ordinal) =>
    testIndividual({ individualId, ordinal, genome: genome.replaceAll(/\d/g, '0') }),
  );
  const child = testIndividual({ ordinal: 2, genome, inheritance, parents: ['x', 'y'] });
  const { config } = testSearch({});
  const view = testSearch({ config: { ...config, space }, individuals: [...parents, child] });
  return renderToStaticMarkup(<Genome model={searchModel(view)} individual={child} />);
}

describe('the genome of a network', () => {
  it('is drawn by phase in the macro space', () => {
    const html = panel(MACRO, '11010000', 'aabb**ab');
    expect(html).toContain('aria-label="Phase 1: 1 to 2, 1 to 3, and input to output"');
    expect(html).toContain('Phase 2, left out');
    expect(html).toContain(
      'Bits of phase 1: 1 10, skip 1; bits 1 to 2 from network 0, bits 3 to 4 from network 1',
    );
  });

  it('is drawn by cell in the micro space, with who gave each gene', () => {
    const html = panel(MICRO, MICRO_GENOME, 'aabbaabbaabb**bb');
    expect(html).toContain('Normal cell: block 1 adds sep conv 3×3 of k−2 and sep conv 5×5 of k−1');
    expect(html).toContain('Reduction cell: block 1 adds sep conv 3×3 of k−1 and sep conv 5×5 of k−2');
    expect(html).toContain(
      'genes 1 to 2 from network 0, genes 3 to 4 from network 1, genes 5 to 6 by chance',
    );
    expect(html.match(/<svg/g)).toHaveLength(2);
    expect(html).toContain('Each gene has the letter of who gave it');
  });

  it('shows a cell that the network lacks as left out, and no letters without an inheritance', () => {
    const html = panel({ ...MICRO, cells: 1 }, MICRO_GENOME, null);
    expect(html).toContain('Normal cell, left out');
    expect(html.match(/<svg/g)).toHaveLength(1);
    expect(html).not.toContain('nc-giver');
  });
});

describe('the genome in a line', () => {
  it('is a bar code in the macro space', () => {
    const html = renderToStaticMarkup(<GenomeGlyph space={MACRO} genome="11010000" />);
    expect(html).toContain('aria-label="Genome 1101 0000"');
  });

  it('is two small cells in the micro space', () => {
    const html = renderToStaticMarkup(<GenomeGlyph space={MICRO} genome={MICRO_GENOME} />);
    expect(html).toContain('aria-label="Genome normal 3041 2002, reduction 3140 2012"');
    expect(html.match(/<svg/g)).toHaveLength(2);
    expect(html.match(/nc-operand/g)).toHaveLength(8);
  });
});
