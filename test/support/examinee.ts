import type { Fields } from './forms.ts';
import type { House } from './house.ts';
import { type Page, Reader } from './reader.ts';
import { solve } from './solve.ts';

/** A candidate who sits exams by their forms, as a browser without scripts would. */
export class Examinee {
  readonly house: House;
  readonly reader: Reader;

  constructor(house: House) {
    this.house = house;
    this.reader = new Reader(house.app);
  }

  /** Begins an exam; returns its first question. */
  async begin(blueprint: string, time = '100'): Promise<Page> {
    const before = await this.reader.get(`/exams/new/${blueprint}`);
    return this.reader.post('/exams', { ...before.form('/exams'), time });
  }

  /** Presses a button of a question with options chosen; returns where it leads. */
  press(page: Page, fields: Fields): Promise<Page> {
    const action = page.root.querySelector('form.sit')!.getAttribute('action')!;
    return this.reader.post(action, { ...page.form(action), ...chosenOn(page), ...fields });
  }

  /** Answers as many questions from the one on a page on, each right or wrong; returns the page behind the last. */
  async answer(page: Page, marks: readonly boolean[]): Promise<Page> {
    let at = page;
    for (const [i, isRight] of marks.entries()) {
      const { right, wrong } = solve(this.house.bank, at.text('.stem'), at.texts('.option .text'));
      this.house.world.pass({ minutes: 0.4 + ((i * 7) % 10) / 6 });
      const go = at.root.querySelector('.bar button.do:not(.plain)')!.getAttribute('value')!;
      at = await this.press(at, { choice: isRight ? right : wrong, go });
    }
    return at;
  }

  /** Ends the exam from its review; returns the result. */
  submit(review: Page): Promise<Page> {
    return this.reader.post(sittingOf(review, '/submit'), review.form('/submit'));
  }

  /** Sits a whole exam; every so-manieth answer is wrong. */
  async sit(blueprint: string, everyWrong: number, time = '100'): Promise<Page> {
    const first = await this.begin(blueprint, time);
    const questions = first.root.querySelectorAll('.cells li').length;
    const marks = Array.from({ length: questions }, (_, i) => i % everyWrong !== everyWrong - 1);
    return this.submit(await this.answer(first, marks));
  }
}

/** The address that a form of a page posts to, by its end. */
function sittingOf(page: Page, end: string): string {
  const actions = page.root.querySelectorAll('form').map((form) => form.getAttribute('action') ?? '');
  return actions.find((action) => action.endsWith(end))!;
}

function chosenOn(page: Page): { choice: string[] } {
  return {
    choice: page.root
      .querySelectorAll('input[name=choice][checked]')
      .map((input) => input.getAttribute('value')!),
  };
}
