import type { Checked } from '../../src/bank/check.ts';
import type { AuthoredQuestion } from '../../src/bank/model.ts';
import { blueprint, checkedBank } from './bank.ts';
import { Examinee } from './examinee.ts';
import { startHouse } from './house.ts';
import type { Page } from './reader.ts';

type Pages = Record<string, Page>;

const none: readonly string[] = [];

/** Every page of exams in every state, of the shipped bank. */
export async function examPages(bank: Checked): Promise<Pages> {
  const house = await startHouse(bank);
  const pages = {
    ...(await firstPages(new Examinee(house))),
    ...(await longPages(new Examinee(house))),
    ...(await regularPages(new Examinee(house))),
  };
  await house.close();
  return pages;
}

/** One who has never been here sits a short exam: struck out, flagged, ended by the clock. */
async function firstPages(examinee: Examinee): Promise<Pages> {
  const { reader, house } = examinee;
  const exams = await reader.get('/exams');
  const before = await reader.get('/exams/new/quick');
  const first = await examinee.begin('quick');
  const path = first.root.querySelector('.sit')!.getAttribute('action')!.replace(/\/1$/, '');
  const struck = await examinee.press(await examinee.press(first, { strike: 'B' }), { strike: 'D' });
  const chosen = await examinee.press(struck, { choice: 'C', flag: 'yes' });
  const fifth = await examinee.answer(await examinee.press(chosen, { go: '2' }), [true, true, false]);
  await examinee.press(fifth, { flag: 'yes', choice: none as string[] });
  const pages = {
    'exams for a visitor': exams,
    'before an exam': before,
    'exam, a question': first,
    'exam, struck out, chosen and flagged': chosen,
    'exam, some answered': await reader.get(`${path}/6`),
    'exam, the last question': await reader.get(`${path}/15`),
    'exam, review': await reader.get(`${path}/review`),
    'exam, review of what is flagged': await reader.get(`${path}/review?show=flagged`),
    'exams, one of them open': await reader.get('/exams'),
    'before an exam, another being open': await reader.get('/exams/new/foundations'),
    'today in an exam': await reader.get('/'),
  };
  house.world.pass({ minutes: 12 });
  const late = await reader.get(`${path}/6`);
  house.world.pass({ minutes: 10 });
  return {
    ...pages,
    'exam, its last minutes': late,
    'exam, time is up': await reader.get(path),
  };
}

/** Someone who sits the long one without a limit, and does well. */
async function longPages(examinee: Examinee): Promise<Pages> {
  const { reader } = examinee;
  const before = await reader.get('/exams/new/dop-c02');
  const first = await examinee.begin('dop-c02', 'untimed');
  const last = await examinee.answer(first, Array(75).fill(true));
  const path = first.root.querySelector('.sit')!.getAttribute('action')!.replace(/\/1$/, '');
  const several = await severalOf(examinee, path);
  return {
    'before an exam with a scale': before,
    'exam, without a limit': await reader.get(`${path}/40`),
    ...several,
    'exam, all answered': last,
    'exam, result on a scale': await examinee.submit(last),
    'exam, answers, none wrong': await reader.get(`${path}/answers?show=wrong`),
  };
}

/** One question that is far too long, in an exam whose title is so too. */
export async function longExamPages(monster: AuthoredQuestion, title: string): Promise<Pages> {
  const weights = [{ domain: 'red', weight: 1 }];
  const terms = blueprint({ title, questions: 1, minutes: 600, pass: 100, note: title, weights });
  const house = await startHouse(checkedBank([monster], [terms]));
  const examinee = new Examinee(house);
  const before = await examinee.reader.get('/exams/new/mock');
  const question = await examinee.press(await examinee.begin('mock'), { strike: 'B', choice: ['A', 'C'] });
  const review = await examinee.press(question, { go: 'review' });
  const result = await examinee.submit(review);
  const path = result.root.querySelector('a[href*="/answers"]')!.getAttribute('href')!;
  const answers = await examinee.reader.get(path);
  const exams = await examinee.reader.get('/exams');
  await house.close();
  return {
    'before an exam, far too long': before,
    'exam, a question, far too long': question,
    'exam, review, far too long': review,
    'exam, result, far too long': result,
    'exam, answers, far too long': answers,
    'exams, far too long': exams,
  };
}

/** A question of the paper that asks for several, with one too few. */
async function severalOf({ reader }: Examinee, path: string): Promise<Pages> {
  for (let number = 1; number <= 75; number++) {
    const page = await reader.get(`${path}/${number}`);
    if (page.root.querySelector('.option input[type=checkbox]')) return { 'exam, several asked for': page };
  }
  return {};
}

/** Someone who has sat some, and the day of whose real exam comes and goes. */
async function regularPages(examinee: Examinee): Promise<Pages> {
  const { reader, house } = examinee;
  const failed = await examinee.sit('quick', 2);
  const path = failed.root.querySelector('a[href$="show=wrong"]')!.getAttribute('href')!;
  const answers = await reader.get(path);
  house.world.pass({ days: 3 });
  await examinee.sit('quick', 4);
  house.world.pass({ days: 3 });
  const passed = await examinee.sit('foundations', 5);
  const exams = await reader.get('/exams');
  const wrongDay = await reader.post('/exams/day', { ...exams.form('/exams/day'), day: '2026-02-31' });
  const dated = await reader.post('/exams/day', { ...exams.form('/exams/day'), day: '2026-03-20' });
  house.world.pass({ days: 30 });
  const after = await reader.get('/');
  const outcome = await reader.get('/exams/outcome');
  const told = { ...outcome.form('/exams/outcome'), went: 'passed', after: 'stop' };
  const noted = await reader.post('/exams/outcome', { ...told, score: 'many' });
  const stopped = await reader.post('/exams/outcome', { ...told, score: '812' });
  return {
    'exam, result, not passed': failed,
    'exam, answers': answers,
    'exam, result, passed': passed,
    'exams, several sat': exams,
    'exams with a note': wrongDay,
    'exams with a day': dated,
    'today after the exam': after,
    'how it went': outcome,
    'how it went, with a note': noted,
    'today, stopped': stopped,
  };
}
