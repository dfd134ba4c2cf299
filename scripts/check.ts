import { gate, runGate } from './test/gate.ts';

// `npm run check`: the whole gate before a commit.
const failed = runGate([
  ...gate,
  { name: 'unit tests', command: ['vitest', 'run', '--project', 'unit'] },
]).filter((step) => !step.passed);
if (failed.length > 0) console.error(`\ncheck: ${failed.map((step) => step.name).join(', ')} failed`);
process.exit(failed.length > 0 ? 1 : 0);
