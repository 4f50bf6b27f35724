import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** Beside Playwright's own, what keeps the browser on this machine. */
const switches = [
  '--no-sandbox',
  '--headless=shell',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  '--no-proxy-server',
  '--no-pings',
  '--disable-domain-reliability',
];

/** Starts the system's Chromium, or the one that comes with `npm ci`. */
export async function launchChromium(): Promise<Browser> {
  const found = installed();
  if (found) return chromium.launch({ executablePath: found, args: switches });
  const folder = mkdtempSync(join(tmpdir(), 'etude-chromium-'));
  const browser = await chromium.launch({ executablePath: await unpack(folder), args: switches });
  browser.once('disconnected', () => rmSync(folder, { recursive: true, force: true }));
  return browser;
}

/** The system's Chromium, if it has one. */
function installed(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Unpacks the Chromium that comes with `npm ci`, with the libraries and fonts it brings for Lambda. */
async function unpack(folder: string): Promise<string> {
  const { TMPDIR } = process.env;
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' });
  const { default: packed } = await import('@sparticuz/chromium');
  const file = await packed.executablePath();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  // It looks for its fonts in /tmp/fonts wherever they were unpacked, and dies without any.
  const fonts = join(folder, 'fonts/fonts.conf');
  writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/', `${folder}/`));
  return file;
}
