import type { SearchTable } from './searchTable.ts';
import { isRecord, readTableEntry, show, type TableEntry, tableFault } from './tableEntry.ts';

const GENOME = /^[012]{8}$/;
/** Layers of each stage; the first one changes the size of the map and stays where it is, identity or not. */
const STAGES = [2, 3, 3] as const;
const LAYERS = 8;
const CHOICES = 3;

/**
 * The published results of NAS-Bench-Macro (Su et al. 2021, "Prioritized Architecture Sampling with Monte-Carlo Tree
 * Search"; `nas-bench-macro_cifar10.json`) as a table with the mean error of its runs; null for any other JSON. Digits
 * are identity, MB3_K3 and MB6_K5.
 * @throws SearchError `table` on a malformed row of that file.
 */
export function readNasBenchMacro(json: unknown): SearchTable | null {
  if (!isRecord(json)) return null;
  const genomes = Object.keys(json);
  const [first = ''] = genomes;
  const sample = json[first];
  if (!GENOME.test(first) || !isRecord(sample) || !('mean_acc' in sample)) return null;
  const entries = Object.fromEntries(genomes.map((genome) => [genome, readRow(genome, json[genome])]));
  const canonical = Object.fromEntries(genomes.map((genome) => [genome, squeezeStages(genome)]));
  const lost = genomes.find((genome) => !Object.hasOwn(entries, canonical[genome] ?? ''));
  if (lost !== undefined)
    throw tableFault(
      `NAS-Bench-Macro file: genome ${lost} is the network of ${canonical[lost]}, which is missing: ` +
        'take the complete file',
    );
  return {
    name: 'nas-bench-macro',
    cardinalities: Array.from({ length: LAYERS }, () => CHOICES),
    entries,
    canonical,
  };
}

function readRow(genome: string, row: unknown): TableEntry {
  if (!GENOME.test(genome) || !isRecord(row))
    throw tableFault(
      `NAS-Bench-Macro file: ${show(genome)} must be eight digits 0 to 2 with an object of results: remove it`,
    );
  const { mean_acc: accuracy, params, flops } = row;
  if (typeof accuracy !== 'number' || !(accuracy >= 0 && accuracy <= 100))
    throw tableFault(
      `NAS-Bench-Macro file: "mean_acc" of genome ${genome} must be a number from 0 to 100, but is ${show(accuracy)}`,
    );
  return readTableEntry(genome, { error: 100 - accuracy, params, flops });
}

/** Within a stage identities do nothing, wherever they stand after the first layer: they go to its end. */
function squeezeStages(genome: string): string {
  let start = 0;
  return STAGES.map((layers) => {
    const stage = genome.slice(start, start + layers);
    start += layers;
    return (stage.charAt(0) + stage.slice(1).replaceAll('0', '')).padEnd(layers, '0');
  }).join('');
}
