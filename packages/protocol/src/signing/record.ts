import { signedPayload, type TrainingRecord } from '../record.ts';
import { verifyResultSignature } from './payload.ts';
import { specHash } from './specHash.ts';

/** The hotkeys whose signatures under a record are not theirs over its result. `signingReady()` must have resolved. */
export function falseSignatures(record: TrainingRecord): string[] {
  const hash = specHash(record.spec);
  return (record.signatures ?? [])
    .filter((one) => !verifyResultSignature(one.hotkey, signedPayload(record, hash, one), one.signature))
    .map(({ hotkey }) => hotkey);
}
