import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath } from '../scripts/test/chromium.ts';
import { verifyCommand } from '../scripts/verifyCommand.ts';

/** Marks of networks that three miners agreed on. */
const EVALUATED = '[data-testid=pareto-point][data-evaluated=true]';
const SHOTS = 'test-results/screenshots';

/** The demo as a user starts it, in a folder of its own. */
class Demo {
  readonly home = mkdtempSync(join(tmpdir(), 'naschain-demo-'));
  output = '';
  readonly exit: Promise<number | null>;
  private readonly child: ChildProcess;

  constructor(...args: string[]) {
    const command = ['--import', 'tsx', 'scripts/demo/main.ts', '--home', this.home, ...args];
    this.child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.exit = new Promise((done) => this.child.once('exit', done));
  }

  /** Address of the search page, as printed. */
  async url(): Promise<string> {
    const ended = this.exit.then((code) =>
      Promise.reject(new Error(`the demo ended (${code}): ${this.output}`)),
    );
    ended.catch(() => {});
    const printed = async () => {
      for (;;) {
        const match = /Watch it live: (http\S+)/.exec(this.output);
        if (match?.[1] !== undefined) return match[1];
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    return Promise.race([printed(), ended]);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.exit;
    await rm(this.home, { recursive: true, force: true });
  }
}

let browser: Browser;
let demo: Demo | null = null;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-sync',
    ],
  });
});

afterEach(async () => {
  await demo?.stop();
  demo = null;
});

afterAll(() => browser.close());

async function openPage(url: string, width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: width < 600 ? 812 : 900 }, colorScheme });
  await page.goto(url);
  return page;
}

function points(page: Page): Promise<string[]> {
  return page
    .locator(EVALUATED)
    .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-individual') ?? ''));
}

/** Saves the record of a network that the chart shows. @returns its file */
async function saveRecord(page: Page, folder: string): Promise<string> {
  await page.locator(EVALUATED).first().click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('record-link').click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^naschain-record-[0-9a-f]{12}\.json$/);
  const file = join(folder, 'record.json');
  await download.saveAs(file);
  return file;
}

/** What the page tells about the origin of the first network, from the youngest on, that has parents; null without any. */
async function offspringLineage(page: Page): Promise<string | null> {
  await page.getByRole('radio', { name: 'table' }).click();
  const networks = page.locator('#explorer table').getByRole('button', { name: /^Network \d+$/ });
  await networks.first().waitFor();
  const names = await networks.allTextContents();
  names.sort((a, b) => Number(b.slice('Network '.length)) - Number(a.slice('Network '.length)));
  for (const name of names) {
    await page.locator('#explorer table').getByRole('button', { name, exact: true }).first().click();
    await page.getByTestId('individual-panel').getByRole('heading', { name, exact: true }).waitFor();
    const text = await page.getByTestId('lineage').textContent();
    if (text?.includes('from network')) return text;
  }
  return null;
}

