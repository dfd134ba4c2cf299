import { groupedInteger, siNumber, threeDigits } from '@naschain/charts';

/** A number as shown: at most three significant digits, its unit apart, and the full value for the title. */
export interface Quantity {
  readonly text: string;
  readonly unit: string;
  readonly full: string;
}

/** A whole number in full, e.g. 12,345. */
export function countQuantity(value: number, unit = ''): Quantity {
  const text = groupedInteger(value);
  return { text, unit, full: unit === '' ? text : `${text} ${unit}` };
}

/** Parameters of a network. */
export function paramsQuantity(value: number): Quantity {
  const { text, prefix } = siNumber(value);
  return { text, unit: prefix, full: `${groupedInteger(value)} parameters` };
}

/** FLOPs of one image. */
export function flopsQuantity(value: number): Quantity {
  const { text, prefix } = siNumber(value);
  return { text, unit: prefix, full: `${groupedInteger(value)} FLOPs per image` };
}

/** FLOP/s, in TFLOP/s from 0.1 on. */
export function throughputQuantity(value: number): Quantity {
  const full = `${groupedInteger(value)} FLOP/s`;
  if (value >= 1e11 && value < 1e15) return { text: threeDigits(value / 1e12), unit: 'TFLOP/s', full };
  const { text, prefix } = siNumber(value);
  return { text, unit: `${prefix}FLOP/s`, full };
}

/** A value already in percent. */
export function percentQuantity(value: number): Quantity {
  return { text: threeDigits(value), unit: '%', full: `${value} %` };
}

/** A share of 1, without a unit. */
export function shareQuantity(value: number): Quantity {
  return { text: threeDigits(value), unit: '', full: String(value) };
}

/** A quantity in one string, for labels and summaries. */
export function plain(quantity: Quantity): string {
  return quantity.unit === '' ? quantity.text : `${quantity.text} ${quantity.unit}`;
}

/** A time span: 12.3 s, 4 min 05 s, 2 h 03 min, 3 d 4 h. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoDigits(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${twoDigits(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** The viewer's local time of day, hh:mm:ss. */
export function formatClock(at: number | string): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** Local date and time, for titles and old things. */
export function formatDate(at: string): string {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
  return `${day} ${formatClock(at)}`;
}

/** First and last characters of a hotkey or digest. */
export function shorten(text: string, head = 6, tail = 4): string {
  return text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
