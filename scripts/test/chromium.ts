import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * Path of a Chromium to test with: `NASCHAIN_CHROMIUM`, the machine's own, or the one of the npm package
 * `@sparticuz/chromium` (Linux x64), unpacked under `.naschain/`.
 */
export async function chromiumPath(): Promise<string> {
  const given = process.env.NASCHAIN_CHROMIUM;
  if (given !== undefined && given !== '') return given;
  const directories = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    ...NAMES.flatMap((name) => directories.map((directory) => join(directory, name))),
    ...MAC,
  ];
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined) return found;
  return unpackChromium();
}

async function unpackChromium(): Promise<string> {
  // The package unpacks into the temporary directory and never looks whose that is: give it one of its own. It brings
  // the system libraries it needs only when it believes itself on AWS Lambda.
  const directory = resolve('.naschain', 'chromium');
  await mkdir(directory, { recursive: true });
  const { TMPDIR } = process.env;
  process.env.TMPDIR = directory;
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const path = await chromium.executablePath();
    await useFonts(join(directory, 'fonts'));
    return path;
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** The package's font configuration knows only the folders of AWS Lambda; without any font, pages have no text. */
async function useFonts(directory: string): Promise<void> {
  const folders = [directory, '/usr/share/fonts'].map((folder) => `<dir>${folder}</dir>`).join('');
  const cache = `<cachedir>${join(directory, 'cache')}</cachedir>`;
  await writeFile(
    join(directory, 'fonts.conf'),
    `<?xml version="1.0"?><fontconfig>${folders}${cache}</fontconfig>\n`,
  );
  process.env.FONTCONFIG_PATH = directory;
}
