import { afterEach, describe, expect, test } from 'vitest';
import { mergeLearners } from '../../src/learner/merge/merge.load.ts';
import { mergingOf } from '../../src/merging.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';
import { type Page, Reader } from '../support/reader.ts';

let house: House;
afterEach(async () => {
  await proveFold(house);
  await house.close();
});

async function start(): Promise<Reader> {
  house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]));
  const leader = new Reader(house.app);
  await answer(leader, 1);
  return leader;
}

async function answer(reader: Reader, count: number, isRight = true): Promise<void> {
  for (let given = 0; given < count; given++) {
    house.world.pass({ minutes: 1 });
    const page = await reader.get('/practice');
    await (isRight ? reader.answerRight(page) : reader.answerWrong(page));
  }
}

/** Starts a group, and returns its leader's page. */
async function group(leader: Reader, name = 'Monday class'): Promise<Page> {
  return leader.post('/groups', { ...(await leader.get('/groups')).form('/groups'), name });
}

function linkOn(page: Page): string {
  const { pathname, search } = new URL(page.text('code.link'));
  return pathname + search;
}

/** Joins by a link, as a newcomer or not, with a name or without one. */
async function join(link: string, name?: string, reader = new Reader(house.app)): Promise<Reader> {
  const form = (await reader.get(link)).form('/groups/join');
  const reply = await reader.send('/groups/join', {
    ...form,
    shown: name === undefined ? 'no' : 'yes',
    name: name ?? '',
  });
  expect(reply.headers.location).toBe('/groups');
  return reader;
}

const pathOf = () => `/groups/${rows(house, 'study_group')[0]!.id}`;

test('a class of thirty: all join by one link and practise, and the leader sees how they are spread', async () => {
  const leader = await start();
  const link = linkOn(await group(leader));
  const names = Array.from({ length: 30 }, (_, i) => (i < 3 ? `Pupil ${i}` : undefined));
  const pupils = [];
  for (const name of names) pupils.push(await join(link, name));
  expect(rows(house, 'learner')).toHaveLength(31);
  for (const [i, pupil] of pupils.entries()) await answer(pupil, i % 3 === 0 ? 10 : 0, i % 2 === 0);
  const page = await leader.get(pathOf());
  expect(page.text('.side')).toBe('30 members');
  expect(page.text('main .body p')).toBe('In the last 28 days 10 of them practised and gave 100 answers.');
  const tables = page.root
    .querySelectorAll('table')
    .map((table) => table.querySelectorAll('td').map((cell) => cell.text.trim()));
  expect(tables[0], 'none, to 50, to 200, more').toEqual(['20', '10', '0', '0']);
  expect(tables[1], 'below 50%, to 69, to 84, more').toEqual(['5', '0', '0', '5']);
  expect(page.texts('tbody th').slice(-3)).toEqual(['Pupil 0', 'Pupil 1', 'Pupil 2']);
  expect(page.body).not.toMatch(
    new RegExp(
      rows(house, 'membership')
        .map(({ learner }) => learner)
        .join('|'),
    ),
  );
});

