import type { InjectOptions } from 'fastify';
import { password, resetPath, signUp } from './accounts.ts';
import type { House } from './house.ts';
import { type Page, Reader } from './reader.ts';
import { answerPath, type Regular } from './regular.ts';
import { beginExam, sittingOf } from './sitting.ts';

export type Fields = Record<string, string | string[]>;

/** A form as its owner's browser would send it. */
export type Form = { route: string; url: string; fields: Fields; reader: Reader };

/**
 * Every form of a learner, who begins an exam for it, and the first question's and the first exam's of a newcomer; sent
 * in this order, each is taken. The bank must have the blueprint of the test banks.
 */
export async function soundForms(house: House, learner: Regular): Promise<Form[]> {
  const { reader, last, question, settings, setAside } = learner;
  // As if they had answers enough to fit a schedule to.
  house.handle.exec('update card set returns = 100');
  const newcomer = new Reader(house.app);
  const first = await newcomer.get('/practice');
  const path = sittingOf(await beginExam(reader));
  const exam = await reader.get(`${path}/1`);
  const begins = await newcomer.get('/exams/new/mock');
  const made = await reader.post('/devices/link', (await reader.get('/devices')).form('/devices/link'));
  const { pathname, search } = new URL(made.text('code.link'));
  const [joining, leaving] = [new Reader(house.app), new Reader(house.app)];
  const join = (await joining.get(pathname + search)).form('/join');
  await leaving.answerRight(await leaving.get('/practice'));
  const leave = (await leaving.get('/delete')).form('/delete');
  const { token = '' } = last.form('/undo');
  const wanted = { token, name: 'A program', scopes: 'read', lasts: 'ever' };
  await reader.post('/settings/tokens', wanted);
  const tokens = await reader.get('/settings/tokens');
  const led = await reader.post('/groups', { token, name: 'A group' });
  const leads = new URL(led.text('code.link'));
  const group = `/groups/${leads.searchParams.get('group')}`;
  const joinGroup = (await reader.get(leads.pathname + leads.search)).form('/groups/join');
  const { owner, removed } = await ownerAndAnother(house);
  const owned = (await owner.get('/people')).form(`/people/${removed}/remove`);
  const answer = { choice: 'A', certainty: 'sure' };
  const choices = { zone: 'Europe/Berlin', dayStart: '5', newPerDay: '7', retention: '85' };
  const forms: [string, Fields, Reader][] = [
    ['/settings/schedule', { token }, reader],
    ['/settings/schedule/back', { token }, reader],
    ['/join', join, joining],
    ['/devices/link', { token }, reader],
    ['/delete', { ...leave, sure: 'yes' }, leaving],
    ['/people/:id/remove', { ...owned, sure: 'yes' }, owner],
    ['/groups', { token, name: 'Another group' }, reader],
    ['/groups/join', { ...joinGroup, shown: 'yes', name: 'Mara' }, reader],
    ['/groups/:id/leave', { token }, reader],
    ['/groups/:id/link', { token }, reader],
    ['/groups/:id/delete', { token }, reader],
    ['/practice/answers/:id/easy', last.form('/easy'), reader],
    ['/practice/answers/:id/aside', last.form('/aside'), reader],
    ['/practice/answers/:id/flag', last.form('/flag'), reader],
    ['/practice/answers/:id/report', { ...last.form('/report'), message: 'Odd.' }, reader],
    ['/practice/undo', last.form('/undo'), reader],
    ['/practice/more', { token }, reader],
    ['/practice/revised', { token }, reader],
    ['/settings', { ...settings.form('/settings'), ...choices }, reader],
    ['/settings/zone', { token, zone: 'Asia/Tokyo' }, reader],
    ['/settings/tokens', { token, name: 'Another', scopes: ['read', 'practise'], lasts: 'year' }, reader],
    ['/settings/tokens/revoke', tokens.form('/revoke'), reader],
    ['/settings/ask-again', { token, question: setAside }, reader],
    [
      '/exams/:id/:number',
      { ...exam.form(`${path}/1`), choice: 'A', flag: 'yes', strike: 'B', restore: 'C', go: '2' },
      reader,
    ],
    ['/exams/:id/submit', { token }, reader],
    ['/exams', { token, blueprint: 'mock', time: '125' }, reader],
    ['/exams', { ...begins.form('/exams'), time: '100', zone: 'Europe/Berlin' }, newcomer],
    ['/exams/outcome', { token, went: 'passed', score: '812', after: 'stop' }, reader],
    ['/practice/resume', { token }, reader],
    ['/exams/yours', { token, day: '2026-05-04' }, reader],
    ['/readiness/agreement', { token, counted: 'yes' }, reader],
    ['/practice', { ...question.form('/practice'), ...answer }, reader],
    ['/practice', { ...first.form('/practice'), ...answer }, newcomer],
    ...(await accountForms(house)),
  ];
  return forms.map(([route, fields, sender]) => ({
    route,
    url: route
      .replace('/practice/answers/:id', answerPath(last))
      .replace('/people/:id', `/people/${removed}`)
      .replace('/groups/:id', group)
      .replace('/exams/:id', path)
      .replace(':number', '1'),
    fields,
    reader: sender,
  }));
}

