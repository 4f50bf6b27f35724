import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { folderOf } from '../../base/installation.ts';

const commandLine = "import { main } from './src/main.ts'; main();";

/**
 * Makes one script, in a folder, of everything that the command line imports, or another program, with the addon of
 * SQLite for a target such as linux-x64 beside it. Names stay readable.
 */
export async function bundle(target: string, folder: string, program = commandLine): Promise<string> {
  const outfile = join(folder, 'etude.cjs');
  await build({
    stdin: {
      contents: program,
      resolveDir: folderOf('.'),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: { 'better-sqlite3': `better-sqlite3/${target}` },
    // pg asks for it where somebody wants the driver in C.
    external: ['pg-native'],
    loader: { '.node': 'copy' },
    assetNames: '[name]',
    define: { 'import.meta.dirname': '__dirname' },
    banner: { js: '(function (require, __dirname) {' },
    footer: { js: '})' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  writeFileSync(outfile, inAscii(readFileSync(outfile, 'utf8')));
  return folder;
}

/** A script in which all but ASCII is escaped: a single such character makes V8 keep the whole in twice the memory. */
function inAscii(script: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is meant.
  return script.replace(/[^\x00-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Serves a while from the bundle in a folder, and lays V8's code of it beside it, which the next start need not make. */
export async function warm(node: string, folder: string): Promise<void> {
  const files = ['etude.cjs', 'etude.code'].map((name) => join(folder, name));
  const data = join(folder, 'data');
  const child = spawn(node, [folderOf('src/service/package/warm.command.ts'), ...files], {
    env: {
      ETUDE_DATA: data,
      ETUDE_QUESTIONS: folderOf('questions'),
      ETUDE_PORT: '0',
      ETUDE_LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const [line] = await Promise.race([once(child.stdout, 'data'), ended]);
  const address = String(line).trim().split(' ').at(-1)!;
  for (const path of ['', 'practice', 'learn', 'bank', 'settings']) await fetch(new URL(path, address));
  child.kill('SIGTERM');
  await ended;
  rmSync(data, { recursive: true });
}
