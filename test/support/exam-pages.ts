import type { Checked } from '../../src/bank/files/check.ts';
import type { AuthoredQuestion } from '../../src/bank/schema/question.ts';
import { blueprint, checkedBank } from './bank.ts';
import { begin, formPath, move, submit } from './candidate.ts';
import { type House, startHouse } from './house.ts';
import { type Page, Reader } from './reader.ts';
import { sittingOf } from './sitting.ts';
import { solve } from './solve.ts';

type Pages = Record<string, Page>;

/** Every page of exams in every state, of the shipped bank. */
export async function examPages(bank: Checked): Promise<Pages> {
  const house = await startHouse(bank);
  const pages = {
    ...(await firstPages(house)),
    ...(await longPages(house)),
    ...(await regularPages(house)),
  };
  await house.close();
  return pages;
}

/** One who has never been here sits a short exam: struck out, flagged, ended by the clock. */
async function firstPages(house: House): Promise<Pages> {
  const reader = new Reader(house.app);
  const exams = await reader.get('/exams');
  const before = await reader.get('/exams/new/quick');
  const first = await begin(reader, {}, 'quick');
  const path = sittingOf(first);
  const struck = await move(reader, await move(reader, first, { strike: 'B' }), { strike: 'D' });
  const chosen = await move(reader, struck, { choice: 'C', flag: 'yes' });
  const second = await move(reader, chosen, { go: '2' });
  await move(reader, await answer(house, reader, second, [true, true, false]), { flag: 'yes' });
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
  return { ...pages, 'exam, its last minutes': late, 'exam, time is up': await reader.get(path) };
}

/** Someone who sits the long one without a limit, and does well. */
async function longPages(house: House): Promise<Pages> {
  const reader = new Reader(house.app);
  const before = await reader.get('/exams/new/dop-c02');
  const first = await begin(reader, { time: 'untimed' }, 'dop-c02');
  const path = sittingOf(first);
  const review = await answer(house, reader, first, Array(75).fill(true));
  return {
    'before a long exam': before,
    'exam, without a limit': await reader.get(`${path}/40`),
    'exam, several asked for': await severalOf(reader, path),
    'exam, all answered': review,
    'exam, result of a long one': await submit(reader, review),
    'exam, answers, none wrong': await reader.get(`${path}/answers?show=wrong`),
  };
}

/** The first question of a paper that asks for several. */
async function severalOf(reader: Reader, path: string): Promise<Page> {
  for (let number = 1; ; number++) {
    const page = await reader.get(`${path}/${number}`);
    if (page.root.querySelector('.option input[type=checkbox]')) return page;
  }
}

/** Someone who has sat some, and the day of whose real exam comes and goes. */
async function regularPages(house: House): Promise<Pages> {
  const reader = new Reader(house.app);
  const failed = await sit(house, reader, 'quick', 2);
  const path = failed.root.querySelector('a[href$="show=wrong"]')!.getAttribute('href')!;
  const answers = await reader.get(path);
  house.world.pass({ days: 3 });
  await sit(house, reader, 'quick', 4);
  house.world.pass({ days: 3 });
  const passed = await sit(house, reader, 'foundations', 5);
  const exams = await reader.get('/exams');
  const yours = await reader.get('/exams/yours');
  const wrongDay = await reader.post('/exams/yours', { ...yours.form('/exams/yours'), day: '2026-02-31' });
  const dated = await reader.post('/exams/yours', { ...yours.form('/exams/yours'), day: '2026-03-20' });
  house.world.pass({ days: 30 });
  const after = await reader.get('/');
  const outcome = await reader.get('/exams/outcome');
  const told = { ...outcome.form('/exams/outcome'), went: 'passed', after: 'stop' };
  const noted = await reader.post('/exams/outcome', { ...told, score: 'many' });
  return {
    'exam, result, not passed': failed,
    'exam, answers': answers,
    'exam, result, passed': passed,
    'exams, several sat': exams,
    'your exam, with a note': wrongDay,
    'your exam, with a date': dated,
    'today after the exam': after,
    'how it went': outcome,
    'how it went, with a note': noted,
    'today, stopped': await reader.post('/exams/outcome', { ...told, score: '812' }),
  };
}

/** A question that is far too long, in an exam of its own whose title is so too. */
export async function longExamPages(monster: AuthoredQuestion, title: string): Promise<Pages> {
  const weights = [{ domain: 'red', weight: 1 }];
  const terms = blueprint({ title, questions: 1, minutes: 600, pass: 100, note: title, weights });
  const house = await startHouse(checkedBank([monster], [terms]));
  const reader = new Reader(house.app);
  const before = await reader.get('/exams/new/mock');
  const question = await move(reader, await begin(reader), { strike: 'B', choice: ['A', 'C'] });
  const review = await move(reader, question, { go: 'review' });
  const result = await submit(reader, review);
  const pages = {
    'before an exam, far too long': before,
    'exam, a question, far too long': question,
    'exam, review, far too long': review,
    'exam, result, far too long': result,
    'exam, answers, far too long': await reader.get(`${sittingOf(review)}/answers`),
    'exams, far too long': await reader.get('/exams'),
  };
  await house.close();
  return pages;
}

/** Sits a whole exam; every so-manieth answer is wrong. Returns its result. */
async function sit(house: House, reader: Reader, exam: string, everyWrong: number): Promise<Page> {
  const first = await begin(reader, {}, exam);
  const questions = first.root.querySelectorAll('.cells li').length;
  const marks = Array.from({ length: questions }, (_, i) => i % everyWrong !== everyWrong - 1);
  return submit(reader, await answer(house, reader, first, marks));
}

/** Answers questions from the one on a page on, each right or wrong. Returns the page behind the last. */
async function answer(
  { bank, world }: House,
  reader: Reader,
  page: Page,
  marks: readonly boolean[],
): Promise<Page> {
  let at = page;
  for (const [i, isRight] of marks.entries()) {
    const { right, wrong } = solve(bank, at.text('.stem'), at.texts('.option .text'));
    world.pass({ minutes: 0.4 + ((i * 7) % 10) / 6 });
    const number = Number(formPath(at).split('/').at(-1));
    const isLast = at.root.querySelector('.bar [value=review]') !== null;
    at = await move(reader, at, {
      choice: isRight ? right : wrong,
      go: isLast ? 'review' : String(number + 1),
    });
  }
  return at;
}
