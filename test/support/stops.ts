import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AuthorView, buildAuthorView } from '../../src/bank/author/author-view.ts';
import { loadBank, readBank } from '../../src/bank/files/load.ts';
import { folderOf } from '../../src/base/installation.ts';
import { defaultWeights } from '../../src/memory/schedule.ts';
import { settleFit } from '../../src/memory/weights/load.ts';
import { resetPath, signIn, signUp } from './accounts.ts';
import { authorViewOf, checkedBank, plainQuestions, question } from './bank.ts';
import { devicePages } from './device-pages.ts';
import { examPages, longExamPages } from './exam-pages.ts';
import { framePage, framePath } from './frame.ts';
import { type House, startHouse } from './house.ts';
import { longTitlePages } from './long-titles.ts';
import { madeOnce } from './made-once.ts';
import { planPages } from './plan-pages.ts';
import { provocations } from './provocations.ts';
import { Page, Reader } from './reader.ts';
import { answerPath, regular } from './regular.ts';
import { solve } from './solve.ts';

/** A page in one of the states that it can be in, as the server sent it, and where a browser finds it. */
export type Stop = { name: string; page: Page; path: string };

const bank = loadBank(folderOf('questions'));
const severalOnly = { ...bank, questions: bank.questions.filter(({ type }) => type === 'multiple') };

const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
const long = `${'A sentence that takes some room, and so does the next one. '.repeat(6)}${word}`;

/** As much as a question may hold that pages find hard: eight long options, code, a list, words without an end. */
const monster = question('red.one-001', {
  type: 'multiple',
  stem: `Which?\n\n- \`const ${word} = await ${word}()\`\n- ${long}`,
  options: Array.from('abcdefgh', (id) => ({ id, text: `${id}. ${long}`, rationale: `**${word}** ${long}` })),
  key: ['a', 'b', 'c'],
  rationale: `One.\n\n- \`${word}\`\n- ${long}`,
  references: [{ title: word, url: `https://example.org/${word}`, locator: long.slice(0, 190), year: 2020 }],
});

/** As many as it takes to follow changes of them. */
const fewQuestions = plainQuestions(1);

/** Pages that differ in more than words; errors differ in their words alone. */
export function distinctOf(stops: readonly Stop[]): Stop[] {
  return stops.filter(({ name }) => !name.startsWith('error') || name === 'error 404');
}

/** What a page is made of, as it is kept in a file. */
type Kept = Pick<Page, 'status' | 'headers' | 'body'>;

