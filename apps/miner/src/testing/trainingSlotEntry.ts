import { decodeCheckpoint, encodeCheckpoint, TrainingError, train } from '@naschain/training';
import { serveSlot } from '../slot/serveSlot.ts';

// Entry of a slot's process in tests that really train.
serveSlot({
  train,
  encodeCheckpoint,
  decodeCheckpoint,
  codeOf: (error) => (error instanceof TrainingError ? error.code : null),
});
