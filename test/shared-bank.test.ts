import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Parts } from '../src/app.ts';
import type { BankFiles, SourceFile } from '../src/bank/files/check.ts';
import { questionsDigest } from '../src/bank/live/listing.ts';
import { type SharedBank, shareBank } from '../src/bank/live/shared.load.ts';
import { readMigrations } from '../src/base/data/migrate.ts';
import { readAddress } from '../src/base/data/postgres/address.ts';
import { migrate } from '../src/base/data/postgres/migrate.ts';
import { lendFrom } from '../src/base/data/postgres/pool.door.ts';
import { Refusal } from '../src/base/failure.ts';
import { folderOf } from '../src/base/installation.ts';
import { followForAll } from '../src/follow-shared.ts';
import { takeLiveEverywhere } from '../src/live-bank.ts';
import type { SharedSource } from '../src/open.ts';
import { openSharedBank } from '../src/open-shared.ts';
import { examineMemory } from '../src/service/examine/memory.load.ts';
import { question, taxonomy } from './support/bank.ts';
import { type Node, nodesPlace, startNode } from './support/nodes.ts';
import { pictures } from './support/pictures.ts';
import { programs, type Server, startServer } from './support/postgres-server.ts';
import { clearWorkplaces } from './support/process.ts';
import { type Page, Reader } from './support/reader.ts';

/** One bank on all nodes of a database, whichever of them takes it live. */

const objectives = ['red.one', 'blue.one'] as const;
const ids = [1, 2, 3, 4, 5, 6].map((n) => `red.one-00${n}`);

/** The bank of an epoch: its words say which, and at even epochs every question is in red, at odd ones in blue. */
function version(n: number, more: Partial<BankFiles> = {}, edition = 1): BankFiles {
  const objective = objectives[n % 2]!;
  const questions = ids.map((id) => {
    const whole = question(id);
    const options = whole.options.map((each) => ({ ...each, text: `version ${n} text ${each.id}` }));
    return { ...whole, stem: `Version ${n} of ${id}?`, options, edition };
  });
  const files = [
    file('bank.json', { ...taxonomy, title: `Bank ${n}` }),
    file(`${objective.replace('.', '/')}.json`, { questions }),
  ];
  return { files, unreadable: [], warnings: [], pictures: [], ...more };
}

function file(path: string, content: object | string): SourceFile {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  return { path, name: `/questions/${path}`, text };
}

const sharedOf = ({ opened }: Node) => (opened.source as SharedSource).shared;

/** What the leader does with files that it has read. */
async function take({ opened }: Node, files: BankFiles): Promise<void> {
  const { shared } = opened.source as SharedSource;
  await shared.look();
  const judged = await shared.judge(files);
  const listing = await shared.see(files, false);
  if (judged.problems.length === 0)
    await takeLiveEverywhere(opened, judged, Date.now(), shared.goLive(listing));
}

/** Follows files at a node until they are laid out. Returns what it logs. */
async function follow({ opened }: Node, shared: SharedBank, files: BankFiles): Promise<unknown[]> {
  const logged: unknown[] = [];
  const log = {
    warn: (line: unknown) => void logged.push(line),
    error: (line: unknown) => void logged.push(line),
  };
  const config = { questions: '/questions', watch: 'off', author: '0' } as const;
  const following = followForAll(config, opened, { shared, read: async () => files }, log);
  await following.isLaidOut;
  following.stop();
  return logged;
}

/** The version that a page shows; more than one would be a page of two banks. */
const versionsOf = (page: Page) => [
  ...new Set([...page.text('main').matchAll(/version (\d+)/gi)].map(([, n]) => Number(n))),
];

const choosing = (page: Page) => ({
  ...page.form('/practice'),
  choice: page.letter('text a'),
  certainty: 'sure',
});

