import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { LineProcess, LineProcessError } from './lineProcess.ts';
import { pythonCandidates } from './python.ts';

const PATIENCE_SECONDS = 120;

const versionSchema = z.union([z.object({ version: z.string() }), z.object({ absent: z.string() })]);
const peakSchema = z.object({ gflops: z.number() });

/** A Python that has PyTorch. */
export interface PyTorch {
  readonly python: string;
  readonly version: string;
}

/** Arguments with which a Python runs one of the scripts in `peers/`. */
export function peerScript(name: string): string[] {
  return ['-B', fileURLToPath(new URL(`peers/${name}`, import.meta.url))];
}

/** The first of these Pythons that has PyTorch, or what is missing in each. */
export async function findPyTorch(
  pythons: readonly string[] = pythonCandidates(),
): Promise<PyTorch | { readonly absent: string }> {
  const reasons: string[] = [];
  for (const python of pythons) {
    const found = await versionOf(python);
    if ('version' in found) return { python, version: found.version };
    reasons.push(`${python}: ${found.absent}`);
  }
  return { absent: reasons.join('; ') };
}

/** What to tell somebody who has no PyTorch, in one line. */
export function missingPyTorch(benchmark: string, absent: string): string {
  return (
    `${benchmark}: NO PYTORCH, SO NOTHING TO COMPARE WITH (${absent}). Install it with "apt-get install ` +
    'python3-torch" or "pip install torch", or name a Python that has it in NASCHAIN_PYTHON.'
  );
}

/** The best speed of a matrix product in PyTorch, GFLOP/s; null where it fails. */
export async function matrixSpeed({ python }: PyTorch, threads: number): Promise<number | null> {
  const process = new LineProcess(python, peerScript('train_pytorch.py'));
  try {
    return peakSchema.parse(await process.ask({ command: 'peak', threads }, PATIENCE_SECONDS)).gflops;
  } catch (error) {
    if (error instanceof LineProcessError) return null;
    throw error;
  } finally {
    await process.close();
  }
}

async function versionOf(python: string): Promise<z.infer<typeof versionSchema>> {
  const process = new LineProcess(python, peerScript('train_pytorch.py'));
  try {
    return versionSchema.parse(await process.ask({ command: 'version' }, PATIENCE_SECONDS));
  } catch (error) {
    if (error instanceof LineProcessError) return { absent: error.message };
    throw error;
  } finally {
    await process.close();
  }
}
