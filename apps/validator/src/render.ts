import { assertNever } from '@naschain/consensus';
import { type MinerScore, REJECTION_TEXT } from '@naschain/protocol';
import Table from 'cli-table3';
import colors from 'picocolors';
import type { Notice } from './notice.ts';
import type { Rejection } from './state.ts';

/** `5GrwvaEF…utQY`: enough to recognise a hotkey by. */
export function shortHotkey(hotkey: string): string {
  return hotkey.length <= 14 ? hotkey : `${hotkey.slice(0, 8)}…${hotkey.slice(-4)}`;
}

/** A notice as text for a terminal. */
export function renderNotice(notice: Notice): string {
  switch (notice.kind) {
    case 'started': {
      const after = notice.cursor === 0 ? 'from the first batch' : `after batch ${notice.cursor}`;
      return `Validator ${colors.bold(shortHotkey(notice.hotkey))} checks ${notice.genomaster} ${after}.`;
    }
    case 'counted':
      return `Checked ${plural(notice.batches, 'batch', 'batches')}, through ${notice.cursor}.`;
    case 'difference':
      return colors.red(
        `THE GENOMASTER IS CONTRADICTED in batch ${notice.cursor} (job ${notice.jobId}): ${notice.difference}. ` +
          'The validator’s own verdict counts.',
      );
    case 'epoch':
      return [
        colors.bold(`Epoch ${notice.epoch}, batches through ${notice.throughCursor}`),
        minerTable(notice.miners),
        ...evidence(notice),
      ].join('\n');
    case 'nothingEarned':
      return [
        colors.yellow('Nothing was earned since the last epoch: no weights are reported.'),
        ...(notice.miners.length === 0 ? [] : [minerTable(notice.miners)]),
        ...evidence(notice),
      ].join('\n');
    case 'reported':
      return notice.receipt === 'accepted'
        ? `The Genomaster has the weights of epoch ${notice.epoch}.`
        : colors.yellow(
            `The Genomaster already had other weights for epoch ${notice.epoch}; going on after them.`,
          );
    case 'retrying':
      return colors.yellow(`${notice.message}; trying again in ${notice.seconds.toFixed(1)} s.`);
    case 'stopped':
      return `Stopped after batch ${notice.cursor}.`;
    default:
      return assertNever(notice);
  }
}

function evidence(of: { rejections: readonly Rejection[]; differences: number }): string[] {
  const lines: string[] = [];
  if (of.rejections.length > 0) lines.push('Rejected results:', rejectionTable(of.rejections));
  if (of.differences > 0) {
    const batches = plural(of.differences, 'batch', 'batches');
    lines.push(colors.red(`The Genomaster was contradicted in ${batches}; see above.`));
  }
  return lines;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function minerTable(miners: readonly MinerScore[]): string {
  const table = new Table({
    head: ['hotkey', 'agreed', 'completed', 'rejected', 'score', 'weight'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { hotkey, agreed, completed, rejected, score, weight } of miners) {
    const percent = `${(weight * 100).toFixed(2)} %`;
    table.push([shortHotkey(hotkey), agreed, completed, rejected, score.toFixed(4), percent]);
  }
  return table.toString();
}

function rejectionTable(rejections: readonly Rejection[]): string {
  const table = new Table({
    head: ['batch', 'job', 'hotkey', 'reason'],
    style: { head: [], border: [] },
  });
  for (const { cursor, jobId, hotkey, reason } of rejections) {
    table.push([cursor, jobId.slice(0, 8), shortHotkey(hotkey), `${reason}: ${REJECTION_TEXT[reason]}`]);
  }
  return table.toString();
}
