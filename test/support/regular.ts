import type { House } from './house.ts';
import { asked, type Page, Reader } from './reader.ts';

/** Somebody with a little history: what they have read, and who they are. */
export type Regular = {
  reader: Reader;
  /** The verdicts on two right answers; the first question is not asked again. */
  first: Page;
  last: Page;
  /** The question they are asked now. */
  question: Page;
  settings: Page;
  setAside: string;
};

/** A learner who has answered two questions right and set the first of them aside. */
export async function regular(house: House, headers: Record<string, string> = {}): Promise<Regular> {
  const reader = new Reader(house.app, headers);
  const opening = await reader.get('/practice');
  const first = await reader.answerRight(opening);
  const last = await reader.answerRight(await reader.get('/practice'));
  await reader.post(`${answerPath(first)}/aside`, first.form('/aside'));
  return {
    reader,
    first,
    last,
    question: await reader.get('/practice'),
    settings: await reader.get('/settings'),
    setAside: asked(opening),
  };
}

/** The address of the answer that a verdict page is about. */
export function answerPath(verdict: Page): string {
  const form = verdict.root
    .querySelectorAll('form')
    .find((f) => f.getAttribute('action')?.endsWith('/report'));
  return form!.getAttribute('action')!.replace(/\/report$/, '');
}

/** The sentence with which a page refuses. */
export function refusalOf(page: Page): string {
  return page.text('[role=alert]') || page.text('.lead');
}
