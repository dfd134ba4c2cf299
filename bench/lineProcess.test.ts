import { describe, expect, test } from 'vitest';
import { LineProcess, LineProcessError } from './lineProcess.ts';

/** A process of Node that does as it is told. */
function start(onMessage: string): LineProcess {
  const program = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const message = JSON.parse(line);
    ${onMessage}
  });`;
  return new LineProcess(process.execPath, ['-e', program]);
}

describe('a process that answers lines', () => {
  test('one question after the other', async () => {
    const doubling = start('console.log(JSON.stringify({ twice: 2 * message.n }));');
    expect(await doubling.ask({ n: 2 }, 30)).toEqual({ twice: 4 });
    expect(await doubling.ask({ n: 5 }, 30)).toEqual({ twice: 10 });
    await doubling.close();
  });

  test.each([
    ['an error', `console.log('{"error": "no such thing"}');`, /^no such thing$/],
    ['nonsense', `console.log('Segmentation fault');`, /could not be read: Segmentation fault/],
    ['its end', `console.error('first\\nlast words'); process.exit(3);`, /^it ended with 3: last words$/],
  ])('%s for an answer is an error', async (_, program, message) => {
    const failing = start(program);
    await expect(failing.ask({}, 30)).rejects.toThrow(message);
    await failing.close();
  });

  test('silence is an error, and the process is ended', async () => {
    const silent = start('');
    await expect(silent.ask({}, 0.1)).rejects.toThrow('no answer within 0.1 s');
    await silent.close();
  });

  test('a program that does not exist is an error', async () => {
    const missing = new LineProcess('naschain-no-such-program', []);
    await expect(missing.ask({}, 30)).rejects.toThrow(LineProcessError);
    await expect(missing.ask({}, 30)).rejects.toThrow(/ENOENT/);
    await missing.close();
  });
});
