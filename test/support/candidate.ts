import type { Fields } from './forms.ts';
import type { House } from './house.ts';
import { asked, type Page, type Reader } from './reader.ts';

/** Begins a mock exam as the page before it offers; returns its first question. */
export async function begin(reader: Reader, fields: Fields = {}, blueprint = 'mock'): Promise<Page> {
  const before = await reader.get(`/exams/new/${blueprint}`);
  return reader.post('/exams', { ...before.form('/exams'), time: '100', ...fields });
}

/** The address that the form of a question posts to. */
export function formPath(page: Page): string {
  return page.root.querySelector('form.sit')!.getAttribute('action')!;
}

/** The letters that are chosen on a page. */
export function chosen(page: Page): string[] {
  const inputs = page.root
    .querySelectorAll('input[name=choice]')
    .filter((input) => input.hasAttribute('checked'));
  return inputs.map((input) => input.getAttribute('value')!);
}

/** The fields of a question's form as a browser sends them, some of them changed. */
export function moveForm(page: Page, changes: Fields = {}): Fields {
  return { ...page.form(formPath(page)), choice: chosen(page), ...changes };
}

/** Sends the form of a question, and follows where it leads. */
export function move(reader: Reader, page: Page, changes: Fields = {}): Promise<Page> {
  return reader.post(formPath(page), moveForm(page, changes));
}

/** Goes through a new mock exam: options by the end of their texts, empty for none, half a minute each. Returns the review. */
export async function play(house: House, reader: Reader, answers: readonly string[], fields: Fields = {}) {
  let page = await begin(reader, fields);
  const ids: string[] = [];
  for (const [i, answer] of answers.entries()) {
    ids.push(asked(page));
    house.world.pass({ minutes: 0.5 });
    const choice: Fields = answer ? { choice: page.letter(`text ${answer}`) } : {};
    page = await move(reader, page, { ...choice, go: i + 1 < answers.length ? String(i + 2) : 'review' });
  }
  return { ids, review: page };
}

/** Submits the exam whose review a page is; returns its result. */
export function submit(reader: Reader, review: Page): Promise<Page> {
  const action = review.root.querySelector('form[action$="/submit"]')!.getAttribute('action')!;
  return reader.post(action, review.form('/submit'));
}

/** Goes through a mock exam and submits it. */
export async function sit(house: House, reader: Reader, answers: readonly string[], fields: Fields = {}) {
  const { ids, review } = await play(house, reader, answers, fields);
  const action = review.root.querySelector('form[action$="/submit"]')!.getAttribute('action')!;
  return { ids, result: await submit(reader, review), path: action.replace('/submit', '') };
}
