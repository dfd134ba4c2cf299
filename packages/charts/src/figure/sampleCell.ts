import type { CellOperand, GenomeCell } from './cell.ts';

/** A cell of two blocks for tests. @param letters who gave each of its eight genes */
export function sampleCell(letters: string | null = null): GenomeCell {
  const operands: Omit<CellOperand, 'givers'>[] = [
    { input: 0, name: 'sep conv 5×5', line: 'convolution', kernel: 5 },
    { input: 1, name: 'skip', line: 'skip', kernel: 1 },
    { input: 2, name: 'max pool 3×3', line: 'pool', kernel: 3 },
    { input: 1, name: 'sep conv 5×5', line: 'convolution', kernel: 5 },
  ];
  const [a, b, c, d] = operands.map((operand, index) => {
    const [operation = '', input = ''] = letters?.slice(2 * index) ?? '';
    return { ...operand, givers: letters === null ? null : { operation, input } };
  });
  if (!a || !b || !c || !d) throw new Error('four operands');
  return {
    name: 'Normal cell',
    active: true,
    blocks: [
      [a, b],
      [c, d],
    ],
  };
}
