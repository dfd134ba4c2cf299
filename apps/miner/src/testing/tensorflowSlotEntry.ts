import { decodeCheckpoint, encodeCheckpoint, openEngine, TrainingError, train } from '@naschain/training';
import { serveSlot } from '../slot/serveSlot.ts';

/** Entry of a slot's process in tests: trains for real, on TensorFlow's backend in plain JavaScript. */
const { create } = await openEngine('cpu');
serveSlot({
  train: (request) => train({ ...request, engine: create }),
  encodeCheckpoint,
  decodeCheckpoint,
  codeOf: (error) => (error instanceof TrainingError ? error.code : null),
});
