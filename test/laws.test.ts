import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { folderOf } from '../src/base/installation.ts';
import { checkedBank, plainQuestions } from './support/bank.ts';
import { startHouse } from './support/house.ts';

/**
 * The rooms in their order, and the inner rooms of each in theirs: a file may import from its own room and from rooms
 * earlier in the list. The files that lie in a room itself come before its inner rooms, or
 * where the list has an empty name.
 */
const house: Record<string, readonly string[]> = {
  base: ['text', 'data', 'data/postgres', 'process', 'web'],
  bank: [
    'kinds',
    'schema',
    '',
    'reading',
    'blueprint',
    'pictures',
    'lesson',
    'json',
    'parse',
    'check',
    'files',
    'past',
    'lint/rules',
    'lint',
    'author',
    'live',
  ],
  learner: [
    'merge',
    'session',
    'password',
    'passkey',
    'recovery',
    'device',
    'account',
    'group',
    'leave',
    'people',
    'admin',
    'entry',
    'token',
    'settings',
  ],
  memory: ['', 'weights'],
  exam: ['paper', 'marking', 'sitting', 'result', 'list', 'yours', 'merge'],
  plan: ['belief', 'readiness', 'predictions', 'day', 'ahead', 'forecast'],
  practice: ['day', 'set', 'question', 'verdict', 'today'],
  learn: ['lesson', 'met'],
  progress: ['chart', '', 'overview', 'why'],
  author: ['analysis', 'workbench', 'health', 'list'],
  demo: [],
  help: ['', 'terminal'],
  service: ['health', 'examine', 'archive', 'folder', 'backup', 'doctor', 'move', 'package'],
  exchange: [
    'zip',
    'xml',
    'html',
    'item',
    'qti',
    'anki',
    'gift',
    'aiken',
    'moodle',
    'table',
    'checklist',
    'questions',
    'formats',
    'jobs',
    'import',
    'export',
    '',
  ],
  api: ['entry', 'practice', 'exam', 'progress', 'bank', 'export', 'document', 'calendar', ''],
};
const rooms = Object.keys(house);

/** Files of these names touch the world; every other file in a room is pure. */
const shell = /^(.*\.)?(store|routes|load|watch|command|work|door)\.ts$/;

/** Where each third-party package comes in. */
const doors: Record<string, RegExp> = {
  'better-sqlite3': /^base\/data\/handle\.ts$/,
  pg: /^base\/data\/postgres\/pool\.door\.ts$/,
  '@simplewebauthn/server': /^learner\/passkey\/verify\.door\.ts$/,
  handlebars: /^base\/web\/views\.ts$/,
  'markdown-it': /^base\/text\/markup\.ts$/,
  'image-size': /^bank\/pictures\/size\.ts$/,
  uqr: /^learner\/device\/qr\.door\.ts$/,
  leven: /^base\/text\/nearest\.ts$/,
  'ts-fsrs': /^memory\/schedule\.ts$/,
  '@open-spaced-repetition/binding-linux-x64-gnu': /^memory\/weights\/train\.door\.ts$/,
  'd3-scale': /^progress\/chart\/scale\.ts$/,
  'd3-shape': /^progress\/chart\/shape\.ts$/,
  'jsonc-parser': /^bank\/json\/tree\.ts$/,
  fastify: /^(app\.ts|listener\.ts|serve\.ts|base\/.*|.*[/.]routes\.ts)$/,
  'openid-client': /^learner\/entry\/oidc\.door\.ts$/,
  '@fastify/ajv-compiler': /^base\/web\/lazy-validation\.ts$/,
  '@fastify/cookie': /^listener\.ts$/,
  '@fastify/formbody': /^base\/web\/forms\.ts$/,
  '@fastify/rate-limit': /^base\/web\/rates\.ts$/,
  '@fastify/under-pressure': /^base\/web\/shedding\.ts$/,
  '@fastify/type-provider-typebox': /[/.]routes\.ts$/,
  yauzl: /^exchange\/zip\/read\.door\.ts$/,
  'csv-parse': /^exchange\/table\/cells\.ts$/,
  saxes: /^exchange\/xml\/parse\.ts$/,
  esbuild: /^service\/package\/bundle\.door\.ts$/,
};

/** Packages whose types are known everywhere; of TypeBox nothing else is, because to load it takes a quarter of a start. */
const typed = ['fastify', 'typebox', '@fastify/type-provider-typebox'];

/** Programs of their own, which no server ever runs. */
const build = ['build.command', 'bundle.door', 'warm.command'].map((name) => `service/package/${name}.ts`);

type Import = { from: string; to: string; typeOnly: boolean; isLater: boolean };
type Source = { path: string; room: string; text: string; imports: Import[] };

const roomOf = (path: string) => (path.includes('/') ? path.split('/')[0]! : '');
/** The inner room of a file; empty for one that lies in the room itself. */
const innerOf = (path: string) => path.split('/').slice(1, -1).join('/');
const root = folderOf('src');
const sources = (readdirSync(root, { recursive: true, encoding: 'utf8' }) as string[])
  .filter((path) => path.endsWith('.ts'))
  .map(read);
