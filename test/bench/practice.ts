import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { prepare } from './requests.ts';
import { load, type Server, start, warmUp } from './servers.ts';
import { record, rounds, show } from './table.ts';
import { measureWaits, syncsPerSecond } from './waits.ts';
import { answerWhole } from './whole.ts';

/** So many learners practise, each with this history. */
const learners = 3000;
const reviewsOfEach = 20;

/** Answers that are sent in one round: more than are ever saved in two seconds. As many more come before the first. */
const answersOfRound = 8 * learners;

/** Questions that are answered whole in one round. */
const wholeQuestions = 1500;

/** Compares practice with bare servers: pages, answers, and questions answered whole. */
export async function measurePractice(root: string): Promise<void> {
  const seeded = { learners, reviewsOfEach, answers: answersOfRound * (rounds + 1), now: Date.now() };
  const { env, cookies, answers, verdicts } = await prepare(join(root, 'data'), seeded);
  const requests = (name: string, lines: readonly string[]) => {
    const file = join(root, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  };
  const get = (path: string) =>
    requests(
      `get${path.replaceAll('/', '-')}`,
      cookies.map((cookie) => `${path}\t${cookie}\t`),
    );
  const files = {
    page: get('/practice'),
    today: get('/'),
    verdict: requests(
      'verdicts',
      verdicts.map((path, i) => `${path}\t${cookies[i]}\t`),
    ),
    answer: requests('answer', answers.slice(0, 1000)),
  };
  const server = await start('src/etude.js', ['serve'], env);
  const { middle, largest, linked } = await fetchPages(server, cookies.slice(0, 200));
  const verdict = await (
    await fetch(new URL(verdicts[0]!, server.address), { headers: { cookie: cookies[0]! } })
  ).text();
  const bare = await start('test/bench/bare.js', [
    'fastify',
    requests('page.html', [middle]),
    requests('verdict.html', [verdict]),
  ]);
  for (const file of [files.page, files.verdict]) {
    await warmUp(server, file, 32);
    await warmUp(bare, file, 32);
  }
  await warmUp(server, files.today, 32);
  await warmUp(bare, files.answer, 64);
  await load(server, requests('first', answers.slice(rounds * answersOfRound)), 64, 3);

  for (let round = 0; round < rounds; round++) {
    const mine = answers.slice(round * answersOfRound, (round + 1) * answersOfRound);
    const cut = mine.length - 1200;
    const sent = requests('answers', mine.slice(0, cut));
    const bareAnswer = await load(bare, files.answer, 64);
    const answer = await load(server, sent, 64);
    if (answer.perSecond * 2 > cut)
      throw new Error('There were too few answers to send: raise the number of learners.');
    record(
      'answers saved ÷ form posts of bare Fastify, 64 connections',
      '≥ 0.35',
      answer.perSecond / bareAnswer.perSecond,
      {
        cpu: answer.cpuUs / bareAnswer.cpuUs,
      },
    );
    record(
      'answers saved ÷ bare 4 KB overwrites with fdatasync',
      '≥ 2.2',
      answer.perSecond / syncsPerSecond(join(root, 'sync')),
    );
    const barePage = await load(bare, files.page, 32);
    const page = await load(server, files.page, 32);
    record(
      'question pages ÷ pages of the same bytes from bare Fastify',
      '≥ 0.60',
      page.perSecond / barePage.perSecond,
      {
        cpu: page.cpuUs / barePage.cpuUs,
      },
    );
    const bareVerdict = await load(bare, files.verdict, 32);
    const judged = await load(server, files.verdict, 32);
    record(
      'verdicts ÷ pages of the same bytes from bare Fastify',
      '',
      judged.perSecond / bareVerdict.perSecond,
      {
        cpu: judged.cpuUs / bareVerdict.cpuUs,
      },
    );
    const today = await load(server, files.today, 32);
    record('Today ÷ question pages of bare Fastify', '', today.perSecond / barePage.perSecond, {
      cpu: today.cpuUs / barePage.cpuUs,
    });
    record('Today: processor time ÷ that of a question page', '≤ 1.5', today.cpuUs / page.cpuUs);
    const bareWhole = await answerWhole(bare, cookies, wholeQuestions);
    const whole = await answerWhole(server, cookies, wholeQuestions);
    record(
      'whole answered question: bytes that a browser with a warm cache fetches, eight clients',
      '≤ 6450',
      whole.bytes,
      { cpu: whole.cpuUs / bareWhole.cpuUs, note: `three requests; ${show(whole.cpuUs)} µs of processor` },
    );
    await measureWaits(server, files.page, mine.slice(cut));
    console.error(
      `round ${round + 1}, µs of processor: answer ${show(answer.cpuUs)} (bare ${show(bareAnswer.cpuUs)}), page ${show(page.cpuUs)} (${show(barePage.cpuUs)}), verdict ${show(judged.cpuUs)} (${show(bareVerdict.cpuUs)}), Today ${show(today.cpuUs)}, whole ${show(whole.cpuUs)} (${show(bareWhole.cpuUs)})`,
    );
  }
  const packed = brotliCompressSync(middle).length;
  record('question page: bytes of HTML, the middle of 200', '≤ 4096', Buffer.byteLength(middle), {
    note: `the largest ${largest}; ${packed} with brotli; ${linked} files kept for ever`,
  });
  await Promise.all([server.end(), bare.end()]);
}

/** The question pages of some learners: the middle one by size, and the files that it refers to. */
async function fetchPages(server: Server, cookies: readonly string[]) {
  const pages: string[] = [];
  for (const cookie of cookies)
    pages.push(await (await fetch(new URL('practice', server.address), { headers: { cookie } })).text());
  const bySize = pages.toSorted((a, b) => Buffer.byteLength(a) - Buffer.byteLength(b));
  const middle = bySize[Math.floor(bySize.length / 2)]!;
  const links = [...middle.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, link]) => link!);
  return { middle, largest: Buffer.byteLength(bySize.at(-1)!), linked: new Set(links).size };
}