describe('the search page during a demo', () => {
  it('shows points arriving on the Pareto chart, how the search goes about it, and where a network comes from', async () => {
    demo = new Demo(
      '--population',
      '6',
      '--generations',
      '2',
      // A space too large to be listed: whatever follows the first generation is bred, and so has parents.
      '--nodes',
      '4',
      '--channels',
      '4',
      // Trainings long enough for the page to be there before the last one ends.
      '--minutes',
      '0.3',
      '--exit-when-done',
    );
    const page = await openPage(await demo.url(), 1440, 'dark');
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));

    await page.locator(EVALUATED).first().waitFor({ timeout: 90_000 });
    const record = await saveRecord(page, demo.home);
    const early = await points(page);
    const more = `document.querySelectorAll('${EVALUATED}').length > ${early.length}`;
    await page.waitForFunction(more, undefined, { timeout: 90_000 });
    const later = await points(page);
    expect(later.length).toBeGreaterThan(early.length);
    expect(later).toEqual(expect.arrayContaining(early));
    expect(new Set(later).size).toBe(later.length);
    expect(await page.getByTestId('generation-counter').textContent()).toMatch(/[12]\D+2/);

    expect(await page.getByTestId('search-terms').textContent()).toContain('Surrogate-assisted search');

    expect(await demo.exit).toBe(0);
    expect(demo.output).toContain('Pareto front after 12 genomes (search completed)');
    // The page outlives the demo with all it has heard.
    const savings = await page.getByTestId('savings').textContent();
    expect(savings).toMatch(/Trainings saved by duplicates\d/);
    expect(savings).toMatch(/Judged by the surrogate instead of trained\d/);
    expect(await page.getByTestId('predictor').textContent()).toContain('Rank correlation');
    expect(await offspringLineage(page)).toMatch(/\d+ bits? from network \d+/);
    expect(problems).toEqual([]);

    // Whoever has the record and the images can check it.
    const lines: string[] = [];
    const print = (line: string) => void lines.push(line);
    const surroundings = { print, printError: print, blobs: join(demo.home, 'blobs') };
    expect(await verifyCommand([record], surroundings), lines.join('\n')).toBe(0);
    expect(lines.filter((line) => line.startsWith('signed'))).toHaveLength(3);
  });

  it('draws the cells of a micro search, also on a phone', async () => {
    const running = new Demo(
      '--space',
      'micro',
      '--population',
      '4',
      '--generations',
      '2',
      '--minutes',
      '0.1',
    );
    demo = running;
    const url = await running.url();
    await expect.poll(() => running.output, { timeout: 120_000 }).toContain('(search completed)');
    for (const scheme of ['dark', 'light'] as const) {
      const page = await openPage(url, 1440, scheme);
      const row = page.getByTestId('job-row').first();
      const digits = /^Genome normal \d{4} \d{4}, reduction \d{4} \d{4}$/;
      await row.getByRole('img', { name: digits }).waitFor();
      expect(await row.getByRole('img', { name: digits }).locator('svg').count()).toBe(2);
      const terms = await page.getByTestId('search-terms').textContent();
      expect(terms).toContain('3 cells of 2 blocks, 4 channels');
      await row.getByRole('button').click();
      const genome = page.getByTestId('genome');
      await genome
        .getByRole('img', { name: /^Normal cell: / })
        .first()
        .waitFor();
      await genome.screenshot({ path: join(SHOTS, `micro-1440-${scheme}.png`) });
      await page.setViewportSize({ width: 375, height: 812 });
      await genome.scrollIntoViewIfNeeded();
      const sideways = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(sideways).toBeLessThanOrEqual(0);
      await page.screenshot({ path: join(SHOTS, `micro-375-${scheme}.png`) });
      await page.close();
    }
  });

  it('says that a third miner is needed, fits a phone, and says when it is cut off', async () => {
    demo = new Demo('--population', '4', '--generations', '2', '--miners', '2', '--minutes', '0.1');
    const url = await demo.url();
    for (const scheme of ['dark', 'light'] as const) {
      const phone = await openPage(url, 375, scheme);
      const banner = phone.getByTestId('waiting-banner').filter({ hasText: /third miner.*2 of 3/i });
      await banner.waitFor({ timeout: 60_000 });
      const sideways = await phone.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(sideways).toBeLessThanOrEqual(0);
      await phone.screenshot({ path: join(SHOTS, `waiting-375-${scheme}.png`) });
      await phone.close();
    }
    const desktop = await openPage(url, 1440, 'light');
    await desktop.getByTestId('waiting-banner').waitFor();
    await desktop.context().setOffline(true);
    await desktop.getByTestId('stale-banner').waitFor({ timeout: 10_000 });
    await desktop.context().setOffline(false);
    await desktop.getByTestId('stale-banner').waitFor({ state: 'detached', timeout: 20_000 });
  });
});