const imports = sources.flatMap((source) => source.imports);

function read(path: string): Source {
  const text = readFileSync(join(root, path), 'utf8');
  const imported =
    /^(?:import|export)\s+(?<type>type\s)?[^;]*?from '(?<name>[^']+)'|\bimport\('(?<name>[^']+)'\)/gm;
  const lines = [...text.matchAll(imported)].map(({ groups, index }) => ({
    from: path,
    to: groups!.name!.startsWith('.') ? normalize(join(dirname(path), groups!.name!)) : groups!.name!,
    typeOnly: groups!.type !== undefined,
    isLater: text.startsWith('import(', index),
  }));
  return { path, room: roomOf(path), text, imports: lines };
}

const isLocal = ({ to }: Import) => to.endsWith('.ts');
const isPure = ({ path, room }: Source) => room !== '' && room !== 'base' && !shell.test(basename(path));
const orderOf = (inner: readonly string[]) => (inner.includes('') ? inner : ['', ...inner]);
const placeIn = (room: string, path: string) => orderOf(house[room]!).indexOf(innerOf(path));
const show = (list: Import[]) => list.map(({ from, to }) => `${from} → ${to}`);

test('there are rooms to look at', () => {
  expect(sources.length).toBeGreaterThan(30);
  expect(imports.length).toBeGreaterThan(100);
});

describe('law 1: a room imports only itself and the rooms above it', () => {
  test('every room stands in the list', () => {
    expect(sources.map(({ room }) => room).filter((room) => room !== '' && !rooms.includes(room))).toEqual(
      [],
    );
  });

  test('no import goes down', () => {
    const down = imports.filter((each) => {
      const from = roomOf(each.from);
      if (!isLocal(each) || from === '') return false;
      return roomOf(each.to) === '' || rooms.indexOf(roomOf(each.to)) > rooms.indexOf(from);
    });
    expect(show(down)).toEqual([]);
  });

  test('every inner room stands in the list', () => {
    const unknown = sources.filter(({ path, room }) => room !== '' && placeIn(room, path) < 0);
    expect(unknown.map(({ path }) => path)).toEqual([]);
  });

  test('inside a room no import goes down either', () => {
    const down = imports.filter(({ from, to }) => {
      const room = roomOf(from);
      return room !== '' && roomOf(to) === room && placeIn(room, to) > placeIn(room, from);
    });
    expect(show(down)).toEqual([]);
  });

  test('no cycles between files, types included', () => {
    const targets = (path: string) =>
      imports.filter((each) => each.from === path && isLocal(each)).map(({ to }) => to);
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: string[]) => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      else if (!done.has(path)) for (const next of targets(path)) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const { path } of sources) visit(path, []);
    expect([...new Set(cycles)]).toEqual([]);
  });
});

test('law 2: a pure file imports no node:*, no framework and no shell file, types excepted', () => {
  const impure = sources.filter(isPure).flatMap((source) =>
    source.imports.filter(({ to, typeOnly }) => {
      if (typeOnly) return false;
      const isShell = to.endsWith('.ts') && shell.test(basename(to)) && roomOf(to) !== 'base';
      return to.startsWith('node:') || to.includes('fastify') || isShell;
    }),
  );
  expect(show(impure)).toEqual([]);
});

test('law 3: each third-party package has one door', () => {
  const foreign = imports.filter((each) => !each.to.endsWith('.ts') && !each.to.startsWith('node:'));
  const strangers = foreign.filter(({ from, to, typeOnly }) => {
    if (to.endsWith('.json') || (typeOnly && typed.includes(to))) return false;
    const name = to
      .split('/')
      .slice(0, to.startsWith('@') ? 2 : 1)
      .join('/');
    return !doors[name]?.test(from);
  });
  expect(show(strangers)).toEqual([]);
});

test('the driver of PostgreSQL is loaded only where ETUDE_DATABASE names a server', () => {
  const inside = (path: string) => path.startsWith('base/data/postgres/');
  const entered = imports.filter(
    ({ from, to, typeOnly }) => inside(to) && !inside(from) && !typeOnly && from !== 'open-postgres.ts',
  );
  expect(show(entered)).toEqual(['settings.ts → base/data/postgres/address.ts']);
  const hasty = sources.filter(({ text }) => /from '[^']*open-postgres\.ts'/.test(text));
  expect(hasty.map(({ path }) => path)).toEqual([]);
});

test('a server loads what it rarely needs, and what only other commands need, when it is wanted', () => {
  const loaded = new Set<string>();
  const load = (path: string) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const each of imports) if (each.from === path && !each.typeOnly && !each.isLater) load(each.to);
  };
  load('main.ts');
  expect([...loaded].filter((path) => /^(serve|questions|learners|operating)\.ts$/.test(path))).toEqual([]);
  load('serve.ts');
  const rare =
    /^(questions|learners|operating)\.ts$|^bank\/author\/(author-view|check\.command)\.ts$|^author\/(health\/page|workbench\/load)\.ts$|^exchange\/((bring|take)\.load|zip\/read|anki|xml)|^openid-client$|^@simplewebauthn|^d3-/;
  expect([...loaded].filter((path) => rare.test(path))).toEqual([]);
});

