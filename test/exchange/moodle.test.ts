import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { run } from '../../src/main.ts';

const folder = mkdtempSync(join(tmpdir(), 'etude-moodle-'));
afterAll(() => rmSync(folder, { recursive: true }));

const xml = `<quiz>
<question type="category"><category><text>$course$/top/Year</text></category><info format="html"><text>&lt;p&gt;All of it&lt;/p&gt;</text></info><idnumber>Y &lt; 1</idnumber></question>
<question type="ordering"><name><text>Seasons</text></name><questiontext><text>Order the seasons.</text></questiontext>
<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><gradingtype>ABSOLUTE_POSITION</gradingtype>
<correctfeedback format="html"><text>Well done.</text></correctfeedback>
<answer fraction="0" format="html"><text>spring</text></answer>
<answer fraction="0" format="html"><text>summer</text></answer>
<answer fraction="0" format="html"><text>autumn</text></answer>
<tags><tag><text>nature</text></tag></tags></question>
<question type="category"><category><text>$course$/top/Empty</text></category><info format="html"><text>Nothing here</text></info></question>
</quiz>`;

test('Moodle XML: an ordering question and the description of its category come in and out', async () => {
  const [file, into] = [join(folder, 'year.xml'), join(folder, 'year')];
  writeFileSync(file, xml);
  const { stdout } = await run(['import', file, '--into', into], {});
  expect(stdout).toContain('There are no marks for parts of the answer any more: all of it must be right.');
  expect(stdout).toContain('The description and the id number of its category are kept, but not shown.');
  expect(stdout).toContain(
    'category Empty: left out: Nothing here | No question in this category was imported',
  );
  const { questions } = loadBank(into);
  expect(questions).toMatchObject([
    {
      type: 'ordering',
      key: ['a', 'b', 'c'],
      tags: ['nature'],
      extensions: {
        moodle: { name: 'Seasons', correctfeedback: 'Well done.', category: { idnumber: 'Y < 1' } },
      },
    },
  ]);
  const { pieces = [] } = await run(['export', 'moodle-xml'], { ETUDE_QUESTIONS: into });
  const out = [...pieces].join('');
  for (const part of [
    '<info format="html"><text>&lt;p&gt;All of it&lt;/p&gt;</text></info>',
    '<idnumber>Y &lt; 1</idnumber></question>',
    '<question type="ordering">\n<name><text>Seasons</text></name>',
    '<correctfeedback format="html"><text>Well done.</text></correctfeedback>',
    '<answer fraction="2" format="markdown"><text>summer</text></answer>',
    '<tags><tag><text>nature</text></tag></tags>',
  ])
    expect(out).toContain(part);
});
