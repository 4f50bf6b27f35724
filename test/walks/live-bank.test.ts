import { afterEach, beforeEach, expect, test } from 'vitest';
import { nextTurn } from '../../src/base/turns.ts';
import { replaceBank } from '../../src/live-bank.ts';
import { checkedBank, question } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';

const ids = ['red.one', 'red.two', 'blue.one', 'blue.two'].flatMap((objective) =>
  [1, 2, 3].map((n) => `${objective}-00${n}`),
);

/** The whole bank in the words of a version, its editions raised with every third, its ideas merged in every fourth. */
function version(n: number) {
  return checkedBank(ids.map((id) => written(id, n)));
}

/** The version that a question has after n saves, each of the next question in turn. */
function versionAfter(n: number, i: number): number {
  return Math.max(0, n - ((n - i + ids.length * n) % ids.length));
}

/** The bank after n saves; its domains are called by n, so that every page tells which bank it is of. */
function saved(n: number) {
  const checked = checkedBank(ids.map((id, i) => written(id, versionAfter(n, i))));
  const domains = checked.taxonomy.domains.map((domain) => ({ ...domain, title: `Bank ${n} ${domain.id}` }));
  return { ...checked, taxonomy: { ...checked.taxonomy, domains } };
}

/** The banks that a page is of: one, or it is torn. */
const banksOf = (page: Page) => [
  ...new Set([...page.body.matchAll(/Bank (\d+) /g)].map(([, n]) => Number(n))),
];

function written(id: string, n: number) {
  const whole = question(id);
  return {
    ...whole,
    edition: 1 + Math.floor(n / 3),
    concept: n % 4 === 3 ? `${id.slice(0, -4)}.all` : id,
    stem: `Version ${n} of ${id}?`,
    options: whole.options.map((option) => ({ ...option, text: `version ${n} text ${option.id}` })),
  };
}

/** The versions that a page shows: more than one would be a page of two banks. */
const versionsOf = (page: Page) =>
  new Set([...page.text('main').matchAll(/version (\d+)/gi)].map(([, n]) => Number(n)));

let house: House;
beforeEach(async () => {
  house = await startHouse(version(0));
});
afterEach(() => house.close());

const take = (n: number) => replaceBank(house, house.live, version(n), house.world.now());

test('a bank taken live is asked from at once, and a page left open is marked by what it showed', async () => {
  const reader = new Reader(house.app);
  const open = await reader.get('/practice');
  await take(1);
  const verdict = await reader.answerRight(open);
  expect(verdict.text('h1')).toBe('Right');
  expect(versionsOf(verdict)).toEqual(new Set([0]));
  expect(versionsOf(await reader.get('/practice'))).toEqual(new Set([1]));
  await proveFold(house);
});

test('a raised edition leaves what was answered meanwhile on record and counts it no more', async () => {
  const reader = new Reader(house.app);
  const first = await reader.answerRight(await reader.get('/practice'));
  expect(rows(house, 'card')).toMatchObject([{ answers: 1 }]);
  const open = await reader.get('/practice');
  await take(3);
  await reader.answerRight(open);
  expect(rows(house, 'review')).toHaveLength(2);
  expect(rows(house, 'card').map(({ stability }) => stability)).toEqual(expect.not.arrayContaining([0]));
  const again = await reader.get(
    first.root.querySelector('form[action$="/report"]')!.getAttribute('action')!.replace('/report', ''),
  );
  expect(again.text('main')).toContain('has changed since');
  await proveFold(house);
});

test('whoever has answered an earlier edition is told so on Today, until it has been read', async () => {
  const [told, other] = [new Reader(house.app), new Reader(house.app)];
  const note = async (reader: Reader) => (await reader.get('/')).text('[role=status]');
  await told.answerRight(await told.get('/practice'));
  await take(1);
  expect(await note(told), 'other words are no revision').toBe('');
  await take(3);
  await other.answerRight(await other.get('/practice'));
  expect(await note(other)).toBe('');
  house.world.pass({ minutes: 1 });
  await told.answerRight(await told.get('/practice'));
  const today = await told.get('/');
  expect(today.text('[role=status]')).toBe(
    'A question you had answered has been revised. Your answer to the earlier version no longer counts, and it will be asked again. Nothing else has changed.',
  );
  await told.post('/practice/revised', today.form('/practice/revised'));
  expect(await note(told)).toBe('');
  await told.answerRight(await told.get('/practice'));
  await take(6);
  expect(await note(told)).toMatch(/^Two questions you had answered have been revised/);
});

