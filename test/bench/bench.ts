import { spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync } from 'node:zlib';
import { openStores } from '../../src/app.ts';
import { createDatabase } from '../../src/base/data/database.ts';
import { openHandle } from '../../src/base/data/handle.ts';
import { folderOf } from '../../src/base/installation.ts';
import { hash32 } from '../../src/base/random.ts';
import { calendarDay } from '../../src/base/time.ts';
import { cookieName } from '../../src/base/web/cookies.ts';
import { readConfig } from '../../src/config.ts';
import { openFolder } from '../../src/open.ts';
import { sealAsked } from '../../src/practice/question/answer.ts';
import { manyCardsSeal } from './many-cards.ts';
import { loadName, seededToken, seedLoad } from './seed.ts';
import { hasTools, type Load, load, type Server, start } from './servers.ts';

/**
 * `npm run bench`: how fast Etude is, as ratios inside one run, because a machine is never equally fast twice. Every
 * row compares two things in turn, round by round; the table goes into the README.
 */

const rounds = Number(process.env.ROUNDS ?? 5);

/** A row of the table: what is compared, its ratio in each round, and the aim it is held to. */
type Row = { name: string; ratios: number[]; cpu: number[]; aim: string; note: string };

const rows = new Map<string, Row>();

function record(
  name: string,
  aim: string,
  ratio: number,
  { cpu, note = '' }: { cpu?: number; note?: string } = {},
): void {
  const row = rows.get(name) ?? { name, aim, ratios: [], cpu: [], note };
  row.ratios.push(ratio);
  if (cpu !== undefined) row.cpu.push(cpu);
  rows.set(name, { ...row, note });
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const show = (value: number) =>
  value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toFixed(3);
const spread = (values: readonly number[]) =>
  `${show(median(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;

const root = mkdtempSync(join(tmpdir(), 'etude-bench-'));
const questions = folderOf('questions');
const etude = 'src/etude.js';
/** Measured too where it has been built. */
const file = 'dist/etude';

/** A seeded folder, and the requests that its learners can make. */
async function prepare(learners: number, reviews: number) {
  const data = join(root, 'data');
  const opened = await openFolder(readConfig({ ETUDE_DATA: data, ETUDE_QUESTIONS: questions }));
  const { seal, handle } = opened;
  const bank = opened.live.current();
  await seedLoad(opened, learners, reviews, Date.now());
  const cookie = (i: number) => `${cookieName(seal)}=${seededToken(seal, loadName(i))}`;
  const pages = Array.from({ length: learners }, (_, i) => `${cookie(i)}\t`);
  const answers: string[] = [];
  const met = handle.prepare('select concept from card where learner = ?').pluck();
  for (let i = 0; i < learners; i++) {
    const known = new Set(met.all(loadName(i)) as string[]);
    for (const concept of bank.syllabus.concepts) {
      const live = bank.concepts.get(concept)!.askable.find(({ question }) => question.type === 'single');
      if (known.has(concept) || !live) continue;
      const asked = {
        review: `${Date.now().toString(36).padStart(9, '0')}-${answers.length}`,
        question: live.question.id,
        hash: live.hash,
        seed: 'x',
        revision: 0,
        shownAt: Date.now(),
        learner: loadName(i),
        nonce: null,
      };
      const body = new URLSearchParams({
        token: sealAsked(seal, asked),
        choice: 'A',
        certainty: 'sure',
      });
      answers.push(`${cookie(i)}\t${body}`);
    }
  }
  opened.close();
  return {
    env: { ETUDE_DATA: data, ETUDE_QUESTIONS: questions, ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'warn' },
    pages,
    answers,
  };
}

function requestFile(name: string, lines: readonly string[]): string {
  const file = join(root, name);
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** The question pages of some learners, and the files that each refers to. */
async function fetchPages(server: Server, cookies: readonly string[]) {
  const pages: string[] = [];
  for (const cookie of cookies) {
    pages.push(await (await fetch(new URL('practice', server.address), { headers: { cookie } })).text());
  }
  const bytes = (page: string) => Buffer.byteLength(page);
  const bySize = pages.toSorted((a, b) => bytes(a) - bytes(b));
  const page = bySize[Math.floor(bySize.length / 2)]!;
  const links = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, link]) => link!);
  return { page, middle: bytes(page), largest: bytes(bySize.at(-1)!), files: new Set(links).size };
}

/** How often a second a page of a file can be overwritten and synced. */
function syncsPerSecond(): number {
  const descriptor = openSync(join(root, 'sync'), 'w');
  const page = Buffer.alloc(4096, 1);
  writeSync(descriptor, page, 0, page.length, 0);
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < 1500) {
    writeSync(descriptor, page, 0, page.length, 0);
    fdatasyncSync(descriptor);
    count++;
  }
  closeSync(descriptor);
  return (count * 1000) / (performance.now() - began);
}

/** Posts answers at a steady rate until told to stop; returns how many a second were saved. */
function pour(server: Server, lines: readonly string[], perSecond: number) {
  const url = new URL('practice', server.address);
  const began = performance.now();
  const pending: Promise<Response>[] = [];
  let running = true;
  const done = (async () => {
    while (running) {
      const due = Math.min(lines.length, ((performance.now() - began) * perSecond) / 1000);
      for (const line of lines.slice(pending.length, due)) {
        const [cookie, body] = line.split('\t');
        const headers = { cookie: cookie!, 'content-type': 'application/x-www-form-urlencoded' };
        pending.push(fetch(url, { method: 'POST', headers, body: body!, redirect: 'manual' }));
      }
      await sleep(2);
    }
  })();
  return async () => {
    running = false;
    await done;
    const seconds = (performance.now() - began) / 1000;
    const replies = await Promise.all(pending);
    return replies.filter(({ status }) => status === 303).length / seconds;
  };
}

async function answersAndPages(): Promise<void> {
  const { env, pages, answers } = await prepare(6000, 120_000);
  const pageFile = requestFile('pages', pages);
  const server = await start(etude, ['serve'], env);
  const cookies = pages.slice(0, 200).map((line) => line.split('\t')[0]!);
  const { page: html, middle, largest, files } = await fetchPages(server, cookies);
  const htmlFile = requestFile('page.html', [html]);
  const barePage = await start('test/bench/bare.ts', ['page', htmlFile]);
  const barePost = await start('test/bench/bare.ts', ['post']);
  const postFile = requestFile('post', answers.slice(0, 1000));
  await load(server, 'practice', pageFile, 32, 2);
  await load(barePage, 'practice', pageFile, 32, 2);
  await load(barePost, 'practice', postFile, 64, 2);
  const share = Math.floor(answers.length / rounds);
  for (let round = 0; round < rounds; round++) {
    const mine = answers.slice(round * share, (round + 1) * share);
    const cut = Math.floor(mine.length * 0.92);
    const file = requestFile('answers', mine.slice(0, cut));
    const bare = await load(barePost, 'practice', postFile, 64);
    const ours = await load(server, 'practice', file, 64);
    if (ours.perSecond * 3 > cut)
      throw new Error('There were too few answers to send: raise the number of learners.');
    record(
      'answers saved ÷ form posts of bare Fastify, 64 connections',
      '≥ 0.35',
      ours.perSecond / bare.perSecond,
      { cpu: ours.cpuUs / bare.cpuUs },
    );
    record('answers saved ÷ bare 4 KB overwrites with fdatasync', '≥ 2.2', ours.perSecond / syncsPerSecond());
    const plain = await load(barePage, 'practice', pageFile, 32);
    const page = await load(server, 'practice', pageFile, 32);
    record(
      'question pages ÷ pages of the same bytes from bare Fastify',
      '≥ 0.60',
      page.perSecond / plain.perSecond,
      { cpu: page.cpuUs / plain.cpuUs },
    );
    const idle = await load(server, 'practice', pageFile, 1, 2);
    const stop = pour(server, mine.slice(cut), 300);
    const busy = await load(server, 'practice', pageFile, 1, 2);
    const poured = await stop();
    if (poured < 280) throw new Error(`Only ${show(poured)} answers a second poured in.`);
    record('page, middle wait: while 300 answers a second pour in ÷ idle', '≤ 2', busy.p50 / idle.p50);
    console.error(
      `round ${round + 1}: ${show(ours.perSecond)} answers/s, ${show(page.perSecond)} pages/s, bare ${show(bare.perSecond)} and ${show(plain.perSecond)}`,
    );
  }
  const br = brotliCompressSync(html).length;
  record('question page: bytes of HTML, the middle of 200', '≤ 4096', middle, {
    note: `the largest ${largest}; ${br} with brotli; ${files} files kept for ever`,
  });
  await Promise.all([server, barePage, barePost].map((each) => each.end()));
}

async function manyCards(): Promise<void> {
  const house = async (learners: number, cards: number) => {
    const folder = mkdtempSync(join(root, 'cards-'));
    const name = cookieName(manyCardsSeal);
    const lines = Array.from({ length: Math.min(learners, 100_000) }, (_, i) => `${name}=many-cards-${i}\t`);
    const server = await start('test/bench/many-cards.ts', [folder, String(learners), String(cards)]);
    return { server, file: requestFile(`cards-${learners}-${cards}`, lines) };
  };
  const small = await house(1, 1000);
  const large = await house(1, 1_000_000);
  const one = await house(1, 10);
  const many = await house(100_000, 10);
  const next = ({ server, file }: typeof small): Promise<Load> => load(server, 'practice', file, 8, 2);
  for (const each of [small, large, one, many]) await next(each);
  for (let round = 0; round < rounds; round++) {
    const base = await next(small);
    const deep = await next(large);
    const alone = await next(one);
    const wide = await next(many);
    record('next question, a million cards ÷ a thousand', '≤ 1.1', base.perSecond / deep.perSecond, {
      cpu: deep.cpuUs / base.cpuUs,
    });
    record('next question, 100 000 learners ÷ one', '≤ 1.35', alone.perSecond / wide.perSecond, {
      cpu: wide.cpuUs / alone.cpuUs,
    });
  }
  await Promise.all([small, large, one, many].map(({ server }) => server.end()));
}

async function lookUps(): Promise<void> {
  const handle = openHandle(join(root, 'data/etude.db'));
  const { practice, memory } = openStores(createDatabase(handle));
  const day = calendarDay(Date.now(), 'UTC', 4) + 30;
  const { concept } = handle
    .prepare('select concept from card where learner = ? limit 1')
    .get(loadName(0)) as { concept: string };
  const time = async (query: () => Promise<unknown>) => {
    const began = performance.now();
    for (let i = 0; i < 20_000; i++) await query();
    return performance.now() - began;
  };
  for (let round = 0; round < rounds + 1; round++) {
    const byKey = await time(() => memory.card(loadName(round), concept));
    const next = await time(() => practice.due(loadName(round), day, 1));
    if (round > 0) record('next due card ÷ card by primary key', '≤ 1.1', next / byKey);
  }
  handle.close();
}

async function starts(): Promise<void> {
  const env = {
    ETUDE_DATA: join(root, 'start'),
    ETUDE_QUESTIONS: questions,
    ETUDE_PORT: '0',
    ETUDE_LOG_LEVEL: 'warn',
  };
  for (let round = 0; round < rounds + 1; round++) {
    const bare = await start('test/bench/bare.ts', ['http']);
    const ours = await start(etude, ['serve'], env);
    await fetch(bare.address);
    await fetch(ours.address);
    if (round > 0) {
      record('ready ÷ bare node:http server', '≤ 2.2', ours.readyMs / bare.readyMs, {
        note: `${show(ours.readyMs)} ms`,
      });
      record('memory after the first page ÷ bare node:http server', '≤ 1.15', ours.memory() / bare.memory(), {
        note: `${show(ours.memory())} MB`,
      });
    }
    await Promise.all([bare.end(), ours.end()]);
    if (!existsSync(folderOf(file))) continue;
    const single = await start(file, ['serve'], { ...env, ETUDE_QUESTIONS: 'built-in' });
    if (round > 0)
      record('ready, the single file ÷ bare node:http server', '≤ 2.5', single.readyMs / bare.readyMs, {
        note: `${show(single.readyMs)} ms`,
      });
    await single.end();
  }
}

/** Checks ten thousand questions: those of the bank thirty times over, each time in other words. */
function checkMany(): void {
  const folder = join(root, 'questions');
  cpSync(questions, folder, { recursive: true });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\w\/\w+\.json$/.test(name),
  );
  const own = files.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  const count = own.reduce((sum, { text }) => sum + JSON.parse(text).questions.length, 0);
  for (const { name, text } of own) {
    const copies = Array.from({ length: Math.ceil(10_000 / count) }, (_, i) => inOtherWords(text, i));
    writeFileSync(join(folder, name), JSON.stringify({ questions: copies.flat() }, null, 2));
  }
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const { stdout } = spawnSync(process.execPath, [folderOf(etude), 'check', folder], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const told = /^(\d+) questions/m.exec(stdout)?.[1];
    if (!(Number(told) >= 10_000)) throw new Error(stdout.slice(-500));
    record('check of 10 000 questions: seconds', '≤ 5', (performance.now() - began) / 1000);
  }
}

/** The questions of a file under other ids, every longer word of theirs another. */
function inOtherWords(text: string, copy: number): { id: string; concept?: string }[] {
  const other = (word: string) =>
    copy === 0 ? word : word.slice(0, 2) + hash32(`${word}${copy}`).toString(36);
  return JSON.parse(text, (key, value) => {
    if (['stem', 'text', 'rationale'].includes(key)) return value.replace(/[a-z]{5,}/g, other);
    const names = ['id', 'concept', 'confusedWith'].includes(key) && /\..*[.-]/.test(value);
    return names ? `${value}-${copy}` : value;
  }).questions;
}

function table(): string {
  const lines = [...rows.values()].map(({ name, ratios, cpu, aim, note }) => {
    const value = new Set(ratios).size === 1 ? show(ratios[0]!) : spread(ratios);
    return `| ${name}${note ? ` (${note})` : ''} | ${aim} | ${value} | ${cpu.length > 0 ? spread(cpu) : ''} |`;
  });
  return [
    '| measure | aim | median (least to most) | ours ÷ theirs, in processor time for each request |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function writeReadme(): void {
  const file = folderOf('README.md');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(
      /(<!-- bench -->\n)[\s\S]*(<!-- \/bench -->)/,
      (_, start, end) => `${start}${table()}\n${end}`,
    ),
  );
}

if (!hasTools()) {
  console.error('npm run bench needs wrk and taskset: on Debian, apt-get install wrk util-linux.');
  process.exit(2);
}
try {
  await answersAndPages();
  await lookUps();
  await manyCards();
  await starts();
  checkMany();
  console.log(table());
  if (!process.env.ROUNDS) writeReadme();
} finally {
  rmSync(root, { recursive: true, force: true });
}