test('every dependency is used', () => {
  const names = Object.keys(manifest.dependencies);
  const everything = sources.map(({ text }) => text).join('\n');
  expect(names.filter((name) => !everything.includes(`'${name}`))).toEqual([]);
});

test('law 4: clock, chance, environment and timers appear only in main, commands, serve, open, follow, config, base and the build', () => {
  const outside =
    /Date\.now|new Date\(|Temporal\.Now|performance\.now|Math\.random|randomBytes|randomUUID|getRandomValues|\bprocess\.(?!ts)|setTimeout|setInterval|setImmediate/;
  const found = sources
    .filter(
      ({ room, path }) =>
        room !== 'base' &&
        !['main.ts', 'commands.ts', 'serve.ts', 'open.ts', 'follow.ts', 'config.ts', ...build].includes(path),
    )
    .filter(({ text }) => outside.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('what is decided about a learner is saved in one place, which guards it by their revision', () => {
  // Sessions and sweeps decide nothing that rests on several rows of a learner.
  const others =
    /^(learner\/decision\.load|learner\/session\/(session|signing|clock)\.load|api\/entry\/program\.load|[a-z]+\/sweep\.load|exchange\/(bring\.load|routes)|learner\/device\/link\.load|learner\/admin\/links\.load|author\/analysis\/keep\.load|bank\/live\/(readings|shared)\.load|demo\/renew\.load|live-bank|chores|serve)\.ts$/;
  const found = sources
    .filter(({ room, path }) => !['base', 'service'].includes(room) && !others.test(path))
    .filter(({ text }) => /\.(commit|tryCommit)\(/.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('a route takes the bank after it knows the learner, whose row says which bank is live', () => {
  const early =
    /(?:live\.current\(\)|withCurrentBank\()(?:(?!\basync \(|\basync function|\n {2}\w).)*?visitors\.(?:learnerOf|sender|beginner|senderOrStranger)\(/s;
  const found = sources
    .filter(({ path }) => path.endsWith('routes.ts'))
    .filter(({ text }) => early.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('what has no place of its own in the single file is asked of base/installation.ts', () => {
  const placed = sources
    .filter(({ path }) => !['base/installation.ts', ...build].includes(path))
    .filter(({ text }) => /import\.meta|__dirname|__filename/.test(text));
  expect(placed.map(({ path }) => path)).toEqual([]);
});

test('what the type of a question decides is asked of bank/kinds alone', () => {
  const decides =
    /\b(?:response|firstResponse|keys?)\.length\b|\bquestion\.type\b|question: \{[^}]*\btype\b|[=!]== '(?:single|multiple)'/;
  const found = sources
    .filter(({ path }) => !path.startsWith('bank/kinds/'))
    .filter(({ text }) => decides.test(text));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test('law 5: a store imports no page or route, a page imports no store', () => {
  const named = (path: string, name: string) => basename(path).split('.').at(-2) === name;
  const wrong = imports.filter(
    ({ from, to }) =>
      (named(from, 'store') && (named(to, 'page') || named(to, 'routes'))) ||
      (named(from, 'page') && named(to, 'store')),
  );
  expect(show(wrong)).toEqual([]);
});

describe('law 6', () => {
  test('every learner column references the learner with cascade, and comes first in the primary key', async () => {
    const house = await startHouse(checkedBank(plainQuestions(1)));
    const tables = house.handle.prepare("select name from sqlite_schema where type = 'table'").all() as {
      name: string;
    }[];
    const owned = tables.filter(({ name }) =>
      (house.handle.pragma(`table_info(${name})`) as { name: string }[]).some(
        (column) => column.name === 'learner',
      ),
    );
    expect(owned.length).toBeGreaterThan(12);
    for (const { name } of owned) {
      const columns = house.handle.pragma(`table_info(${name})`) as { name: string; pk: number }[];
      expect(columns.find(({ pk }) => pk === 1)?.name, `first in the primary key of ${name}`).toBe('learner');
      const keys = house.handle.pragma(`foreign_key_list(${name})`) as Record<string, string>[];
      expect(keys, name).toContainEqual(
        expect.objectContaining({ table: 'learner', from: 'learner', on_delete: 'CASCADE' }),
      );
    }
    await house.close();
  });

  test('exported functions carry a doc sentence', () => {
    const bare = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?!.*\*\/)(.*)\n(export (?:async )?function (\w+))/gm)]
        .filter(([, before]) => !before!.trim().endsWith('*/'))
        .map(([, , , name]) => `${path}: ${name}`),
    );
    expect(bare).toEqual([]);
  });
});