/** The forms of accounts, in an order in which each is taken. */
async function accountForms(house: House): Promise<[string, Fields, Reader][]> {
  const [member, entry, lost, newcomer] = [1, 2, 3, 4].map(() => new Reader(house.app));
  const { stores, db, world } = house;
  const name = `Member ${world.id()}`;
  const page = await signUp(member!, name);
  const codes = await member!.post('/account/codes', page.form('/account/codes'));
  const { learner } = (await stores.accounts.byName(name))!;
  const transports: string[] = [];
  const passkey = { id: name, host: 'localhost', key: 'x', counter: 0, transports, backedUp: false };
  await db.commit([stores.passkeys.add(learner, passkey, 'Firefox on Linux', world.now())]);
  const reset = await resetPath(house, name);
  const account = await member!.get('/account');
  const { token = '' } = account.form('/sign-out');
  const form = async (path: string, action = path) => (await entry!.get(path)).form(action);
  return [
    ['/sign-in', { ...(await form('/sign-in')), name, password }, entry!],
    ['/sign-in/recovery', { ...(await form('/sign-in/recovery')), code: codes.texts('code')[0]! }, lost!],
    ['/sign-up', { ...(await form('/sign-up')), name: `New ${name}`, password }, newcomer!],
    ['/account/ways', { ...account.form('/account/ways'), password: 'another horse battery' }, member!],
    ['/account/passkeys/remove', { token, passkey: name }, member!],
    ['/account/codes', { token }, member!],
    ['/account/sessions/end', { token }, member!],
    ['/sign-out', { token }, member!],
    ['/sign-in/reset', { ...(await form(reset, '/sign-in/reset')), password }, new Reader(house.app)],
  ];
}

/** An owner, and somebody with an account whom they may remove. */
export async function ownerAndAnother(house: House): Promise<{ owner: Reader; removed: string }> {
  const [owner, another] = [new Reader(house.app), new Reader(house.app)];
  await signUp(owner, 'Olive Owner');
  await signUp(another, 'Ada Another');
  const { accounts } = house.stores;
  const [{ learner }, { learner: removed }] = [
    (await accounts.byName('Olive Owner'))!,
    (await accounts.byName('Ada Another'))!,
  ];
  await house.db.commit([accounts.setRole(learner, 'owner')]);
  return { owner, removed };
}

/** Fields as a browser writes them. */
export function encode(fields: Fields): string {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) => [value].flat().map((v) => [name, v])),
  ).toString();
}

/** Sends a body from where a form stands, as its page's browser would; redirects are not followed. */
export function sendBody(
  { url, reader }: Form,
  payload: string | Buffer,
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
): Promise<Page> {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const request: InjectOptions = { method: 'POST', url, payload, headers: { ...type, ...headers } };
  return reader.request(request);
}
