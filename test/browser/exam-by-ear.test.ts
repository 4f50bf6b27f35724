import { beforeEach, expect, test } from 'vitest';
import { blueprint, checkedBank, question } from '../support/bank.ts';
import { follow } from '../support/hands.ts';
import { named, optionNamed, pressOn } from '../support/pointing.ts';
import { openForVisits } from '../support/visits.ts';

const weights = [{ domain: 'red', weight: 1 }];
const bank = checkedBank(
  [question('red.one-001', { shuffle: false })],
  [blueprint({ questions: 1, weights })],
);

const { page } = await openForVisits(bank, { viewport: { width: 1280, height: 800 } });
beforeEach(async () => {
  await page.goto('/exams/new/mock');
  await leaveBy(/^Begin/);
});

/** Presses the button that leads to another page. */
const leaveBy = (name: RegExp) => follow(page, () => pressOn(page, named('main button', name)));

/** Submits the exam with an option chosen. */
async function submitWith(letter: string): Promise<void> {
  await pressOn(page, optionNamed(letter));
  await leaveBy(/^Review and submit/);
  await leaveBy(/^Submit the exam$/);
}

test('an exam’s question is read in order: where one is, the question, the options with their strike-outs, the ways on', async () => {
  expect(await page.locator('main').ariaSnapshot()).toMatchInlineSnapshot(`
    "- main:
      - status
      - heading "Question 1 of 1" [level=1]
      - button "Flag f"
      - group "Stem of red.one-001?":
        - text: Stem of red.one-001?
        - radio "A red.one-001 text a"
        - text: A red.one-001 text a
        - button "Strike out A"
        - radio "B red.one-001 text b"
        - text: B red.one-001 text b
        - button "Strike out B"
        - radio "C red.one-001 text c"
        - text: C red.one-001 text c
        - button "Strike out C"
        - radio "D red.one-001 text d"
        - text: D red.one-001 text d
        - button "Strike out D"
      - button "Review n"
      - complementary "All questions":
        - heading "All questions" [level=2]
        - list:
          - listitem:
            - button "Question 1 , not answered"
        - paragraph: answered 0 not answered 1 flagged 0
        - paragraph:
          - button "Review and submit r""
  `);
  const header = await page.locator('header').ariaSnapshot();
  expect(header.replace(/timer: [\d:]+/, 'timer: 10:00')).toMatchInlineSnapshot(`
    "- banner:
      - link "Etude":
        - /url: /
      - paragraph: The mock
      - timer: 10:00 until 09:10"
  `);
});

test('an exam’s result is read in order: the verdict, the score and what it is worth, the domains, the ways on', async () => {
  await submitWith('B');
  expect(await page.locator('.passed').count()).toBe(0);
  const read = await page.locator('main').ariaSnapshot();
  expect(read.replace(/exams\/\w+/, 'exams/id')).toMatchInlineSnapshot(`
    "- main:
      - paragraph: The mock
      - paragraph: Mock 1, 2 March 2026
      - heading "Not passed, one short" [level=1]
      - paragraph: 0 of 1
      - img "0%, likely range 0 to 62%, pass mark 70%":
        - text: pass mark 70%
        - img
      - paragraph: You got 0%. On other papers like this one you would get 0 to 62% four times in five, so there is some way to go. Your weakest area is Red.
      - link "Read the 1 miss":
        - /url: /exams/id/answers?show=wrong
      - text: Practise Red
      - button "Practise Red Ask five": Ask five
      - button "Practise Red Ask ten": Ask ten
      - heading "By domain" [level=2]
      - paragraph: The vertical line is the pass mark. A hollow note means a score below it.
      - table "By domain":
        - caption: By domain
        - rowgroup:
          - row "Domain Right Score Likely range":
            - columnheader "Domain"
            - columnheader "Right"
            - columnheader "Score"
            - cell
            - columnheader "Likely range"
        - rowgroup:
          - row "Red 0 of 1 0% 0 to 62%":
            - rowheader "Red"
            - cell "0 of 1"
            - cell "0%"
            - cell
            - cell "0 to 62%"
      - heading "By skill" [level=2]
      - table "By skill":
        - caption: By skill
        - rowgroup:
          - row "Skill Right Score Likely range":
            - columnheader "Skill"
            - columnheader "Right"
            - columnheader "Score"
            - cell
            - columnheader "Likely range"
        - rowgroup:
          - row "Understand 0 of 1 0% 0 to 62%":
            - rowheader "Understand"
            - cell "0 of 1"
            - cell "0%"
            - cell
            - cell "0 to 62%"
      - heading "Seen before?" [level=2]
      - paragraph: The question was new to you, as they will be on the day.
      - heading "Pace" [level=2]
      - paragraph: 1 minute of 10 minutes used
      - figure "The height of a bar shows the time spent; outlined bars are wrong answers. You changed no answers.":
        - img "Time spent on each of 1 questions, the longest 0:00"
        - paragraph: Question 1 1
        - text: The height of a bar shows the time spent; outlined bars are wrong answers. You changed no answers.
      - group: Show as a table"
  `);
});

test('a passed exam has the cover of Today', async () => {
  const ground = (selector: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
  await submitWith('A');
  const passed = await ground('.passed');
  await page.goto('/');
  expect(passed).not.toBe('rgba(0, 0, 0, 0)');
  expect(passed).toBe(await ground('.cover'));
});
