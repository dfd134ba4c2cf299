/** Path of an arc of the given rise above (or, negative, below) the line through both ends; straight at 0. */
export function bow(from: number, to: number, baseline: number, rise: number): string {
  if (rise === 0) return `M${from},${baseline}H${to}`;
  const control = baseline - rise * 2;
  const lean = Math.min(4, (to - from) / 8);
  return `M${from},${baseline}C${from + lean},${control} ${to - lean},${control} ${to},${baseline}`;
}
