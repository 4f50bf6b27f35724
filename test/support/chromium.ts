import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { folderOf } from '../../src/base/installation.ts';
import { quickDisk } from './quick-disk.ts';

/** V8 collects less often what short-lived pages leave: a fifth of what axe costs. */
const roomForTheYoung = '--js-flags=--min-semi-space-size=64,--max-semi-space-size=64';

/**
 * A page takes the frame and the painter of the one before, as in Chromium for many years: a third of what opening it
 * costs. Of two such switches the last counts, so this one repeats what Playwright enables for the shell.
 */
const oneFrame = '--enable-features=CDPScreenshotNewSurface,RenderDocument:level/crashed-frame';

/** Beside Playwright's own: what keeps the browser on this machine, and cheap. */
const switches = [
  '--no-sandbox',
  '--headless=shell',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  '--no-proxy-server',
  '--no-pings',
  '--disable-domain-reliability',
  roomForTheYoung,
  oneFrame,
];

/**
 * Starts the Chromium that comes with `npm ci`: a shell without windows, which needs a third less time than the system's
 * browser and is the same everywhere. Where it does not run, starts the system's.
 */
export async function launchChromium(): Promise<Browser> {
  const isPacked = process.platform === 'linux' && process.arch === 'x64';
  const executablePath = isPacked ? await unpacked() : installed();
  // Its processes share what they paint in temporary files: in memory a page costs a tenth less.
  return chromium.launch({ executablePath, args: switches, env: { ...process.env, TMPDIR: quickDisk } });
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

/** The packed Chromium, unpacked once for each version; `npm ci` removes it. */
async function unpacked(): Promise<string> {
  const described = readFileSync(folderOf('node_modules/@sparticuz/chromium/package.json'), 'utf8');
  const { version } = JSON.parse(described);
  const cache = folderOf('node_modules/.cache');
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackAs(folder, cache);
  return executableIn(folder);
}

/** Unpacks beside the folder and then renames, because several workers may do so at the same time. */
async function unpackAs(folder: string, cache: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const own = mkdtempSync(join(cache, 'unpacking-'));
  await executableIn(own);
  // Chromium looks for its fonts in /tmp/fonts wherever they were unpacked, and dies without any.
  const fonts = join(own, 'fonts/fonts.conf');
  writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/', `${folder}/`));
  try {
    renameSync(own, folder);
  } catch {
    rmSync(own, { recursive: true, force: true });
  }
}

/** The executable in a folder, which the package fills if it is empty, with the libraries and fonts it brings for Lambda. */
async function executableIn(folder: string): Promise<string> {
  const { TMPDIR } = process.env;
  Object.assign(process.env, { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' });
  // The machine's own fonts come first.
  if (existsSync('/etc/fonts/fonts.conf')) process.env.FONTCONFIG_PATH ??= '/etc/fonts';
  const { default: packed, setupLambdaEnvironment } = await import('@sparticuz/chromium');
  setupLambdaEnvironment(join(folder, 'al2023/lib'));
  const file = await packed.executablePath();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  return file;
}