describe('consent', () => {
  test('what the leader sees follows what a member agrees to, until they leave', async () => {
    const leader = await start();
    const link = linkOn(await group(leader));
    const page = await new Reader(house.app).get(link);
    expect(page.text('h1')).toBe('Join Monday class?');
    expect(page.root.querySelector('input[name=shown][value=no]')!.hasAttribute('checked')).toBe(true);
    const member = await join(link);
    await answer(member, 2);
    expect((await leader.get(pathOf())).texts('tbody')).toEqual([]);
    await join(link, '  Mara   K ', member);
    const seen = await leader.get(pathOf());
    expect(seen.text('.side')).toBe('1 member');
    expect(seen.texts('tbody tr > *')).toEqual(['Mara K', '2', '1', '100%']);
    expect((await member.get('/groups')).text('form.row .quiet')).toBe('Your name is shown: Mara K.');
    await join(link, undefined, member);
    expect((await leader.get(pathOf())).body).not.toContain('Mara');
    const groups = await member.get('/groups');
    await member.post(`${pathOf()}/leave`, groups.form('/leave'));
    expect((await leader.get(pathOf())).text('.side')).toBe('0 members');
    expect((await member.send(`${pathOf()}/leave`, groups.form('/leave'))).status).toBe(404);
  });

  test('figures of all are not shown where they would say those of one', async () => {
    const leader = await start();
    const link = linkOn(await group(leader));
    const members = [];
    for (const name of ['A', 'B', 'C', 'D']) members.push(await join(link, name));
    const hidden = await join(link);
    await answer(hidden, 2);
    const told = 'Figures for the whole group appear once';
    expect((await leader.get(pathOf())).text('main .body p')).toContain(told);
    await join(link);
    expect((await leader.get(pathOf())).text('main .body p')).toContain(told);
    await join(link);
    expect((await leader.get(pathOf())).text('main .body p')).toContain(
      '1 of them practised and gave 2 answers',
    );
  });

  test.each(['', '   ', '\u200b', '\u202eevil', 'x'.repeat(81)])(
    'a name like %j is refused',
    async (name) => {
      const leader = await start();
      const link = linkOn(await group(leader));
      const reader = new Reader(house.app);
      const form = (await reader.get(link)).form('/groups/join');
      const before = dump(house);
      const page = await reader.send('/groups/join', { ...form, shown: 'yes', name });
      expect([page.status, page.text('.note')]).toEqual([
        422,
        'Choose a name of 1 to 80 characters. Nothing was changed.',
      ]);
      expect(dump(house)).toEqual(before);
    },
  );
});

describe('only its leader', () => {
  test('sees a group, makes its link new or ends it', async () => {
    const leader = await start();
    const link = linkOn(await group(leader));
    const member = await join(link, 'Mara');
    const stranger = new Reader(house.app);
    for (const reader of [member, stranger]) expect((await reader.get(pathOf())).status).toBe(404);
    const { token } = (await member.get('/groups')).form('/leave');
    for (const verb of ['link', 'delete'])
      expect((await member.send(`${pathOf()}/${verb}`, { token: token! })).status).toBe(404);
    const page = await leader.get(pathOf());
    await leader.post(`${pathOf()}/link`, page.form('/link'));
    expect((await stranger.get(link)).status, 'the link before').toBe(404);
    const renewed = linkOn(await leader.get(pathOf()));
    expect((await stranger.get(renewed)).status).toBe(200);
    await leader.post(`${pathOf()}/delete`, (await leader.get(pathOf())).form('/delete'));
    expect(rows(house, 'membership')).toEqual([]);
    expect((await stranger.get(renewed)).status).toBe(404);
  });

  test('no link that is guessed leads anywhere', async () => {
    const leader = await start();
    const link = linkOn(await group(leader));
    const stranger = new Reader(house.app);
    const wrong = [
      link.slice(0, -1),
      `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`,
      link.replace(/group=./, 'group=x'),
    ];
    for (const url of wrong) expect((await stranger.get(url)).status, url).toBe(404);
  });
});

test('a group goes with its leader, and a member with what they agreed to', async () => {
  const leader = await start();
  const link = linkOn(await group(leader));
  const member = await join(link, 'Mara');
  await answer(member, 1);
  await member.post('/delete', { ...(await member.get('/delete')).form('/delete'), sure: 'yes' });
  expect(rows(house, 'membership')).toEqual([]);
  await leader.post('/delete', { ...(await leader.get('/delete')).form('/delete'), sure: 'yes' });
  expect(rows(house, 'study_group')).toEqual([]);
});

test('merged learners keep the groups that either leads or is in, each once', async () => {
  const leader = await start();
  const link = linkOn(await group(leader));
  const [a, b] = [await join(link, 'Mara'), await join(link)];
  await group(a, 'Of a');
  await answer(b, 1);
  const [first, second] = rows(house, 'membership').map(({ learner }) => String(learner)) as [string, string];
  const rooms = { db: house.db, live: house.live, ...house.stores };
  await mergeLearners({ ...rooms, merging: mergingOf(rooms, house.world.now) }, first, second);
  expect(rows(house, 'membership').map(({ learner }) => learner)).toEqual([second]);
  expect(rows(house, 'study_group').map(({ learner }) => learner)).toContain(second);
});
