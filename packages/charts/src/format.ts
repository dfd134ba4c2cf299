import { format } from 'd3';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const grouped = format(',');

/** A number split for display: `text` has three significant digits, `prefix` is the SI prefix that belongs to it. */
export interface SiNumber {
  readonly text: string;
  readonly prefix: string;
}

/** Three significant digits with an SI prefix: 12_345_678 becomes 12.3 and M. Numbers below 1 keep three digits. */
export function siNumber(value: number): SiNumber {
  if (value === 0 || !Number.isFinite(value)) return { text: '0', prefix: '' };
  const rounded = Number(value.toPrecision(3));
  const power = Math.floor(Math.log10(Math.abs(rounded)) / 3);
  const index = Math.min(PREFIXES.length - 1, Math.max(0, power));
  return { text: threeDigits(rounded / 1000 ** index), prefix: PREFIXES[index] ?? '' };
}

/** Three significant digits and no exponent, e.g. 0.731, 12.3, 456; larger numbers are grouped: 12,300. */
export function threeDigits(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return '0';
  if (magnitude >= 1000) return grouped(Number(value.toPrecision(3)));
  if (magnitude >= 99.95) return value.toFixed(0);
  if (magnitude >= 9.995) return value.toFixed(1);
  if (magnitude >= 0.9995) return value.toFixed(2);
  return value.toFixed(3);
}

/** An exact integer with its thousands separated. */
export function groupedInteger(value: number): string {
  return grouped(Math.round(value));
}

/** A tick label: as few digits as tell the ticks apart, with an SI prefix joined by a narrow no-break space. */
export function tickLabel(value: number): string {
  if (value === 0) return '0';
  const { text, prefix } = siNumber(value);
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return prefix === '' ? trimmed : `${trimmed}\u202f${prefix}`;
}
