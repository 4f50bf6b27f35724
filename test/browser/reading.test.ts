import { brotliCompressSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { checkedBank, question } from '../support/bank.ts';
import { openPage, visit } from '../support/browser.ts';
import { follow } from '../support/hands.ts';
import { startHouse } from '../support/house.ts';
import { textOf } from '../support/pointing.ts';
import type { Page } from '../support/reader.ts';
import { serveStops } from '../support/stops.ts';

const { address, stops, close } = await serveStops();
afterAll(close);
const { page, close: closePage } = await openPage(address, { colorScheme: 'dark' });
afterAll(closePage);

const stop = (name: string) => stops.find((each) => each.name === name)!;

describe('by ear', () => {
  test('a question is a group named by its stem; its verdict says by word what was right', async () => {
    const house = await startHouse(checkedBank([question('red.one-001')]));
    const page = await visit(await house.listen());
    const main = page.locator('main');
    await page.goto('/practice');
    expect(await main.ariaSnapshot()).toMatchInlineSnapshot(`
      "- main:
        - paragraph: Red Red one
        - heading "Question 1 of 1" [level=1]
        - group "Stem of red.one-001?":
          - text: Stem of red.one-001?
          - radio "A red.one-001 text c"
          - text: A red.one-001 text c
          - radio "B red.one-001 text d"
          - text: B red.one-001 text d
          - radio "C red.one-001 text a"
          - text: C red.one-001 text a
          - radio "D red.one-001 text b"
          - text: D red.one-001 text b
        - paragraph: How sure are you?
        - button "I don’t know d"
        - group "How sure are you?":
          - button "Guess"
          - button "Think so"
          - button "Sure""
    `);
    await page.keyboard.press('2');
    await follow(page, () => page.keyboard.press('s'));
    expect(await main.ariaSnapshot()).toMatchInlineSnapshot(`
      "- main:
        - region "Not quite":
          - paragraph: Red Red one
          - heading "Not quite" [level=1]:
            - emphasis: Not quite
          - list:
            - listitem: C Right answer red.one-001 text a
            - listitem: B Your answer, Sure red.one-001 text d
          - strong: "Why:"
          - text: red.one-001 why a
          - paragraph: Back soon.
        - heading "The question" [level=2]
        - heading "Stem of red.one-001?" [level=2]
        - list:
          - listitem: A red.one-001 text c red.one-001 why c
          - listitem: B Your answer red.one-001 text d red.one-001 why d
          - listitem: C Right answer red.one-001 text a red.one-001 why a
          - listitem: D red.one-001 text b red.one-001 why b
        - heading "Why" [level=2]
        - text: Because of red.one-001.
        - list:
          - listitem: A book, 2020
        - paragraph: "You were sure, so this one is worth a second read: when you correct a mistake you were sure of, the right answer tends to stick."
        - heading "When it returns" [level=2]
        - paragraph:
          - text: You missed it, so you’ll see it again soon. It was new to you.
          - link "See why":
            - /url: /progress/concepts/red.one-001
        - button "Don’t ask again"
        - heading "A problem?" [level=2]
        - group: Report a problem with this question
        - group "Next step":
          - link "Next n":
            - /url: /practice
          - button "Flag f"
          - button "Undo u""
    `);
    await house.close();
  });

  test.each([
    ['today', 'Today'],
    ['question', 'Question 1 of 10, What DevOps is'],
    ['question with a note, several answers', 'Question 1 of 10, CALMS'],
    ['verdict, right', 'Right'],
    ['verdict, wrong', 'Not quite'],
    ['verdict, shown', 'Here is the answer'],
    ['settings, saved', 'Settings'],
    ['exam, a question', 'Question 1 of 15, A quick look'],
    ['exam, review', 'All questions, A quick look'],
    ['exam, result of a long one', 'Result: AWS DOP-C02: length and timing'],
    ['error 409', 'Not possible right now'],
  ])('the title says where: %s', async (name, title) => {
    await page.goto(stop(name).path);
    expect(await page.title()).toBe(`${title} · Etude`);
  });

  test.each(['today', 'question', 'settings, saved'])(
    'the skip link leads to the content: %s',
    async (name) => {
      await page.goto(stop(name).path);
      await page.keyboard.press('Tab');
      expect(await textOf(page, ':focus')).toBe('Skip to main content');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate("document.activeElement.matches('main *')")).toBe(true);
    },
  );
});

