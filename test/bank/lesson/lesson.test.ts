import { describe, expect, test } from 'vitest';
import { judgeBank } from '../../../src/bank/files/check.ts';
import { loadBank } from '../../../src/bank/files/load.ts';
import { readLesson } from '../../../src/bank/lesson/lesson.ts';
import { folderOf } from '../../../src/base/installation.ts';
import { redLesson, redText, taxonomy } from '../../support/bank.ts';

const red = taxonomy.domains[0]!;
const problemsOf = (text: string) =>
  readLesson({ name: 'red/lesson.md', text }, red).problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );

test('a lesson has a title, a section for each objective, its sources and a reading time', () => {
  const { domain, title, sections, minutes } = redLesson;
  expect({ domain, title, sections, minutes }).toEqual({
    domain: 'red',
    title: 'Seeing red',
    sections: [
      { objective: 'red.one', title: 'Red one' },
      { objective: 'red.two', title: 'Red two, in short' },
    ],
    minutes: 1,
  });
  const { intro, sections: html, sources } = redLesson.html('en-GB');
  expect(intro).toBe('<p>Why <em>red</em> matters.</p>');
  expect(html.get('red.one')).toContain('<h3>More of it</h3>\n<ul>\n<li>Small</li>');
  expect(html.get('red.two')).toMatch(/^<div class="scroll" tabindex="0" .*>\n<table>\n<thead>/);
  expect(sources).toContain('<a href="https://example.org/book">A book</a>, 2020');
});

test('reading time counts words at two hundred a minute, and no addresses or sources', () => {
  const words = Array.from({ length: 700 }, (_, i) => `[w${i}](https://example.org/${i})`).join(' | ');
  const { lesson } = readLesson(
    { name: 'x', text: redText.replace('One is the first.', words).replace('2020', words) },
    red,
  );
  expect(lesson!.minutes).toBe(4);
});

test('reading time counts words of scripts without spaces', () => {
  const minutesOf = (words: string) => {
    const text = redText.replace('One is the first.', words);
    return readLesson({ name: 'x', text }, red).lesson!.minutes;
  };
  expect(minutesOf('持续集成要求开发人员每天合并代码。'.repeat(100))).toBeGreaterThan(3);
  expect(minutesOf('ความถี่บอกว่าทีมส่งมอบงานบ่อยแค่ไหน'.repeat(100))).toBeGreaterThan(3);
});

test('code in a lesson has no headings, sections or links', () => {
  const text = redText.replace(
    'One is the first.',
    'One:\n\n```sh\n# a comment\n## Another {#red.nine}\n[a](b)\n```\n\nSo is `[c](d)`.',
  );
  const { lesson, problems } = readLesson({ name: 'x', text }, red);
  expect(problems).toEqual([]);
  expect(lesson!.html('en-GB').sections.get('red.one')).toContain(
    '# a comment\n## Another {#red.nine}\n[a](b)</code>',
  );
});

test('what stands in it as text stays text', () => {
  const text = redText.replace('One is the first.', '<script>alert(1)</script> [x](https://a.b "t\\"")');
  const { sections } = readLesson({ name: 'x', text }, red).lesson!.html('en-GB');
  expect(sections.get('red.one')).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});

describe('what is wrong is told with its place', () => {
  test.each([
    ['an empty file', '', ['1:1 A lesson begins with its title: "# Title".']],
    [
      'code without an end',
      redText.replace('One is the first.', '```\nOne'),
      [
        'The section for "red.two" is missing',
        'The sources are missing',
        '7:1 The code block is not closed: add a line of ``` below it.',
      ],
    ],
    ['text before the title', `Hello\n${redText}`, ['1:1 A lesson begins with its title: "# Title".']],
    ['a second title', redText.replace('## Red one', '# Red one'), ['5:1 A lesson has one title']],
    [
      'a section without its objective',
      redText.replace(' {#red.one}', ''),
      ['5:1 A section names its objective', 'The section for "red.one" is missing'],
    ],
    [
      'an objective of elsewhere',
      redText.replace('{#red.one}', '{#blue.one}'),
      ['5:1 The domain has no objective "blue.one"', 'The section for "red.one" is missing'],
    ],
    [
      'one objective twice',
      redText.replace('{#red.two}', '{#red.one}'),
      ['"red.one" already has a section', 'The section for "red.two" is missing'],
    ],
    [
      'an empty section',
      redText.replace('One is the first.\n\n### More of it\n\n- Small\n- Smaller\n', ''),
      ['5:1 The section is empty'],
    ],
    ['no sources', redText.split('## Sources')[0]!, ['The sources are missing']],
    [
      'an objective on a heading within a section',
      redText.replace('More of it', 'More of it {#red.two}'),
      ['9:16 Only "##" names an objective: remove {#red.two}, or make it a section.'],
    ],
    [
      'a link that is not https',
      redText.replace('https://example.org/1', '/settings'),
      ['18:18 A link must lead to an https address, and "/settings" does not.'],
    ],
  ])('%s', (_, text, expected) => {
    const problems = problemsOf(text).join('\n');
    for (const line of expected) expect(problems).toContain(line);
  });

  test('sections in another order than the objectives', () => {
    const [head, one, two, sources] = redText.split(/(?=^## )/m);
    expect(problemsOf([head, two, one, sources].join(''))).toEqual([
      '5:1 The sections are in a different order from the objectives in bank.json.',
    ]);
  });

  test('a folder that is no domain', () => {
    const { problems, warnings, lessons } = judgeBank([
      { path: 'bank.json', name: 'bank.json', text: JSON.stringify(taxonomy) },
      { path: 'rad/lesson.md', name: 'rad/lesson.md', text: redText },
    ]);
    expect(problems).toEqual([]);
    const message =
      'bank.json does not list "rad/lesson.md": Etude reads lessons from <domain>/lesson.md. Move it there, or remove it.';
    expect(warnings).toEqual([{ file: 'rad/lesson.md', line: 1, column: 1, message }]);
    expect(lessons).toEqual([]);
  });
});

test('every domain of the shipped bank has a lesson of seven to ten minutes; the exam’s is shorter', () => {
  const { taxonomy: bank, lessons } = loadBank(folderOf('questions'));
  expect(lessons.map(({ domain }) => domain).toSorted()).toEqual(bank.domains.map(({ id }) => id).toSorted());
  for (const { domain, minutes } of lessons.filter(({ domain }) => domain !== 'exam')) {
    expect([domain, minutes >= 7 && minutes <= 10]).toEqual([domain, true]);
  }
});
