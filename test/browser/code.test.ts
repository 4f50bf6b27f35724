import { expect, test } from 'vitest';
import { checkedBank, question, taxonomy } from '../support/bank.ts';
import { visit } from '../support/browser.ts';
import { startHouse } from '../support/house.ts';

const program =
  'function longest(names) {\n\tconst all = names.filter((name) => name.length > 0 && name.trim() === name).toSorted();\n\n  return "<b>" + all.at(-1) + "</b>"; \n}';
const fenced = (code: string) => `\`\`\`js\n${code}\n\`\`\``;

const coded = question('red.one-001', {
  stem: `What does this log?\n\n${fenced(program)}`,
  options: ['one()', 'One()', `two(${'0, '.repeat(60)}0)`].map((code, i) => ({
    id: 'abc'[i]!,
    text: i === 2 ? fenced(code) : `\`${code}\``,
    rationale: `Because of\n\n${fenced(code)}`,
  })),
});

test('code is shown sign by sign and scrolls by itself; in an option it wraps, and a click on it chooses', async () => {
  const house = await startHouse(checkedBank([coded]));
  const page = await visit(await house.listen(), { viewport: { width: 320, height: 800 } });
  await page.goto('/practice');
  const group = page.getByRole('group', { name: 'What does this log? Code, js', exact: true });
  const code = group.getByRole('group', { name: 'Code, js' });
  expect(await code.innerText()).toBe(program);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  await code.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.evaluate("document.querySelector('pre').scrollLeft")).toBeGreaterThan(0);
  expect(
    await page.evaluate(`{ const range = document.createRange();
    range.selectNodeContents(document.querySelector('pre code')); const selection = getSelection();
    selection.removeAllRanges(); selection.addRange(range); String(selection); }`),
  ).toBe(program);
  const long = page.locator('label pre');
  await long.click();
  await page
    .getByRole('radio', { name: /two\(0, 0/ })
    .and(page.locator(':checked'))
    .waitFor();
  expect(await long.getAttribute('tabindex')).toBeNull();
  const [inner, outer] = await page.evaluate<number[]>(`{ const code = document.querySelector('label pre');
    [code.scrollWidth, code.clientWidth] }`);
  expect(inner).toBe(outer);
});

test('a right-to-left bank runs from the right, and its code from the left', async () => {
  const stem = `Node מדפיס מה?\n\n${fenced('log("x");')}`;
  const bank = checkedBank([question('red.one-001', { stem })], [], { ...taxonomy, language: 'he' });
  const house = await startHouse(bank);
  const page = await visit(await house.listen());
  await page.goto('/practice');
  const directionOf = (selector: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).direction`);
  expect([await directionOf('.stem'), await directionOf('.stem pre'), await directionOf('.staff')]).toEqual([
    'rtl',
    'ltr',
    'rtl',
  ]);
  expect(await page.locator('.stem').getAttribute('lang')).toBe('he');
  await page.setViewportSize({ width: 320, height: 800 });
  await page.getByRole('button', { name: /I don’t know/ }).click();
  await page.waitForURL(/answers/);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
});
