import Handlebars from 'handlebars';
import { expect, test } from 'vitest';
import { compile, type Means, type Model, pageScope } from '../../../src/base/web/template.ts';

const parts: Record<string, string> = {
  word: '<b>{{word}}</b>',
  upward: '{{this}}/{{../word}}',
};

const means: Means = {
  escaped: (value) => Handlebars.escapeExpression(value as string),
  ofValue: { url: (path) => `/base${path}` },
  ofPage: { authored: ({ language }) => `lang="${language}"` },
  part: (name) => compile(Handlebars.parse(parts[name]!), means),
};

const render = (template: string, model: Model) =>
  compile(Handlebars.parse(template), means)(pageScope(model));

test.each<[string, Model, string]>([
  ['{{word}} {{{word}}}', { word: '<i>' }, '&lt;i&gt; <i>'],
  ['{{n}}{{none}}{{{none}}}', { n: 0, none: null }, '0'],
  ['{{#if n}}yes{{else}}no{{/if}}', { n: 0 }, 'no'],
  ['{{#if list}}yes{{else}}no{{/if}}', { list: [] }, 'no'],
  ['{{#if missing}}yes{{else if word}}{{word}}{{/if}}', { word: 'w' }, 'w'],
  ['{{#unless word}}none{{/unless}}', { word: '' }, 'none'],
  ['{{#with one}}{{word}}{{../n}}{{/with}}', { one: { word: 'w' }, n: 1 }, 'w1'],
  ['{{#each list}}{{@index}}{{this}}{{../n}},{{/each}}', { list: ['a', 'b'], n: 7 }, '0a7,1b7,'],
  ['{{#each list}}{{#if this}}{{../n}}{{/if}}{{/each}}', { list: [1], n: 7 }, '7'],
  ['{{#each list}}x{{else}}none{{/each}}', { list: [] }, 'none'],
  ['{{#each list}}{{@root.n}}{{/each}}', { list: [1, 2], n: 7 }, '77'],
  ['{{a.b.[1].c}}', { a: { b: [{}, { c: 'deep' }] } }, 'deep'],
  ['{{url "/help"}} {{url path}}', { path: '/bank' }, '/base/help /base/bank'],
  ['<p {{authored}}></p>', { language: 'de' }, '<p lang="de"></p>'],
  [
    '{{> word}}{{> word one}}{{> word word="own"}}',
    { word: 'w', one: { word: '1' } },
    '<b>w</b><b>1</b><b>own</b>',
  ],
  ['{{> (lookup . "name")}}', { name: 'word', word: 'w' }, '<b>w</b>'],
  ['{{> upward n}}', { n: 1, word: 'w' }, '1/w'],
])('%s is rendered for %j', (template, model, html) => {
  expect(render(template, model)).toBe(html);
});

test('what is rendered once is not rendered again for the same object', () => {
  const template = compile(Handlebars.parse('{{#once one}}{{word}}{{/once}}'), means);
  const one = { word: 'first' };
  expect(template(pageScope({ one }))).toBe('first');
  one.word = 'second';
  expect(template(pageScope({ one }))).toBe('first');
  expect(template(pageScope({ one: { word: 'other' } }))).toBe('other');
});

test.each([
  ['{{missing}}', 'The model has no "missing".'],
  ['{{one.missing}}', 'The model has no "one.missing".'],
  ['{{#each list}}{{../missing}}{{/each}}', 'The model has no "../missing".'],
  ['{{unknown word}}', 'Templates have no "unknown".'],
  ['{{#unknown word}}{{/unknown}}', 'Templates have no "unknown".'],
])('%s is refused', (template, sentence) => {
  expect(() => render(template, { one: {}, list: [1], word: 'w' })).toThrow(sentence);
});
