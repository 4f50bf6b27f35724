import type { InjectOptions } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { asked, type Page, Reader } from '../support/reader.ts';

let house: House;
beforeEach(async () => {
  house = await startHouse(checkedBank(plainQuestions(3)), { baseUrl: 'https://quiz.example/etude' });
});
afterEach(() => house.close());

/** A reader who goes only where pages lead, and looks at every address on them. */
class Walker extends Reader {
  page!: Page;
  readonly seen = new Set<string>();

  constructor() {
    super(house.app, { host: 'quiz.example', origin: 'https://quiz.example' });
  }

  override async request(options: InjectOptions): Promise<Page> {
    this.page = await super.request(options);
    for (const address of addressesOf(this.page)) {
      expect(address, `on ${options.url}`).toMatch(/^(\/etude(\/|$)|#[a-z-]+$)/);
      this.seen.add(address);
    }
    return this.page;
  }

  /** Follows the link with these words. */
  click(words: string): Promise<Page> {
    const link = this.page.root.querySelectorAll('a').find((a) => a.text.startsWith(words));
    return this.get(link!.getAttribute('href')!);
  }

  /** Sends the form whose address ends like this to where it says. */
  submit(action: string, fields: Record<string, string> = {}): Promise<Page> {
    const forms = this.page.root.querySelectorAll('form').map((form) => form.getAttribute('action')!);
    const url = forms.find((address) => address.endsWith(action))!;
    return this.post(url, { ...this.page.form(action), ...fields });
  }

  choose(text: string): Promise<Page> {
    return this.submit('/practice', { choice: this.page.letter(text), certainty: 'sure' });
  }
}

function addressesOf({ root, headers }: Page): string[] {
  const attributes = ['href', 'action', 'src', 'formaction', 'srcset', 'poster'];
  const inPage = attributes.flatMap((name) =>
    root.querySelectorAll(`[${name}]`).map((element) => element.getAttribute(name)!),
  );
  return headers.location === undefined ? inPage : [...inPage, String(headers.location)];
}

test('a whole day under a sub-path never leaves it', async () => {
  const walker = new Walker();
  expect((await walker.get('/etude')).title).toBe('Today · Etude');
  const question = await walker.click('Begin');
  expect(await walker.submit('/practice', { certainty: 'sure' })).toMatchObject({ status: 422 });
  expect((await walker.choose('text b')).title).toBe('Not quite · Etude');
  await walker.submit('/report', { message: 'Odd.' });
  expect(walker.page.body).toContain('The authors will see this: “Odd.”');
  const again = await walker.submit('/undo');
  expect(asked(again)).toBe(asked(question));

  expect((await walker.choose('text a')).title).toBe('Right · Etude');
  await walker.submit('/easy');
  expect(walker.page.has('/easy')).toBe(false);
  await walker.submit('/aside');
  await walker.click('Next');
  expect(asked(walker.page)).not.toBe(asked(question));

  await walker.click('Settings');
  await walker.submit('/settings', { zone: 'Asia/Tokyo', dayStart: '4', newPerDay: '1', retention: '90' });
  expect(walker.page.text('[role=status]')).toBe('Saved.');
  await walker.submit('/settings/ask-again', {});
  expect(walker.page.body).toContain(
    'Nothing yet. Choose “Don’t ask again” on a verdict to add a question here.',
  );
  await walker.click('Today');
  await walker.submit('/practice/more');
  expect(walker.page.title).toMatch(/^Question 2 of 11/);
  await walker.get('/etude/exams/nowhere');
  expect((await walker.click('Go to Exams')).text('h1')).toBe('Mock exams');
  await walker.get('/etude/nowhere');
  await walker.click('Go to Today');
  expect(walker.page.status).toBe(200);

  for (const address of [...walker.seen].filter((seen) => seen.startsWith('/etude/assets/'))) {
    expect((await walker.get(address)).status, address).toBe(200);
  }
});

test.each(['/', '/practice', '/settings', '/etudes', '/etude-practice', '/ETUDE', '/assets/none.css'])(
  'nothing is found at %s, and the way back leads inside',
  async (url) => {
    const walker = new Walker();
    expect((await walker.get(url)).status).toBe(404);
    expect((await walker.click('Go to Today')).title).toBe('Today · Etude');
  },
);

test('a form to an address outside changes nothing and is not found', async () => {
  const walker = new Walker();
  const question = await walker.get('/etude/practice');
  const fields = { ...question.form('/practice'), choice: 'A', certainty: 'sure' };
  expect((await walker.send('/practice', fields)).status).toBe(404);
  expect((await walker.send('/etude/practice', fields)).status).toBe(303);
});
