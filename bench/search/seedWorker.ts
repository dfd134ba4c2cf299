import { type TableFront, tableFront, tableSpace } from '@naschain/search';
import { configOf, jobSchema, type ObjectiveSet, objectivesOf } from './jobs.ts';
import { readTable } from './readTable.ts';
import { scoreRun } from './score.ts';
import { evaluationOrder } from './tableRun.ts';

// A process of its own: takes jobs, one at a time, and sends back their scores. Its argument is the table's file.

const table = readTable(process.argv[2] ?? '');
const space = tableSpace(table);
const truths = new Map<ObjectiveSet, TableFront>();

process.on('message', (message) => {
  const job = jobSchema.parse(message);
  const truth = truths.get(job.objectives) ?? tableFront(table, objectivesOf(job.objectives));
  truths.set(job.objectives, truth);
  const order = evaluationOrder(table, space, configOf(job), job.outstanding);
  process.send?.(scoreRun(order, truth, job.evaluations));
});
