/**
 * Spearman's rank correlation of two equally long lists, tied values sharing their mean rank; null for fewer than three
 * pairs or a list without any spread.
 */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 3) return null;
  const [x, y] = [centredRanks(a), centredRanks(b)];
  const product = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
  const spread = product(x, x) * product(y, y);
  return spread > 0 ? product(x, y) / Math.sqrt(spread) : null;
}

function centredRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === values[order[start] ?? 0]) end++;
    for (let k = start; k < end; k++) ranks[order[k] ?? 0] = (start + end - 1) / 2;
    start = end;
  }
  const middle = (values.length - 1) / 2;
  return ranks.map((rank) => rank - middle);
}