describe('with reduced motion', () => {
  /** Whether anything moves when a page is left for another, and on a verdict. */
  async function moves(reducedMotion: 'reduce' | 'no-preference') {
    const page = await visit(address, { reducedMotion });
    await page.addInitScript(
      "addEventListener('pageswap', (event) => { sessionStorage.moved = event.viewTransition !== null })",
    );
    await page.goto('/');
    await follow(page, () => page.getByRole('link', { name: 'Settings' }).click());
    const between = await page.evaluate<string>('sessionStorage.moved');
    await page.goto(stop('verdict, right').path);
    return [between === 'true', await page.evaluate<boolean>('document.getAnimations().length > 0')];
  }

  test('nothing moves that otherwise would', async () => {
    expect(await moves('no-preference')).toEqual([true, true]);
    expect(await moves('reduce')).toEqual([false, false]);
  });
});

describe('in weight', () => {
  const bytes = (text: string) => Buffer.byteLength(text);
  const weigh = async (path: string) =>
    brotliCompressSync(Buffer.from(await (await fetch(address + path)).arrayBuffer())).length;
  const hrefs = ({ root }: Page, selector: string, name: string) =>
    root.querySelectorAll(selector).map((element) => element.getAttribute(name)!);

  test.each(['question', 'question, several answers', 'question, far too long'])(
    'at most 4 KB of HTML stand around the content: %s',
    (name) => {
      const { body, root } = stop(name).page;
      const content = root
        .querySelectorAll('.stem, .option .text')
        .map((element) => bytes(element.innerHTML));
      const token = bytes(root.querySelector('[name=token]')!.getAttribute('value')!);
      const around = bytes(body) - token - content.reduce((sum, size) => sum + size);
      expect(around).toBeLessThanOrEqual(4096);
      expect(around, 'the content has been found').toBeLessThan(bytes(body) - 500);
    },
  );

  test('one light stylesheet and one light module serve all pages, one more an exam or a passkey, and nothing is inline', async () => {
    for (const { name, page } of stops) {
      const hasMore = page.root.querySelector('.clock, [data-passkey]') !== null;
      expect(hrefs(page, 'link[rel=stylesheet]', 'href'), name).toHaveLength(1);
      expect(hrefs(page, 'script', 'src'), name).toHaveLength(hasMore ? 2 : 1);
      expect(page.body, name).not.toMatch(/<style|<script(?! type="module" src=)|<[^>]+ (style|on\w+)=/i);
    }
    const all = stops.flatMap(({ page }) => [
      ...hrefs(page, 'link[rel=stylesheet]', 'href'),
      ...hrefs(page, 'script', 'src'),
    ]);
    const paths = [...new Set(all)];
    const limits = { etude: 5, sitting: 2.25, passkey: 2 };
    expect(paths).toHaveLength(1 + Object.keys(limits).length);
    expect(await weigh(paths.find((path) => path.endsWith('.css'))!)).toBeLessThanOrEqual(10 * 1024);
    for (const path of paths.filter((each) => each.endsWith('.js'))) {
      const [name] = path.slice('/assets/'.length).split('.');
      expect(await weigh(path), name).toBeLessThanOrEqual(limits[name as keyof typeof limits] * 1024);
    }
  });

  test('the links of a verdict lead where its references say', () => {
    const links = stop('verdict, right').page.root.querySelectorAll('.refs a');
    expect(links.map((link) => link.getAttribute('href'))).toEqual([expect.stringMatching(/^https:\/\/\w/)]);
  });
});
