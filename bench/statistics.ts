/** The middle value, or the mean of the middle two; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  const lower = sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation of the population that the values are a sample of; null of fewer than two. */
export function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Standard deviation within two samples together, each around its own mean; null where one has fewer than two values. */
export function pooledDeviation(one: readonly number[], other: readonly number[]): number | null {
  const [first, second] = [deviation(one), deviation(other)];
  if (first === null || second === null) return null;
  const squares = first ** 2 * (one.length - 1) + second ** 2 * (other.length - 1);
  return Math.sqrt(squares / (one.length + other.length - 2));
}
