import Table from 'cli-table3';
import type { LearningRun, LearningSummary } from './summary.ts';

/** Accuracies of all trainings by epoch, and the comparison, for people. */
export function learningText(runs: readonly LearningRun[], { engines, difference }: LearningSummary): string {
  const epochs = runs[0]?.accuracy.length ?? 0;
  const table = new Table({
    head: ['engine', 'seed', ...Array.from({ length: epochs }, (_, i) => `epoch ${i + 1}`), 'seconds'],
    style: { head: [], border: [] },
    // No lines between rows.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  for (const { engine, setting, seed, accuracy, seconds } of runs)
    table.push([
      `${engine} ${setting}`,
      seed,
      ...accuracy.map((percent) => percent.toFixed(2)),
      seconds.toFixed(0),
    ]);
  const lines = engines.map(
    ({ engine, seeds, mean, deviation }) =>
      `${engine}: ${mean.toFixed(2)} %${deviation === null ? '' : ` ± ${deviation.toFixed(2)}`} over ${seeds} seeds`,
  );
  if (difference !== null) {
    const { points, inPooledDeviations } = difference;
    const units = inPooledDeviations === null ? '' : `, ${signed(inPooledDeviations)} standard deviations`;
    lines.push(`Difference: ${signed(points)} points${units}`);
  }
  return ['Percent of the test images', table.toString(), ...lines].join('\n');
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
}
