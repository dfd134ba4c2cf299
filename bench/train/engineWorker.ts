import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { engineNamed, type Trainer } from './engines.ts';
import { type Command, commandSchema, type Mode } from './messages.ts';

// A process of its own for one network on one build: answers the lines that `messages.ts` describes.

interface Batch {
  readonly images: Uint8Array;
  readonly labels: Uint16Array;
}

interface Session {
  readonly trainer: Trainer;
  readonly batches: readonly Batch[];
  readonly weightsPath: string;
}

let session: Session | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(line)));
}
await session?.trainer.close();

async function answer(line: string): Promise<object> {
  try {
    return await obey(commandSchema.parse(JSON.parse(line)));
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function obey(command: Command): Promise<object> {
  if (command.command === 'open') {
    const { engine, build, network, batch, images, weights } = command;
    const trainer = await engineNamed(engine).open(build, command);
    const { height, width, channels } = network.image;
    const batches = readBatches(images, height * width * channels, batch);
    session = { trainer, batches, weightsPath: weights };
    return {};
  }
  if (session === undefined) throw new RangeError('the first command must be "open"');
  switch (command.command) {
    case 'save':
      session.trainer.restart();
      writeFileSync(session.weightsPath, await session.trainer.weights());
      return {};
    case 'check':
      return check(session, command.steps);
    case 'run':
      return run(session, command.mode, command.seconds);
    case 'memory':
      return { rssMB: peakMemory() / 1e6 };
  }
}

async function check({ trainer, batches }: Session, steps: number): Promise<object> {
  trainer.restart();
  const losses: number[] = [];
  for (const { images, labels } of batches.slice(0, steps)) losses.push(await trainer.train(images, labels));
  return {
    losses,
    digest: createHash('sha256')
      .update(await trainer.weights())
      .digest('hex'),
  };
}

async function run({ trainer, batches }: Session, mode: Mode, seconds: number): Promise<object> {
  if (mode === 'train') trainer.restart();
  const step = mode === 'train' ? trainer.train : trainer.evaluate;
  const began = performance.now();
  let done = 0;
  let elapsed = 0;
  for (let i = 0; done === 0 || elapsed < seconds; i = (i + 1) % batches.length) {
    const batch = batches[i];
    if (batch === undefined) throw new RangeError('there are no images');
    await step(batch.images, batch.labels);
    done += batch.labels.length;
    elapsed = (performance.now() - began) / 1000;
  }
  return { images: done, seconds: elapsed };
}

function readBatches(path: string, imageBytes: number, batch: number): Batch[] {
  const bytes = readFileSync(path);
  const count = bytes.length / (imageBytes + 1);
  const labels = Uint16Array.from(bytes.subarray(count * imageBytes));
  return Array.from({ length: count / batch }, (_, i) => ({
    images: bytes.subarray(i * batch * imageBytes, (i + 1) * batch * imageBytes),
    labels: labels.subarray(i * batch, (i + 1) * batch),
  }));
}

/** Bytes; the kernel's own count where there is one. */
function peakMemory(): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