/** Every page of Etude in every state, served for browsers until closed. */
export async function serveStops() {
  const folder = await madeOnce(
    'stops',
    ['src', 'views', 'questions', 'migrations', 'test/support'],
    keepPages,
  );
  const kept: [string, Kept][] = JSON.parse(readFileSync(join(folder, 'pages.json'), 'utf8'));
  const stops = kept.map(([name, { status, headers, body }], i): Stop => {
    return { name, page: new Page(status, headers, body), path: `/stops/${i}` };
  });
  const house = await startHouse(bank);
  await house.app.ready();
  let authors: Promise<House> | undefined;
  const server = createServer(async (request, response) => {
    const stop = stops.find(({ path }) => path === request.url);
    if (request.url === framePath) {
      response.writeHead(200, { 'content-type': 'text/html' }).end(framePage);
    } else if (stop) {
      const { status, headers, body } = stop.page;
      const isFramed = request.headers['sec-fetch-dest'] === 'iframe';
      response
        .writeHead(status, isFramed ? framedHeaders(stop.page) : (headers as OutgoingHttpHeaders))
        .end(body);
    } else if (request.url!.includes('/changes?')) {
      authors ??= startAuthors(checkedBank(fewQuestions), authorViewOf(fewQuestions));
      (await authors).app.routing(request, response);
    } else house.app.routing(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await Promise.all([
      house.close(),
      authors?.then((started) => started.close()),
      once(server.close(), 'close'),
    ]);
  };
  return { address: `http://127.0.0.1:${port}`, stops, close };
}

/** The headers of a page but for those that keep it out of a frame. */
function framedHeaders({ headers }: Page): OutgoingHttpHeaders {
  const policy = String(headers['content-security-policy']);
  const { 'x-frame-options': _, ...rest } = headers;
  return { ...rest, 'content-security-policy': policy.replace("frame-ancestors 'none'; ", '') };
}

/** Etude as the authors of a bank see it. */
async function startAuthors(checked: typeof bank, authorView: AuthorView): Promise<House> {
  const house = await startHouse(checked, { authorView });
  await house.app.ready();
  return house;
}

async function keepPages(folder: string): Promise<void> {
  const house = await startHouse(bank);
  const authors = await startAuthors(
    bank,
    buildAuthorView(readBank(folderOf('questions')), '2026-11-24', []),
  );
  const pages: Pages = {
    ...(await visitorPages(house)),
    ...(await learnerPages(house)),
    ...(await questionPages(severalOnly, 'several answers')),
    ...(await questionPages(checkedBank([monster]), 'far too long')),
    ...(await donePages(house)),
    ...(await accountPages(house)),
    ...(await devicePages(house, word.slice(0, 80))),
    ...(await examPages(bank)),
    ...(await planPages(bank)),
    ...(await longExamPages(monster, long.slice(0, 120).trim())),
    ...(await longTitlePages()),
    ...(await authorPages(authors)),
    ...(await brokenPages()),
    ...(await errorPages()),
  };
  await Promise.all([house.close(), authors.close()]);
  const kept = Object.entries(pages).map(([name, { status, headers, body }]): [string, Kept] => [
    name,
    { status, headers, body },
  ]);
  writeFileSync(join(folder, 'pages.json'), JSON.stringify(kept));
}

type Pages = Record<string, Page>;

async function visitorPages({ app }: House): Promise<Pages> {
  const visitor = new Reader(app);
  return {
    'first visit': await visitor.get('/'),
    question: await visitor.get('/practice'),
    'a lesson for a visitor': await visitor.get('/learn/calms'),
    'progress for a visitor': await visitor.get('/progress'),
    'the bank for a visitor': await visitor.get('/bank'),
    'settings of a visitor': await visitor.get('/settings'),
    help: await visitor.get('/help'),
    'help, searched': await visitor.get('/help?q=backup'),
    'a page of the help': await visitor.get('/help/settings'),
    'a page of the help with sections': await visitor.get('/help/plan'),
  };
}

/** The letters of a question page that are right, or wrong ones. */
function lettersOn(house: House, page: Page, what: 'right' | 'wrong'): string[] {
  return solve(house.bank, page.text('.stem'), page.texts('.option .text'))[what];
}

async function learnerPages(house: House): Promise<Pages> {
  const learner = new Reader(house.app);
  const asked = () => learner.get('/practice');
  const first = await asked();
  const right = await learner.answer(first, lettersOn(house, first, 'right'), 'sure');
  await learner.post('/practice/undo', right.form('/undo'));
  const undone = await learner.get(answerPath(right));
  const second = await asked();
  const wrong = await learner.answer(second, lettersOn(house, second, 'wrong'), 'think');
  const shown = await learner.post('/practice', { ...(await asked()).form('/practice'), reveal: 'yes' });
  const path = answerPath(wrong);
  await learner.post(`${path}/aside`, wrong.form('/aside'));
  const reported = await learner.post(`${path}/report`, { ...wrong.form('/report'), message: 'Odd.' });
  const form = (await learner.get('/settings')).form('/settings');
  const choices = { zone: 'Nowhere', dayStart: '4', newPerDay: '10', retention: '90' };
  return {
    'verdict, right': right,
    'verdict, taken back': undone,
    'verdict, wrong': wrong,
    'verdict, shown': shown,
    'verdict, set aside and reported': reported,
    'verdict, flagged': await learner.post(`${path}/flag`, reported.form('/flag')),
    'verdict, answered earlier': await learner.get(`${path}?earlier=yes`),
    today: await learner.get('/'),
    'the bank': await learner.get('/bank'),
    'a question answered': await learner.get(`/bank/${answeredIn(house, wrong)}`),
    lessons: await learner.get('/learn'),
    'a lesson': await learner.get('/learn/dora?practised=dora.keys'),
    'a question of a set': await learner.get('/practice?set=dora.keys&length=5'),
    'today after a set': await learner.get('/?set=dora.keys&length=5&answered=5&right=4'),
    'settings, saved': await learner.get('/settings?saved=yes'),
    'settings with a note': await learner.post('/settings', { ...form, ...choices }),
    ...(await schedulePages(house, learner)),
  };
}

/** What is said of a schedule before a fit, once that is in use, and while another one is under way. */
async function schedulePages({ handle, stores, db, live, world }: House, learner: Reader): Promise<Pages> {
  handle.exec('update card set returns = returns + 100');
  const settings = await learner.get('/settings');
  const who = (await stores.learners.byId((await stores.learners.all())[0]!))!;
  const own = JSON.stringify(defaultWeights.map((weight, i) => (i < 4 ? weight * 2 : weight)));
  const losses = { standard: 0.4, own: 0.38 };
  const found = {
    kind: 'fitted' as const,
    answers: 300,
    own,
    losses,
    isBetter: { surely: true, still: true },
  };
  await settleFit({ db, live, ...stores }, who, found, world.now());
  handle.exec('update card set returns = returns + 100');
  const fitted = await learner.get('/settings');
  const form = fitted.form('/settings/schedule');
  return {
    'settings, enough for a fit': settings,
    'settings, a fitted schedule': fitted,
    'a schedule, being fitted': await learner.post('/settings/schedule', form),
  };
}

/** The id of the question that a verdict of the shipped bank is about. */
function answeredIn({ handle }: House, verdict: Page): unknown {
  const review = answerPath(verdict).split('/').at(-1);
  return handle.prepare('select question from review where id = ?').pluck().get(review);
}

async function authorPages(house: House): Promise<Pages> {
  const author = new Reader(house.app);
  const first = await author.get('/practice');
  const verdict = await author.answer(first, lettersOn(house, first, 'wrong'));
  const path = `/bank/${answeredIn(house, verdict)}`;
  await author.post(`${answerPath(verdict)}/report`, { ...verdict.form('/report'), message: 'Odd.' });
  await answerForStatistics(house);
  return {
    'the bank for an author': await author.get('/bank'),
    workbench: await author.get(path),
    'workbench, tried in the dark': await author.get(`${path}?choice=A&certainty=sure&theme=dark&order=3`),
    'health of the bank': await author.get('/bank/health'),
    ...(await importPages(author)),
    ...(await exportPages(author)),
  };
}

/** The page for exporting questions, before and after a format is chosen. */
async function exportPages(author: Reader): Promise<Pages> {
  const form = await author.get('/bank/export');
  const fields = { ...form.form('/bank/export'), format: 'aiken' };
  const { headers } = await author.send('/bank/export', fields);
  return {
    'export questions': form,
    'export questions, at work': await author.get(String(headers.location)),
  };
}

/** The page for importing questions, before and after a file with questions that are taken and left out. */
async function importPages(author: Reader): Promise<Pages> {
  const form = await author.get('/bank/import');
  const { token = '' } = form.form('/bank/import');
  const quiz = `What is ${word}? {=${long} ~Flow ~Waste}\n\nSay why. {}\n`;
  const sent = await author.upload('/bank/import', token, quiz, `${word}.gift`);
  const read = () => author.get(String(sent.headers.location));
  let report = await read();
  for (; report.headers.refresh; report = await read()) await sleep(200);
  return { 'import questions': form, 'import questions, report': report };
}

/** As many learners answer the first question as it takes to show statistics. */
async function answerForStatistics(house: House): Promise<void> {
  for (let i = 0; i < 10; i++) {
    const reader = new Reader(house.app);
    const page = await reader.get('/practice');
    await reader.answer(page, lettersOn(house, page, i % 3 ? 'right' : 'wrong'));
  }
}

/** What authors see of files that hold what pages find hard, have changed and are broken in one place. */
async function brokenPages(): Promise<Pages> {
  const broken = { path: 'red/two.json', name: `questions/${word}.json`, text: `{ "questions": [${word}` };
  const house = await startHouse(checkedBank([question('red.one-001')]), {
    authorView: authorViewOf(
      [monster, question('red.one-002', { concept: 'red.one-001', stem: long })],
      [broken],
    ),
  });
  const author = new Reader(house.app);
  const pages = {
    'the bank for an author, far too long': await author.get('/bank'),
    'workbench, far too long': await author.get('/bank/red.one-001?choice=A'),
    'workbench, tried, far too long': await author.get('/bank/red.one-001?reveal=yes'),
    'health of the bank, far too long': await author.get('/bank/health'),
  };
  await house.close();
  return pages;
}

async function accountPages(house: House): Promise<Pages> {
  const [guest, learner, visitor] = [new Reader(house.app), new Reader(house.app), new Reader(house.app)];
  const first = await guest.get('/practice');
  await guest.answer(first, lettersOn(house, first, 'right'));
  const made = await signUp(learner, word.slice(0, 80));
  await signIn(visitor, word.slice(0, 80));
  const codes = await learner.post('/account/codes', made.form('/account/codes'));
  const reset = await resetPath(house, word.slice(0, 80));
  const entry = new Reader(house.app);
  return {
    'an account just made': made,
    'an account on two devices': await learner.get('/account'),
    'recovery codes': codes,
    'a new token': await learner.post('/settings/tokens', {
      ...(await learner.get('/settings/tokens')).form('/settings/tokens'),
      ...{ name: word.slice(0, 80), scopes: 'read', lasts: 'ever' },
    }),
    tokens: await learner.get('/settings/tokens'),
    'the account page of a guest': await guest.get('/account'),
    'sign-up of a guest': await guest.get('/sign-up'),
    'sign-up': await entry.get('/sign-up'),
    'sign-in': await entry.get('/sign-in'),
    'sign-in with a note': await signIn(entry, 'Ada', 'wrong'),
    'sign-in with a recovery code': await entry.get('/sign-in/recovery'),
    'a reset link': await entry.get(reset),
  };
}

async function questionPages(bank: typeof severalOnly, what: string): Promise<Pages> {
  const house = await startHouse(bank);
  const reader = new Reader(house.app);
  const asked = await reader.get('/practice');
  const noted = await reader.answer(asked, ['A']);
  const verdict = await reader.answer(asked, lettersOn(house, asked, 'wrong'));
  await house.close();
  return {
    [`question, ${what}`]: asked,
    [`question with a note, ${what}`]: noted,
    [`verdict, ${what}`]: verdict,
  };
}

async function donePages(house: House): Promise<Pages> {
  const reader = new Reader(house.app);
  let page = await reader.get('/practice');
  while (page.has('/practice')) {
    await reader.answer(page, lettersOn(house, page, 'right'));
    page = await reader.get('/practice');
  }
  return { 'done for today': page };
}

/** One page for each status that refuses. */
async function errorPages(): Promise<Pages> {
  const house = await startHouse(checkedBank(plainQuestions(3)));
  const visitor = await regular(house);
  const pages: Pages = {};
  for (const { status, request } of new Map(provocations.map((each) => [each.status, each])).values()) {
    const { headers, ...rest } = request(house, visitor);
    pages[`error ${status}`] = await visitor.reader.request({
      ...rest,
      headers: { accept: 'text/html', ...headers },
    });
  }
  await house.close();
  return pages;
}
