import { SearchError } from '../error.ts';
import { fitsCardinalities, type Genome } from '../space.ts';

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';
const DECIMAL = /^(?:0|[1-9]\d{0,3})$/;

/** Whether every gene is one base-36 digit; otherwise genes are decimal numbers joined by "-". */
const isCompact = (cardinalities: readonly number[]): boolean =>
  cardinalities.every((count) => count <= DIGITS.length);

/** A valid genome as text, which is the only text of it. */
export function printGenes(genome: Genome, cardinalities: readonly number[]): string {
  if (!isCompact(cardinalities)) return genome.join('-');
  let text = '';
  for (const gene of genome) text += DIGITS.charAt(gene);
  return text;
}

/** Reads what `printGenes` prints, and nothing else; null for any other text. */
export function readGenes(text: string, cardinalities: readonly number[]): number[] | null {
  const genes = isCompact(cardinalities)
    ? Array.from(text, (digit) => DIGITS.indexOf(digit))
    : text.split('-').map((part) => (DECIMAL.test(part) ? Number(part) : -1));
  return fitsCardinalities(genes, cardinalities) ? genes : null;
}

/** How a genome is written, for messages. */
export function describeText(cardinalities: readonly number[]): string {
  const genes = cardinalities.length;
  return isCompact(cardinalities)
    ? `${genes} characters, one per gene, digits and lower-case letters up to ${ranges(cardinalities, (gene) => DIGITS.charAt(gene))}`
    : `${genes} numbers joined by "-", from 0 up to ${ranges(cardinalities, String)}`;
}

function ranges(cardinalities: readonly number[], print: (gene: number) => string): string {
  const highest = cardinalities.map((count) => print(count - 1));
  const [first = ''] = highest;
  if (highest.every((gene) => gene === first)) return first;
  return highest.length > 20 ? "its gene's number of choices less one" : highest.join(', ');
}

/** @throws SearchError `genome` when the text could not be read. */
export function requireGenes(genes: number[] | null, text: string, expected: string): number[] {
  if (genes === null)
    throw new SearchError('genome', `a genome of this space is ${expected}, but got "${text.slice(0, 300)}"`);
  return genes;
}
