import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createViews, joinLines } from '../../../src/base/web/views.ts';

test.each([
  ['<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\n', '<ul><li>One</li><li>Two</li></ul>'],
  ['<p>\n  A sentence that goes\n  on.\n</p>', '<p>A sentence that goes on.</p>'],
  ['<p>\n  See <a href="/">Today</a>.\n</p>', '<p>See <a href="/">Today</a>.</p>'],
  ['{{#if a}}\n  {{b}} c\n{{else}}\n  {{> d}}\n{{/if}}\n', '{{#if a}}{{b}} c{{else}}{{> d}}{{/if}}'],
  ['<input\n  name="a"\n  {{#if b}}checked{{/if}}\n>', '<input name="a" {{#if b}}checked{{/if}}>'],
  ['<p>\n  Find it in\n  <a href="/">Exams</a>.\n</p>', '<p>Find it in <a href="/">Exams</a>.</p>'],
  [
    '<p>\n  One.\n  {{#if a}}Two.{{else}}Three.{{/if}}\n</p>',
    '<p>One. {{#if a}}Two.{{else}}Three.{{/if}}</p>',
  ],
  [
    '<p>\n  {{name}}\n  <span>{{role}}</span>\n  {{when}}\n</p>',
    '<p>{{name}} <span>{{role}}</span> {{when}}</p>',
  ],
  ['<b>\n  {{#each a}}\n    <i>{{b}}</i>\n  {{/each}}\n</b>', '<b>{{#each a}}<i>{{b}}</i>{{/each}}</b>'],
  ['<line\n  x1="0"\n/>', '<line x1="0"/>'],
])('lines of a template are joined, and words stay apart: %j', (template, joined) => {
  expect(joinLines(template)).toBe(joined);
});

test('a template has one tag a line, and no line needs scrolling sideways', () => {
  for (const file of globSync('views/**/*.hbs')) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      expect(line.length, `${file}: ${line}`).toBeLessThanOrEqual(120);
      expect(
        line.match(/<(div|section|form|fieldset|table|tr|td|ul|ol|li|h[1-6])\b/g)?.length ?? 0,
        line,
      ).toBeLessThan(2);
    }
  }
});

test('a name may break after its punctuation but not within a date, and is still escaped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'views-'));
  writeFileSync(join(folder, 'layout.hbs'), '{{{body}}}');
  writeFileSync(join(folder, 'name.hbs'), '{{breakable name}}');
  const shown = (name: string) => createViews(folder, (path) => path).render('name', { name });
  expect(shown('a/b.down-spiral.json:4')).toBe('a/<wbr>b.<wbr>down-<wbr>spiral.<wbr>json:<wbr>4');
  expect(shown('as of 2026-07-01: core.calms')).toBe('as of 2026-07-01: core.<wbr>calms');
  expect(shown('<a=".">.')).toBe('&lt;a&#x3D;&quot;.<wbr>&quot;&gt;.');
});
