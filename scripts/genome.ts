import { genomeCommand } from './genomeCommand.ts';

const outcome = genomeCommand(process.argv.slice(2));
process.stdout.write(outcome.stdout);
process.stderr.write(outcome.stderr);
process.exitCode = outcome.exitCode;