describe.skipIf(!programs())('several nodes share a bank', () => {
  let server: Server;
  let place: string;
  let address: string;
  let databases = 0;
  let running: Node[] = [];
  let admin: ReturnType<typeof lendFrom> | undefined;
  const openAt = async (database: string) => {
    await admin?.close();
    admin = lendFrom(readAddress(server.address(database))!, { name: 'test' });
  };
  const tell = async (text: string) => (await admin!.lend((each) => each.send({ text }))).rows;
  const start = async (environment: Record<string, string> = {}, parts: Partial<Parts> = {}) => {
    const node = await startNode(address, place, environment, parts);
    running.push(node);
    return node;
  };
  const epochOf = async () => Number((await tell('select epoch from live_bank'))[0]!.epoch);

  beforeAll(async () => {
    server = startServer();
    place = nodesPlace();
    await openAt('postgres');
    await tell('create database migrated');
    await openAt('migrated');
    const migrations = readMigrations(folderOf('migrations/postgresql'), 17);
    await admin!.lend((each) => migrate(each, migrations, Date.now()));
  }, 240_000);
  afterEach(async () => {
    for (const node of running) await node.stop();
    running = [];
  });
  afterAll(async () => {
    await admin?.close();
    server?.stop();
    await clearWorkplaces();
  });

  async function startThree(): Promise<[Node, Node, Node]> {
    await newDatabase();
    const first = await start();
    const others = await Promise.all([start(), start()]);
    await first.laidOut();
    // A node that loses the lead on a busy machine must not take its own files live in the middle of a test.
    for (const node of running) node.rest();
    return [first, ...others];
  }
  /** What another release leaves that writes listings in a way that this one does not know. */
  async function takeUnknown(): Promise<void> {
    await tell(`insert into bank_file values ('newer', convert_to('{"format":9000}', 'UTF8'))`);
    await tell(`update live_bank set epoch = epoch + 1, listing = 'newer', seen = 'newer'`);
  }
  async function newDatabase(): Promise<void> {
    const name = `shared_${++databases}`;
    await openAt('postgres');
    await tell(`create database ${name} template migrated`);
    await openAt(name);
    address = server.address(name);
  }

  describe('the same three nodes', () => {
    let nodes: [Node, Node, Node];
    beforeAll(async () => {
      nodes = await startThree();
      running = [];
    }, 240_000);
    afterAll(async () => {
      for (const node of nodes ?? []) await node.stop();
    });

    test('a bank that goes live is on the next page of every node, and an open page is marked by what it showed', async () => {
      await take(nodes[0], version(0));
      const readers = nodes.map(({ app }) => new Reader(app));
      for (const reader of readers) {
        await expect.poll(async () => versionsOf(await reader.get('/practice'))).toEqual([0]);
        await reader.post('/practice', choosing(await reader.get('/practice')));
      }
      const open = await Promise.all(readers.map((reader) => reader.get('/practice')));
      await take(nodes[0], version(1));
      const pages = await Promise.all(readers.map((reader) => reader.get('/practice')));
      expect(pages.map(versionsOf)).toEqual([[1], [1], [1]]);
      for (const [i, reader] of readers.entries()) {
        const verdict = await reader.post('/practice', choosing(open[i]!));
        expect([verdict.text('h1'), versionsOf(verdict)]).toEqual(['Right', [0]]);
      }
      const digests = nodes.map(({ opened }) => questionsDigest(opened.live.current()));
      expect(new Set(digests).size).toBe(1);
    });

    test('a node without the files shows the same bank with its pictures, and a node that starts takes no bank of its own', async () => {
      const shown = question('red.one-001', { stem: 'Where does ![the flow](flow.png) lead?' });
      const path = 'red/flow.png';
      await take(nodes[0], {
        ...version(0),
        files: [file('bank.json', taxonomy), file('red/one.json', { questions: [shown] })],
        pictures: [{ path, name: `/questions/${path}`, bytes: pictures.png }],
      });
      const late = await start({ ETUDE_QUESTIONS: '/nowhere' });
      for (const node of [nodes[1], late]) {
        await node.opened.live.reach();
        expect(node.opened.live.current().questions.map(({ hash }) => hash)).toEqual(
          nodes[0].opened.live.current().questions.map(({ hash }) => hash),
        );
        const page = await new Reader(node.app).get('/practice');
        const source = page.root.querySelector('img.picture')!.getAttribute('src')!;
        expect((await node.app.inject({ url: source, headers: { host: 'localhost:3000' } })).statusCode).toBe(
          200,
        );
      }
    });

    test('a key that changes without a new edition stays what it was on every node', async () => {
      const keyed = (key: string) => ({
        ...version(0),
        files: [
          file('bank.json', taxonomy),
          file('red/one.json', { questions: [question('red.one-001', { key: [key] })] }),
        ],
      });
      await take(nodes[0], keyed('a'));
      await take(nodes[0], keyed('b'));
      for (const { opened } of nodes) {
        await opened.live.reach();
        expect(opened.live.current().question('red.one-001')!.question.key).toEqual(['a']);
      }
    });

    test('of two that take a bank live at once only one does, and nothing of the other is kept', async () => {
      const [leader, other] = nodes;
      await take(leader, version(0));
      await other.opened.live.reach();
      const before = await epochOf();
      const taken = await Promise.allSettled([take(leader, version(1)), take(other, version(2))]);
      const titles = await Promise.all(
        [leader, other].map(async ({ opened }) => {
          await opened.live.reach();
          return opened.live.current().title;
        }),
      );
      expect(new Set(titles).size).toBe(1);
      const stored = (await leader.opened.stores.texts.live()).map(({ stem }) => stem.replace(/ of .*/, ''));
      expect(new Set(stored)).toEqual(new Set([titles[0]!.replace('Bank', 'Version')]));
      const done = taken.filter(({ status }) => status === 'fulfilled').length;
      expect(await epochOf()).toBe(before + done);
    });

    test('a view of authors that cannot be built keeps no bank from going live', async () => {
      const [leader] = nodes;
      await take(leader, version(0));
      const { db, stores } = leader.opened;
      const past = async () => {
        throw new Error('No view can be built.');
      };
      const shared = shareBank({
        db,
        texts: { ...stores.texts, past },
        now: Date.now,
        today: () => '2026-11-29',
      });
      await shared.look();
      await shared.live.wantedAuthorView().catch(() => {});
      const warned = await follow(leader, shared, version(1));
      expect(shared.live.current().title).toBe('Bank 1');
      expect(warned).toHaveLength(1);
    });
  });

  test('answers at three nodes while banks go live are each decided by the bank under which they were saved', async () => {
    const nodes = await startThree();
    await take(nodes[0], version(0));
    await Promise.all(nodes.map(({ opened }) => opened.live.reach()));
    const first = await epochOf();
    await tell('create table witness (review text primary key, epoch bigint not null)');
    await tell(`create function witness() returns trigger language plpgsql as
      'begin insert into witness select new.id, epoch from live_bank; return new; end'`);
    await tell('create trigger witness after insert on review for each row execute function witness()');
    let saved = 0;
    let taking = true;
    const wanted = process.env.TORTURE ? 1_000 : 100;
    const people = Array.from({ length: 9 }, async (_, i) => {
      const reader = new Reader(nodes[i % 3]!.app);
      while (saved < wanted || taking) {
        reader.app = nodes[(i + saved) % 3]!.app;
        const page = await reader.get('/practice');
        if (!page.has('/practice')) {
          reader.cookie = undefined;
          continue;
        }
        expect(versionsOf(page)).toHaveLength(1);
        reader.app = nodes[(i + saved + 1) % 3]!.app;
        const sent = await reader.send('/practice', choosing(page));
        expect([sent.status, sent.text('main')]).toEqual([303, '']);
        saved++;
      }
    });
    let banks = 0;
    const banking = async () => {
      while (saved < wanted) await take(nodes[0], version(++banks));
      taking = false;
    };
    await Promise.all([banking(), ...people]);
    expect(banks).toBeGreaterThan(3);
    const rows = await tell(
      'select review.domain, witness.epoch from review left join witness on witness.review = review.id',
    );
    expect(rows).toHaveLength(saved);
    const expected = (epoch: unknown) => ['red', 'blue'][(Number(epoch) - first) % 2];
    expect(rows.filter(({ domain, epoch }) => domain !== expected(epoch))).toEqual([]);
    const { db, stores, live } = nodes[1].opened;
    await live.reach();
    const rooms = { db, bank: live.current(), learners: stores.learners, memory: stores.memory };
    expect(await examineMemory(rooms, { concepts: [] })).toEqual([]);
  }, 300_000);

  test('authors see on every node what the leader read last, also where it is broken', async () => {
    await newDatabase();
    const author = { ETUDE_AUTHOR: '1' };
    const [leader, other] = [await start(author), await start(author)];
    await leader.laidOut();
    for (const node of running) node.rest();
    await take(leader, version(0));
    const findings = async (node: Node) => {
      const view = await node.opened.live.wantedAuthorView();
      return {
        isHeldBack: view!.isHeldBack,
        messages: view!.findings.filter(({ level }) => level === 'error').map(({ message }) => message),
      };
    };
    expect(await findings(other)).toMatchObject({ isHeldBack: false });
    await take(leader, {
      ...version(1),
      files: [...version(1).files.slice(0, 1), file('blue/one.json', '{ "questions": [')],
    });
    const held = await findings(other);
    expect(held.isHeldBack).toBe(true);
    expect(held).toEqual(await findings(leader));
    expect(other.opened.live.current().title).toBe('Bank 0');
    await sharedOf(leader).seeUnread({ file: '/questions/bank.json', message: 'There is no bank here.' });
    expect((await findings(other)).messages[0]).toBe('There is no bank here.');
    await take(leader, version(1));
    expect(await findings(other)).toMatchObject({ isHeldBack: false });
  });

  test('a leader that is cut off leaves nobody unmarked, and the next one takes its own files live', async () => {
    await newDatabase();
    const leader = await start();
    await leader.laidOut();
    leader.rest();
    const other = await start();
    await take(leader, version(0));
    const reader = new Reader(other.app);
    await other.opened.live.reach();
    await reader.post('/practice', choosing(await reader.get('/practice')));
    await take(leader, version(1));
    // As a leader leaves it that is killed before it has marked whom the bank concerns.
    const unsettled = JSON.stringify({ questions: ids, concepts: [] });
    await tell(`update live_bank set unsettled = '${unsettled}'`);
    await tell('update card set stability = stability + 1');
    const { db, stores } = other.opened;
    leader.opened.leadership.resign();
    await expect.poll(async () => (await tell('select unsettled from live_bank'))[0]!.unsettled).toBe('');
    await expect.poll(() => other.opened.live.current().title).toBe('Test bank');
    await expect.poll(stores.learners.toRefold).toEqual([]);
    const rooms = { db, bank: other.opened.live.current(), learners: stores.learners, memory: stores.memory };
    expect(await examineMemory(rooms, { concepts: [] })).toEqual([]);
  });

  test('a leader that is interrupted once the bank is live marks everybody whom it concerns when it tries again', async () => {
    await newDatabase();
    const leader = await start();
    await leader.laidOut();
    leader.rest();
    await take(leader, version(0));
    const reader = new Reader(leader.app);
    await reader.post('/practice', choosing(await reader.get('/practice')));
    await tell(`create function full_disk() returns trigger language plpgsql as
      $$begin raise exception 'could not extend file' using errcode = '53100'; end$$`);
    await tell(`create trigger full_disk before update on live_bank for each row
      when (new.unsettled = '' and old.unsettled <> '') execute function full_disk()`);
    const warned: unknown[] = [];
    const log = {
      warn: (line: unknown) => void warned.push(line),
      error: (line: unknown) => void warned.push(line),
    };
    const { source } = leader.opened;
    const read = async () => version(1, {}, 2);
    const questions = join(place, 'questions');
    const following = followForAll(
      { questions, watch: 'on', author: '0' },
      leader.opened,
      { shared: (source as SharedSource).shared, read },
      log,
    );
    await following.isLaidOut;
    expect([await epochOf(), leader.opened.live.current().title]).toEqual([3, 'Bank 1']);
    expect(warned).toEqual([expect.stringMatching(/^Taking the question files live was interrupted: /)]);
    await tell('drop trigger full_disk on live_bank');
    utimesSync(join(questions, 'bank.json'), new Date(), new Date());
    await expect.poll(async () => (await tell('select unsettled from live_bank'))[0]!.unsettled).toBe('');
    const { db, stores, live } = leader.opened;
    await expect.poll(stores.learners.toRefold).toEqual([]);
    following.stop();
    const rooms = { db, bank: live.current(), learners: stores.learners, memory: stores.memory };
    expect(await examineMemory(rooms, { concepts: [] })).toEqual([]);
  });

  test('a learner never waits for what authors see, and authors see what could not be laid out at the next look', async () => {
    await newDatabase();
    const leader = await start();
    await leader.laidOut();
    leader.rest();
    await take(leader, version(0));
    const { db, stores } = leader.opened;
    let past = stores.texts.past;
    const texts = { ...stores.texts, past: () => past() };
    const shared = shareBank({ db, texts, now: Date.now, today: () => '2026-11-29' });
    await shared.look();
    const laidOut = () => shared.live.authorView()!.questions[0]!.question.stem;
    await shared.live.wantedAuthorView();
    await shared.look();
    expect(laidOut()).toBe('Version 0 of red.one-001?');
    const begun = Promise.withResolvers<void>();
    const goesOn = Promise.withResolvers<void>();
    past = async () => {
      begun.resolve();
      await goesOn.promise;
      throw new Error('The connection broke.');
    };
    await take(leader, version(1));
    const looking = shared.look();
    await begun.promise;
    await take(leader, version(2));
    await shared.live.reach();
    expect(shared.live.current().title).toBe('Bank 2');
    goesOn.resolve();
    await expect(looking).rejects.toThrow('The connection broke.');
    await expect(shared.look()).rejects.toThrow('The connection broke.');
    past = stores.texts.past;
    await shared.look();
    expect(laidOut()).toBe('Version 2 of red.one-001?');
  });

  test('a server without question files of its own leads, and the bank stays live', async () => {
    await newDatabase();
    const leader = await start();
    await leader.laidOut();
    leader.rest();
    await take(leader, version(0));
    const logged: string[] = [];
    const logger = { level: 'warn', stream: { write: (line: string) => void logged.push(line) } };
    const other = await start({ ETUDE_QUESTIONS: folderOf('questions') }, { logger });
    await leader.stop();
    running = [other];
    await expect.poll(() => other.opened.leadership.standing()).toBe('leader');
    await expect.poll(() => logged.join()).toContain('ETUDE_QUESTIONS is not set on this server');
    expect([other.opened.live.current().title, await epochOf()]).toEqual(['Bank 0', 2]);
  });

  test('a node that cannot show the live bank answers nobody until it can', async () => {
    const [leader, other] = await startThree();
    await take(leader, version(0));
    const reader = new Reader(other.app);
    await expect.poll(async () => versionsOf(await reader.get('/practice'))).toEqual([0]);
    const open = await reader.get('/practice');
    await reader.post('/practice', choosing(open));
    const next = await reader.get('/practice');
    await takeUnknown();
    const sent = await reader.send('/practice', choosing(next));
    expect(sent.status).toBe(503);
    expect(sent.text('main')).toContain('put live by a different release of Etude');
    expect((await new Reader(other.app).get('/practice')).status).toBe(503);
    const ready = await other.app.inject('/readyz');
    expect([ready.statusCode, ready.body]).toEqual([
      503,
      'Etude is not ready: another release of Etude put a question bank live that this one cannot show.\n',
    ]);
    const joining = await start();
    expect((await joining.app.inject('/readyz')).statusCode).toBe(503);
    expect(await tell('select count(*) as count from review')).toEqual([{ count: 1 }]);
    await take(leader, version(1));
    await expect.poll(async () => (await other.app.inject('/readyz')).statusCode).toBe(200);
    await expect.poll(async () => (await joining.app.inject('/readyz')).statusCode).toBe(200);
    expect(versionsOf(await reader.get('/practice'))).toEqual([1]);
  });

  test('the sample questions do not replace a bank that this release cannot show', async () => {
    await newDatabase();
    const leader = await start();
    await leader.laidOut();
    leader.rest();
    await take(leader, version(0));
    await takeUnknown();
    await leader.stop();
    running = [];
    const epoch = await epochOf();
    const samples = await start({ ETUDE_QUESTIONS: folderOf('questions') });
    await expect.poll(() => samples.opened.leadership.standing()).toBe('leader');
    await samples.laidOut();
    expect((await samples.app.inject('/readyz')).statusCode).toBe(503);
    expect(await epochOf()).toBe(epoch);
  });

  test('a leader that cannot show the live bank takes its own files live, and marks whom the bank before concerned', async () => {
    const [leader] = await startThree();
    await take(leader, version(0));
    const reader = new Reader(leader.app);
    await reader.post('/practice', choosing(await reader.get('/practice')));
    await takeUnknown();
    const unsettled = JSON.stringify({ questions: ids, concepts: [] });
    await tell(`update live_bank set unsettled = '${unsettled}'`);
    const warned = await follow(leader, sharedOf(leader), version(1));
    expect([warned, leader.opened.live.current().title]).toEqual([[], 'Bank 1']);
    expect(await leader.opened.stores.learners.toRefold()).toEqual([]);
  });

  test('a node that starts and finds no bank that it can load says so in the end', async () => {
    const [leader] = await startThree();
    await take(leader, version(0));
    await tell('delete from bank_file where digest not in (select listing from live_bank)');
    const { db, stores } = leader.opened;
    const shared = shareBank({ db, texts: stores.texts, now: Date.now, today: () => '2026-11-29' });
    // It leads for a moment, and what it takes live then comes too late.
    const leads = [true];
    const opening = openSharedBank(
      { db, stores },
      shared,
      join(place, 'questions'),
      () => leads.pop() ?? false,
      async () => {},
    );
    await expect(opening).rejects.toThrow(Refusal);
    await expect(opening).rejects.toThrow('no node has taken a question bank live');
    expect(leads).toEqual([]);
  });
});
