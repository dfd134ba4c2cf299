import type { TrainingRecord } from '@naschain/protocol';
import type { NamedText } from '../live/saveFile.ts';

/** A record as a file for people and for `npm run verify`, named for its digest. */
export function recordFile(record: TrainingRecord): NamedText {
  return {
    name: `naschain-record-${record.result.digest.slice(0, 12)}.json`,
    text: `${JSON.stringify(record, null, 2)}\n`,
  };
}
