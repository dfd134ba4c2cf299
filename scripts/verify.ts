import { join, resolve } from 'node:path';
import { verifyCommand } from './verifyCommand.ts';

const root = resolve(import.meta.dirname, '..');

process.exitCode = await verifyCommand(process.argv.slice(2), {
  print: (line) => void process.stdout.write(`${line}\n`),
  printError: (line) => void process.stderr.write(`${line}\n`),
  blobs: join(root, '.naschain', 'blobs'),
});
