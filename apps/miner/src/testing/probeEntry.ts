import { serveProbe } from '../engine/serveProbe.ts';

/** Entry of a probe's process in tests: what its "engine" does is said by the number of threads. */
const CRASH = 13;
const REFUSE = 14;
const NONSENSE = 15;

const create = () => Promise.reject(new Error('not used'));

if (process.argv[4] === String(NONSENSE)) process.send?.({ kind: 'works' });
await serveProbe(process.argv.slice(3), {
  openEngine: async (name) => ({ variant: name, device: 'D', numericClass: 'exact-1', create }),
  measureEngine: async (_, threads) => {
    if (threads === CRASH) process.kill(process.pid, 'SIGSEGV');
    if (threads === REFUSE) {
      throw new Error('with a prefix', { cause: new Error('no GPU here\nand more') });
    }
    return 10 * threads;
  },
});
