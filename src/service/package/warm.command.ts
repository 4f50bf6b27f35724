import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { folderOf } from '../../base/installation.ts';

/**
 * Serves from a bundle until it is told to stop, and then writes V8's code of everything that has run meanwhile.
 * `node warm.command.ts BUNDLE CODE`, as the build runs it.
 */
const [bundle, code] = process.argv.splice(2) as [string, string];
const script = new Script(readFileSync(bundle, 'utf8'), { filename: bundle });
process.once('exit', () => writeFileSync(code, script.createCachedData()));
script.runInThisContext()(createRequire(bundle), folderOf('src/base'));
