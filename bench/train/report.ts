import Table from 'cli-table3';
import type { Row } from './rows.ts';

/** All rows as a table for people. */
export function trainTable(peakGflops: number | null, rows: readonly Row[]): string {
  const table = new Table({
    head: [
      'net',
      'engine',
      'batch',
      'train/s',
      'eval/s',
      'MB',
      'of peak',
      'peer',
      'train/s',
      'ratio',
      'digest',
    ],
    style: { head: [], border: [] },
    // No lines between rows.
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  const absent: string[] = [];
  for (const row of rows) {
    if ('absent' in row) {
      const { engine, build, batch } = row;
      const what = [`net ${row.net}`, engine, build, batch].filter((part) => part !== undefined);
      absent.push(`Absent: ${what.join(', ')}: ${row.absent}`);
      continue;
    }
    const { net, engine, build, batch, train, rssMB, digest, fractionOfPeak, peer, ratio } = row;
    table.push([
      net,
      `${engine} ${build}`,
      batch,
      train.toFixed(0),
      row.eval.toFixed(0),
      rssMB.toFixed(0),
      fractionOfPeak === null ? '' : `${(100 * fractionOfPeak).toFixed(0)} %`,
      peer === null ? '' : `${peer.name} ${peer.version} ${peer.setting}`,
      peer === null ? '' : peer.train.toFixed(0),
      ratio === null ? '' : ratio.toFixed(2),
      digest.slice(0, 8),
    ]);
  }
  const peak = peakGflops === null ? 'could not be measured' : `${peakGflops.toFixed(0)} GFLOP/s`;
  return [`Images a second. Peak in single precision: ${peak}`, table.toString(), ...absent].join('\n');
}
