import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/base/text/markup.ts';
import { lineOf, markdownOf } from '../../../src/exchange/html/markdown.ts';
import { decodeEntities, parseHtml } from '../../../src/exchange/html/parse.ts';

const markdown = (html: string) => markdownOf(parseHtml(html)).text;
const line = (html: string) => lineOf(parseHtml(html)).text;

describe('HTML as Markdown', () => {
  test.each([
    ['<p>One</p><p>two<br>three</p>', 'One\n\ntwo\\\nthree'],
    ['One<br/><br/>two', 'One\n\ntwo'],
    ['<b>bold </b>and <em>other</em>', '**bold** and *other*'],
    ['<p>A<ul><li>one<li>two</ul>', 'A\n\n- one\n- two'],
    ['<ol><li>one</li><li><p>two</p></li></ol>', '1. one\n2. two'],
    [
      '<pre><code class="language-js">if (a &lt; b) {\n  c();\n}\n</code></pre>',
      '```js\nif (a < b) {\n  c();\n}\n```',
    ],
    ['use <code>a*b</code>', 'use `a*b`'],
    ['x<sup>2</sup> H<sub>2</sub>O e<sup>ix</sup>', 'x² H₂O e^(ix)'],
    [
      '<a href="https://example.org/a">here</a> <a href="javascript:x()">there</a>',
      '[here](https://example.org/a) there',
    ],
    ['<!-- no -->a<style>b{}</style> &amp; c &lt;d&gt; 1 < 2', 'a & c <d> 1 < 2'],
    ['<span>a <div>b</div> c</span>', 'a\n\nb\n\nc'],
    ['<h2>Title</h2>text', '**Title**\n\ntext'],
    ['<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>', 'a | b\n\n1 | 2'],
  ])('%s', (html, expected) => {
    expect(markdown(html)).toBe(expected);
  });

  test.each([
    '2 * 3 * 4',
    '*a*',
    '_a_ snake_case',
    '[a](b)',
    '`x`',
    '1. one',
    '- 1',
    '+ 1',
    '\\frac',
    '&amp;copy;',
    '# a',
    '~~~',
  ])('the text %s keeps every sign', (text) => {
    expect(plainText(markdown(text))).toBe(decodeEntities(text));
  });

  test('on one line has no breaks and no list', () => {
    expect(line('<p>one</p><p>two<br>three</p>')).toBe('one two three');
    expect(line('<ul><li>one</li></ul>')).toBe('one');
  });

  test('names pictures as they are taken, and says which are not', () => {
    const nodes = parseHtml('<p><img src="a.png" alt="A [dog]"><img src="b.png" alt="B"></p>');
    const { text, changes } = markdownOf(nodes, (source) => (source === 'a.png' ? 'x.png' : undefined));
    expect(text).toBe('![A [dog]](x.png)B');
    expect(changes).toEqual(['the picture "b.png" was left out, because it is not in the file']);
  });

  test('is read however badly it nests', () => {
    expect(markdown('<b><i>x</b>y')).toBe('*x*y');
    expect(markdown(`${'<div>'.repeat(10_000)}x`)).toBe('x');
    expect(markdown('</p></p>x<')).toBe('x<');
  });
});
