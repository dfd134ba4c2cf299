import { stripVTControlCharacters } from 'node:util';
import { signingReady } from '@naschain/protocol/signing';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Notice } from './notice.ts';
import { renderNotice, shortHotkey } from './render.ts';
import { sampleId, sampleMiner } from './sampleBatch.ts';

beforeAll(signingReady);
const render = (notice: Notice) => stripVTControlCharacters(renderNotice(notice));

describe('renderNotice', () => {
  it('draws the miners and the rejected results', () => {
    const hotkey = sampleMiner(0).address;
    const text = render({
      kind: 'epoch',
      epoch: 3,
      throughCursor: 40,
      miners: [{ hotkey, agreed: 5, completed: 6, rejected: 1, score: 0.12345, weight: 0.625 }],
      rejections: [{ cursor: 39, jobId: sampleId(3, 39), hotkey, reason: 'digestMismatch' }],
      differences: 2,
    });
    expect(text).toContain('Epoch 3, batches through 40');
    const row = text.split('\n').find((line) => line.includes('0.1235')) ?? '';
    expect(row.replaceAll(/[│\s]+/g, ' ').trim()).toBe(`${shortHotkey(hotkey)} 5 6 1 0.1235 62.50 %`);
    expect(text).toContain('digestMismatch: the weights digest differs');
    expect(text).toContain('contradicted in 2 batches');
  });

  it('says when nothing was earned', () => {
    const text = render({
      kind: 'nothingEarned',
      throughCursor: 0,
      miners: [],
      rejections: [],
      differences: 0,
    });
    expect(text).toBe('Nothing was earned since the last epoch: no weights are reported.');
  });

  it('is loud about differences', () => {
    const text = render({ kind: 'difference', cursor: 4, jobId: 'j', difference: 'called agreed' });
    expect(text).toMatch(/^THE GENOMASTER IS CONTRADICTED in batch 4/);
  });
});
