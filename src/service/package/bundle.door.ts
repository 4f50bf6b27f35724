import { join } from 'node:path';
import { build } from 'esbuild';
import { folderOf } from '../../base/installation.ts';

/**
 * Makes one script, in a folder, of everything that the command line imports, with the addon of SQLite for a target such
 * as linux-x64 beside it. Names stay readable.
 */
export async function bundle(target: string, folder: string): Promise<string> {
  await build({
    stdin: {
      contents: "import { main } from './src/main.ts'; main();",
      resolveDir: folderOf('.'),
      loader: 'ts',
    },
    outfile: join(folder, 'etude.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    mainFields: ['module', 'main'],
    alias: { 'better-sqlite3': `better-sqlite3/${target}` },
    loader: { '.node': 'copy' },
    assetNames: '[name]',
    define: { 'import.meta.dirname': '__dirname' },
    banner: { js: '(function (require, __dirname) {' },
    footer: { js: '})' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  return folder;
}
