import { afterEach, expect, test } from 'vitest';
import { judgeBank } from '../../src/bank/files/check.ts';
import { blueprint, checkedBank, question, taxonomy } from '../support/bank.ts';
import { begin } from '../support/candidate.ts';
import { type House, startHouse } from '../support/house.ts';
import { type Page, Reader } from '../support/reader.ts';

const hebrew = question('red.one-001', {
  stem: 'מהי תדירות פריסה?',
  options: ['א', 'ב', 'ג'].map((text, i) => ({ id: 'abc'[i]!, text, rationale: `${text} כי.` })),
  rationale: 'כי כך.',
});
const hebrewTitles = { ...taxonomy, language: 'he' };

let house: House;
afterEach(() => house.close());

/** Which text of a page has no direction of its own, or is not in the bank's language. */
function strangers({ root }: Page, text: RegExp, language: string): string[] {
  return root
    .querySelectorAll('main *')
    .filter((element) => element.childNodes.some((node) => node.nodeType === 3 && text.test(node.rawText)))
    .filter((element) => {
      const own = element.closest('[lang]');
      return own?.getAttribute('dir') !== 'auto' || own.getAttribute('lang') !== language;
    })
    .map((element) => element.outerHTML);
}

test('authored text runs in the direction of its script and says its language', async () => {
  const blueprints = [
    blueprint({ title: 'מבחן', questions: 1, weights: [{ domain: 'red', weight: 1 }], note: 'בהצלחה' }),
  ];
  house = await startHouse(checkedBank([hebrew], blueprints, hebrewTitles));
  const reader = new Reader(house.app);
  const asked = await reader.get('/practice');
  const pages = [
    asked,
    await reader.answer(asked, ['A']),
    await reader.get('/bank'),
    await reader.get('/bank/red.one-001'),
    await reader.get('/exams'),
    await reader.get('/exams/new/mock'),
    await begin(reader),
  ];
  for (const page of pages.filter((each) => each.text('h1') !== 'Mock exams'))
    expect(strangers(page, /[א-ת]/, 'he')).toEqual([]);
  expect(pages.every(({ root }) => root.querySelector('html')?.getAttribute('lang') === 'en-GB')).toBe(true);
});

test('a bank that says no language is in British English', async () => {
  house = await startHouse(checkedBank([hebrew]));
  const page = await new Reader(house.app).get('/practice');
  expect(page.root.querySelector('.stem')?.getAttribute('lang')).toBe('en-GB');
});

test.each(['he', 'zh-Hans', 'de-AT', 'pt-BR', 'sr-Latn-RS', 'es-419'])('%s is a language', (language) => {
  expect(problemsOf(language)).toEqual([]);
});

test.each(['', 'english language', 'en_GB', '" onload="', 7])('%s is none', (language) => {
  expect(problemsOf(language)).not.toEqual([]);
});

function problemsOf(language: unknown): string[] {
  const text = JSON.stringify({ ...taxonomy, language });
  const { problems } = judgeBank([{ path: 'bank.json', name: 'bank.json', text }]);
  return problems.map(({ message }) => message).filter((message) => /language/i.test(message));
}