test('a fold that was cut off is made good at the next start, also when the files have gone back', async () => {
  const reader = new Reader(house.app);
  for (let i = 0; i < 6; i++) await reader.answerRight(await reader.get('/practice'));
  const commit = house.db.tryCommit;
  house.db.tryCommit = () => Promise.reject(new Error('cut off'));
  await expect(take(3)).rejects.toThrow('cut off');
  house.db.tryCommit = commit;
  house = await house.restart(version(0));
  await proveFold(house);
});

test('a fold that was cut off is made good by the next bank, also when that concerns other questions', async () => {
  const reader = new Reader(house.app);
  for (let i = 0; i < 8; i++) await reader.answerRight(await reader.get('/practice'));
  const commit = house.db.tryCommit;
  house.db.tryCommit = () => Promise.reject(new Error('cut off'));
  await expect(take(3)).rejects.toThrow('cut off');
  house.db.tryCommit = commit;
  const next = checkedBank(ids.map((id, i) => written(id, i % 2 ? 3 : 6)));
  await replaceBank(house, house.live, next, house.world.now());
  await proveFold(house);
});

test('a target that changes while a bank is taken live leaves no card of the one before', async () => {
  const reader = new Reader(house.app);
  for (let i = 0; i < 10; i++) await reader.answerRight(await reader.get('/practice'));
  const settings = (await reader.get('/settings')).form('/settings');
  const choices = { zone: 'UTC', dayStart: '4', newPerDay: '10', keys: [] };
  for (let n = 3; n <= 30; n += 3) {
    const change = reader.send('/settings', { ...settings, ...choices, retention: String(80 + (n % 17)) });
    await Promise.all([change, take(n)]);
    await proveFold(house);
  }
});

/** Each bank takes a dozen turns of the loop, in which eight people do what they can; 24 revise each question twice. */
const banks = process.env.TORTURE ? 1000 : 24;

/** People look up between two questions, so that each bank is taken among a dozen answers and not among forty. */
const turnsBetween = 8;

test(`through ${banks} banks while eight people answer every page is of one bank, and nothing is lost`, async () => {
  await replaceBank(house, house.live, saved(0), house.world.now());
  let taking = true;
  let acknowledged = 0;
  const people = Array.from({ length: 8 }, async () => {
    const reader = new Reader(house.app);
    while (taking) {
      for (let turn = 0; turn < turnsBetween; turn++) await nextTurn();
      house.world.pass({ minutes: 0.1 });
      const page = await reader.request({ method: 'GET', url: '/practice' });
      if (!page.has('/practice')) {
        house.world.pass({ days: 1 });
        continue;
      }
      const [bank] = banksOf(page);
      const shown = versionAfter(bank!, ids.indexOf(/ of (\S+)\?/.exec(page.text('.stem'))![1]!));
      expect([banksOf(page).length, [...versionsOf(page)]]).toEqual([1, [shown]]);
      expect(banksOf(await reader.get('/learn'))).toHaveLength(1);
      const sent = await reader.send('/practice', {
        ...page.form('/practice'),
        choice: page.letter('text a'),
        certainty: 'sure',
      });
      expect([sent.status, sent.text('main')]).toEqual([303, '']);
      acknowledged++;
      const verdict = await reader.follow(sent);
      expect([...versionsOf(verdict)]).toEqual([shown]);
      expect(verdict.text('h1')).toMatch(/^Right/);
    }
  });
  for (let n = 1; n <= banks; n++) await replaceBank(house, house.live, saved(n), house.world.now());
  taking = false;
  await Promise.all(people);
  expect(acknowledged).toBeGreaterThan(100);
  expect(rows(house, 'review')).toHaveLength(acknowledged);
  await proveFold(house);
}, 1_800_000);
