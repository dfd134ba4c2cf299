import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { chromiumPath } from './chromium.ts';
import { gate, runGate } from './gate.ts';

// `npm test`: static checks, unit tests, integration tests on real services, browser tests. The last line counts them.

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

const checks = runGate(gate);
const report = runVitest(process.argv.slice(2), await chromiumPath());
// A file that fails before its first test has no test to count.
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
);
const passed = report.numPassedTests + checks.filter((check) => check.passed).length;
const failed = report.numFailedTests + brokenFiles.length + checks.filter((check) => !check.passed).length;
for (const check of checks) if (!check.passed) console.log(`failed: ${check.name}`);
const skipped = report.numPendingTests > 0 ? `, ${report.numPendingTests} skipped` : '';
console.log(`\n${passed} passed, ${failed} failed${skipped}`);
process.exit(failed > 0 || report.numPassedTests === 0 ? 1 : 0);

function runVitest(extra: readonly string[], chromium: string): z.infer<typeof reportSchema> {
  const output = join('test-results', 'vitest.json');
  mkdirSync('test-results', { recursive: true });
  rmSync(output, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${output}`, ...extra];
  spawnSync(join('node_modules', '.bin', 'vitest'), args, {
    stdio: 'inherit',
    env: { ...process.env, NASCHAIN_CHROMIUM: chromium },
    shell: process.platform === 'win32',
  });
  return reportSchema.parse(JSON.parse(readFileSync(output, 'utf8')));
}
