import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { genomePhases } from '../figure/genome.ts';
import { paretoScene } from '../figure/pareto.ts';
import { sampleCell } from '../figure/sampleCell.ts';
import { CellFigure } from './CellFigure.tsx';
import { CellGlyph } from './CellGlyph.tsx';
import { CellStrip } from './CellStrip.tsx';
import { GenomeFigure } from './GenomeFigure.tsx';
import { GenomeStrip } from './GenomeStrip.tsx';
import { Mark } from './Mark.tsx';
import { MarkShape } from './MarkShape.tsx';

describe('marks', () => {
  it('says in the document whether an individual is on the front', () => {
    const data = [
      { id: 'x', flops: 1, accuracy: 1, params: 1, generation: 0, front: true, short: false },
      { id: 'y', flops: 2, accuracy: 1, params: 1, generation: 0, front: false, short: false },
    ];
    const { marks } = paretoScene(
      data,
      { width: 100, height: 100 },
      { cost: 'flops', xScale: 'linear', generations: 1, frame: 'bare' },
    );
    const html = marks.map((mark) =>
      renderToStaticMarkup(<Mark mark={mark} state="plain" glowing={false} />),
    );
    expect(html[0]).toContain('data-individual="x" data-front="true"');
    expect(html[1]).toContain('data-individual="y" data-front="false"');
  });

  it('draws a diamond with the area of the circle it replaces', () => {
    const reach = Number(
      /L([\d.]+),0/.exec(renderToStaticMarkup(<MarkShape shape="diamond" radius={8} />))?.[1] ?? 0,
    );
    expect(2 * reach * reach).toBeCloseTo(Math.PI * 64, 0);
  });
});

describe('GenomeFigure', () => {
  it('tells the connections in words', () => {
    const [phase] = genomePhases('1010001', 4);
    if (phase === undefined) throw new Error('no phase');
    const html = renderToStaticMarkup(<GenomeFigure phase={phase} name="Phase 1" />);
    expect(html).toContain('aria-label="Phase 1: 1 to 2, 2 to 3, and input to output"');
  });
});

describe('GenomeStrip', () => {
  it('marks each bit with its giver by letter, and says it in words', () => {
    const [phase] = genomePhases('1010001', 4, 'aabba*b');
    if (phase === undefined) throw new Error('no phase');
    const html = renderToStaticMarkup(<GenomeStrip phase={phase} label="in words" />);
    expect(html).toContain('aria-label="in words"');
    expect(
      html
        .match(/data-giver="[^"]"/g)
        ?.join('')
        .replaceAll(/data-giver=|"/g, ''),
    ).toBe('aabba*b');
  });
});

describe('cells', () => {
  it('tell their sums in words', () => {
    const html = renderToStaticMarkup(<CellFigure cell={sampleCell()} />);
    expect(html).toContain(
      'aria-label="Normal cell: block 1 adds sep conv 5×5 of k−2 and skip of k−1; ' +
        'block 2 adds max pool 3×3 of block 1 and sep conv 5×5 of k−1; output block 2"',
    );
    expect(html).toContain('<title>block 2: max pool 3×3 of block 1</title>');
    expect(html.match(/data-line="[a-z]+" data-kernel="\d"/g)).toEqual([
      'data-line="convolution" data-kernel="5"',
      'data-line="skip" data-kernel="1"',
      'data-line="pool" data-kernel="3"',
      'data-line="convolution" data-kernel="5"',
    ]);
    expect(html.match(/nc-leaf/g)).toHaveLength(1);
  });

  it('show connections in the colour of who gave the input, and the strip both letters', () => {
    const cell = sampleCell('ab*aabba');
    const letters = (html: string) =>
      html
        .match(/data-giver="[^"]"/g)
        ?.map((text) => text.at(-2))
        .join('');
    expect(letters(renderToStaticMarkup(<CellFigure cell={cell} />))).toBe('baba');
    const strip = renderToStaticMarkup(<CellStrip cell={cell} label="in words" />);
    expect(letters(strip)).toBe('ab*aabba');
    expect(strip).toContain('aria-label="in words"');
    expect(renderToStaticMarkup(<CellStrip cell={sampleCell()} label="" />)).not.toContain('data-giver');
  });

  it('are silent when small', () => {
    const html = renderToStaticMarkup(<CellGlyph cell={sampleCell()} />);
    expect(html).toContain('aria-hidden="true"');
    expect(html.match(/nc-dot/g)).toHaveLength(4);
  });
});
