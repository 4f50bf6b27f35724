import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { digest } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { documentOf } from './document.ts';

/** Writes the description of the API, and the types of a client from it: `npm run openapi`. */
const file = folderOf('src/api/document/openapi.json');
const types = folderOf('test/api/paths.d.ts');
const document = await documentOf();
writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
// TypeScript 7 cannot be called by programs, so the generator comes with a TypeScript of its own.
const packages = ['-p', 'typescript@5.9.3', '-p', 'openapi-typescript@7.13.0'];
execFileSync('npx', ['--yes', ...packages, 'openapi-typescript', file, '-o', types], { stdio: 'inherit' });
const made = readFileSync(types, 'utf8');
writeFileSync(types, `// Made by \`npm run openapi\` from ${digest(JSON.stringify(document))}\n${made}`);
execFileSync('biome', ['check', '--write', folderOf('src/api/document'), types], { stdio: 'inherit' });
