import { type HTMLElement, parse } from 'node-html-parser';
import { describe, expect, test } from 'vitest';
import {
  escapeHtml,
  plainLine,
  plainProse,
  plainText,
  renderLesson,
  renderLine,
  renderMarkup,
  setLine,
  setTitle,
} from '../../../src/base/text/markup.ts';

describe('what authors may write', () => {
  test.each([
    ['plain words', 'Small & <quick>', 'Small &amp; &lt;quick&gt;'],
    ['code', 'Run `git push <x>`', 'Run <code>git push &lt;x&gt;</code>'],
    ['emphasis', '*one* _two_ **three**', '<em>one</em> <em>two</em> <strong>three</strong>'],
    ['a star that is a star', '2 * 3 * 4 and snake_case_name', '2 * 3 * 4 and snake_case_name'],
    ['an escape', '\\*no\\*', '*no*'],
    ['an entity', '&euro; and &copy;', '€ and ©'],
    ['a link', '[here](https://example.org/a?b=1&c)', '<a href="https://example.org/a?b=1&amp;c">here</a>'],
    ['a link with a title', '[x](http://a.b "T")', '<a href="http://a.b" title="T">x</a>'],
    ['an address to write to', '[x](mailto:a@b.c)', '<a href="mailto:a@b.c">x</a>'],
    ['a hard break', 'one  \ntwo', 'one<br>\ntwo'],
    ['two paragraphs', 'one\n\ntwo', '<p>one</p>\n<p>two</p>'],
    ['a list', 'Which?\n\n- a\n- b', '<p>Which?</p>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>'],
    ['a numbered list', '3. a\n4. b', '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
    ['nothing', '', ''],
  ])('%s', (_, text, html) => expect(renderMarkup(text, 'en-GB')).toBe(html));

  test.each([
    ['a heading', '# One', '# One'],
    ['a table', '| a |\n| - |\n| 1 |', '| a |\n| - |\n| 1 |'],
    ['a quotation', '> one', '&gt; one'],
    ['a rule', 'one\n\n---', '<p>one</p>\n<p>---</p>'],
    ['a bare address', 'https://a.b', 'https://a.b'],
    ['an address in brackets', '<https://a.b>', '&lt;https://a.b&gt;'],
    ['an image of elsewhere but its words', '![x](https://a.b/c.png)', 'x'],
    ['a link to nowhere', '[x]()', '[x]()'],
    ['a link to a file', 'f[0](a.b)', 'f[0](a.b)'],
    ['a link within the house', '[x](/settings)', '[x](/settings)'],
    ['a tag', '<b>x</b>', '&lt;b&gt;x&lt;/b&gt;'],
  ])('%s makes nothing else', (_, text, html) => expect(renderMarkup(text, 'en-GB')).toBe(html));
});

const code = (more: string, text: string) =>
  `<pre class="code" dir="ltr" translate="no"${more}><code>${text}</code></pre>`;
const byEar = (language: string) =>
  ` data-language="${language}" tabindex="0" role="group" aria-label="Code, ${language}"`;

describe('a block of code', () => {
  const alone = ' tabindex="0" role="group" aria-label="Code"';
  test.each([
    ['keeps empty lines', '```js\na\n\n  b\n```', code(byEar('js'), 'a\n\n  b')],
    ['keeps tabs and spaces at the ends', '```\n\ta  \n```', code(alone, '\ta  ')],
    [
      'keeps marks, entities and quotes',
      '```\n**"a"** &lt; \\_\n```',
      code(alone, '**&quot;a&quot;** &amp;lt; \\_'),
    ],
    ['keeps backticks in a longer fence', '````md\n```\n````', code(byEar('md'), '```')],
    ['may have tildes', '~~~C++ title\n<a>\n~~~', code(byEar('C++'), '&lt;a&gt;')],
    ['follows a line of text', 'Why?\n```\nx\n```', `<p>Why?</p>\n${code(alone, 'x')}`],
    ['without an end goes on to the end', '```\nx', code(alone, 'x')],
    ['names its language safely', '```"><b>\nx\n```', code(byEar('&quot;&gt;&lt;b&gt;'), 'x')],
  ])('%s', (_, text, html) => expect(renderMarkup(text, 'en-GB')).toBe(html));

  test('in an option is the name of the option, and a click on it chooses', () => {
    const text = '```js\nlet a;\n```';
    expect(renderLine(text, 'en-GB', { isChosen: true })).toBe(code(' data-language="js"', 'let a;'));
  });

  test('is kept in a lesson', () => {
    expect(renderLesson('```sh\n# x\n```', 'en-GB')).toBe(code(byEar('sh'), '# x'));
  });

  test('is part of the plain text, and not of the prose', () => {
    const text = 'What is logged?\n\n```js\nlog("a");\n```';
    expect(plainText(text)).toBe('What is logged? log("a");');
    expect(setLine(text, 'en-GB')).toBe('What is logged? log("a");');
    expect(plainProse(text)).toBe('What is logged?');
  });
});

describe('signs that are text', () => {
  test.each([
    '- 1',
    '+ 1',
    '- $20',
    '* 1',
    '1. Test',
    '1986. A year',
    '2) b',
    '-',
    '+',
    '2*3*4',
    'a*b*c',
    'f(x)*(y)*z',
    '2**3**4',
    '__init__ and __str__',
    '`__init__`',
    'snake_case_name',
    '# 1',
    '*.txt',
    '**kwargs',
    '| a |',
    '---',
    '~x~',
    '==',
  ])('%s', (text) => {
    const seen = parse(renderMarkup(text, 'en-GB')).structuredText;
    expect(seen).toBe(text.replaceAll('`', ''));
    expect(parse(renderLine(text, 'en-GB')).structuredText).toBe(seen);
    expect([plainText(text), plainLine(text)]).toEqual([seen, seen]);
  });

  test('an option has no lists', () => {
    expect(renderLine('- a\n- b', 'en-GB')).toBe('- a\n- b');
    expect(plainLine('- a\n- b')).toBe('- a - b');
  });

  test('emphasis of a part of a word stays emphasis', () => {
    expect(renderMarkup('**C**ulture, 这是*强调*吗', 'en-GB')).toBe(
      '<strong>C</strong>ulture, 这是<em>强调</em>吗',
    );
  });
});

describe('in a language from the right', () => {
  const mark = '\u200f';
  test.each([
    ['a text that begins with a foreign word', 'SLO הוא מה?', `${mark}SLO הוא מה?`],
    ['its own letters', 'מה הוא SLO?', 'מה הוא SLO?'],
    ['nothing of the language', 'kubectl apply.', 'kubectl apply.'],
  ])('%s', (_, text, shown) => {
    expect(renderMarkup(text, 'he')).toBe(shown);
    expect(renderLine(text, 'he')).toBe(shown);
    expect(setLine(text, 'he')).toBe(shown);
    expect(setTitle(text, 'he')).toBe(shown);
    expect(renderMarkup(text, 'en-GB')).toBe(text);
  });
  test('marks of Markdown stay at the beginning', () => {
    expect(renderMarkup('- SLO הוא\n- מה', 'he')).toContain('<li>SLO');
    expect(renderMarkup('```sh\nls\n```\n\nמה', 'he')).toMatch(/^<pre/);
  });
});

describe('quotes', () => {
  test.each([
    ['en-GB', '“a ‘b’ c” and don’t'],
    ['de', '„a ‚b‘ c“ and don’t'],
    ['de-CH', '«a ‹b› c» and don’t'],
    ['fr', '«\u00a0a ‹\u00a0b\u00a0› c\u00a0» and don’t'],
    ['pt-BR', '“a ‘b’ c” and don’t'],
    ['zh-Hant-TW', '「a 『b』 c」 and don’t'],
    ['sr-Latn-RS', '„a ‚b’ c” and don’t'],
    ['xx', '“a ‘b’ c” and don’t'],
  ])('%s', (language, shown) => {
    const text = `"a 'b' c" and don't`;
    expect(renderMarkup(text, language)).toBe(shown);
    expect(renderLesson(text, language)).toBe(`<p>${shown}</p>`);
    expect(setTitle(text, language)).toBe(shown);
    expect(setLine(text, language)).toBe(shown);
  });

  test.each([
    ['code', '`"x" \'y\'`', "<code>&quot;x&quot; 'y'</code>"],
    ['an escaped one', '\\"x\\"', '&quot;x&quot;'],
    ['inches', 'a 5" disk', 'a 5&quot; disk'],
    ['an address', '[x](https://a.b/?q="c")', '<a href="https://a.b/?q=%22c%22">x</a>'],
  ])('%s is left as it is', (_, text, html) => expect(renderMarkup(text, 'en-GB')).toBe(html));

  test('nothing else is replaced', () => {
    const text = '(c) (tm) +- ... -- --- 1-2';
    expect(renderMarkup(text, 'en-GB')).toBe(text);
  });

  test('marks in a title are text', () => expect(setTitle('*a* `b` "c"', 'en-GB')).toBe('*a* `b` “c”'));

  test('plain text that is not shown keeps its own', () => expect(plainText(`"a" 'b'`)).toBe(`"a" 'b'`));
});

test('the plain text of what is written keeps words apart', () => {
  expect(plainText('Which *is* `a` [link](https://a.b)?')).toBe('Which is a link?');
  expect(plainText('one\ntwo  \nthree\n\nfour\n\n- five\n- six')).toBe('one two three four five six');
  expect(plainText('<b>&lt;</b>')).toBe('<b><</b>');
  expect(escapeHtml(`<a href="x">'&'`)).toBe(`&lt;a href=&quot;x&quot;&gt;'&amp;'`);
});

/** The tags that authored text may come to, and the attributes each may carry. */
const allowed: Record<string, string[]> = {
  ...Object.fromEntries(['p', 'em', 'strong', 'code', 'ul', 'li', 'br'].map((tag) => [tag, []])),
  a: ['href', 'title'],
  ol: ['start'],
  pre: ['class', 'dir', 'translate', 'tabindex', 'role', 'aria-label', 'data-language'],
};

/** Everything in a page that authored text must not bring about. */
function harmIn(html: string): string[] {
  const elements = parse(html, { comment: true, blockTextElements: {} }).querySelectorAll('*');
  return elements.flatMap((element) => [...strayTag(element), ...strayAttributes(element)]);
}

function strayTag({ rawTagName }: HTMLElement): string[] {
  return Object.hasOwn(allowed, rawTagName) ? [] : [`<${rawTagName}>`];
}

function strayAttributes({ rawTagName, attributes }: HTMLElement): string[] {
  const known = allowed[rawTagName] ?? [];
  return Object.entries(attributes)
    .filter(([name, value]) => !known.includes(name) || (name === 'href' && !isFairAddress(value)))
    .map(([name, value]) => `${rawTagName} ${name}=${value}`);
}

/** Judged as a browser judges it, after entities, white space and control characters. */
function isFairAddress(href: string): boolean {
  return URL.canParse(href) && ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
}

describe('what is written to do harm', () => {
  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>">',
    '<body onload=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://a.b" onclick="alert(1)">x</a>',
    '<form action="https://evil.example"><input name=token></form>',
    '<input autofocus onfocus=alert(1)>',
    '<button formaction="javascript:alert(1)">x</button>',
    '<style>*{background:url(https://evil.example)}</style>',
    '<link rel=stylesheet href=https://evil.example>',
    '<base href="https://evil.example/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<object data="javascript:alert(1)">',
    '<embed src="javascript:alert(1)">',
    '<details open ontoggle=alert(1)>',
    '<video><source onerror="alert(1)"></video>',
    '<marquee onstart=alert(1)>',
    '<!--<img src=x onerror=alert(1)>-->',
    '<![CDATA[<img src=x onerror=alert(1)>]]>',
    '<?xml version="1.0"?><script>alert(1)</script>',
    '</p><script>alert(1)</script><p>',
    '</legend></fieldset></form><script>alert(1)</script>',
    '<p style="position:fixed;inset:0">x</p>',
    '<scr<script>ipt>alert(1)</scr</script>ipt>',
    '<IMG SRC=&#106;avascript:alert(1)>',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '&#60;script&#62;alert(1)&#60;/script&#62;',
    '\\<script>alert(1)\\</script>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](<javascript:alert(1)>)',
    '[x](java\u0000script:alert(1))',
    '[x](\u0001javascript:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](&#x6A&#x61vascript:alert(1))',
    '[x](java&Tab;script:alert(1))',
    '[x](javascript&colon;alert(1))',
    '[x](javascript%3Aalert(1))',
    '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
    '[x](data:image/svg+xml,<svg/onload=alert(1)>)',
    '[x](vbscript:msgbox(1))',
    '[x](file:///etc/passwd)',
    '[x](blob:https://a.b/c)',
    '[x](//evil.example)',
    '[x]()',
    '[x]( \t)',
    '[x](https://a.b" onmouseover="alert(1))',
    '[x](https://a.b "T\\" onmouseover=\\"alert(1)")',
    '[x](https://a.b \'T" onmouseover="alert(1)\')',
    '[x](https://a.b/<script>alert(1)</script>)',
    '[<img src=x onerror=alert(1)>](https://a.b)',
    '![x](javascript:alert(1))',
    '![x" onerror="alert(1)](https://a.b/c.png)',
    '[x][y]\n\n[y]: javascript:alert(1)',
    '<javascript:alert(1)>',
    '`<script>alert(1)</script>`',
    '`` `<img src=x onerror=alert(1)>` ``',
    '*<img src=x onerror=alert(1)>*',
    '- <script>alert(1)</script>\n- </ul><script>',
    '1. x\n\n   <script>alert(1)</script>',
    '    <script>alert(1)</script>',
    '```html\n<script>alert(1)</script>\n```',
    '**[x](javascript:alert(1))**\n\n<script',
    '\u2028<script>\u2029alert(1)</script>',
    '\ufeff<script>alert(1)</script>',
    '{{{this}}} <%= alert(1) %>',
  ])('%s', (text) => {
    const html = renderMarkup(text, 'en-GB');
    expect(harmIn(html), html).toEqual([]);
    // Every angle bracket that is left belongs to an allowed tag: nothing hides from the parser used here.
    expect(
      html.replace(/<\/?(?:p|em|strong|code|pre|ul|ol|li|br|a)(?: [a-z-]+="[^"<>]*")*>/g, ''),
    ).not.toMatch(/[<>]/);
  });

  test.each([
    '<b>x</b>',
    '<p onclick="x">y</p>',
    '<a href="javascript:x">y</a>',
    '<script>x</script>',
    '<!-- x --><i>',
  ])('the eye for harm sees %s', (html) => expect(harmIn(html)).toHaveLength(1));
});

describe('thirty kilobytes of a pattern that costs the most', () => {
  test.each([
    '[',
    '](',
    '![',
    '*',
    '*a ',
    '**a *b',
    '_a_b',
    '`',
    '`` ` ',
    '\\',
    '&amp',
    '<',
    '<!--',
    '[a](<b',
    '[a](b "',
    '- ',
    '1. ',
    '- a\n  ',
    '- a\n+ a\n',
    '__a',
    '```\n',
    '> ',
    '\n',
    ' \t',
    '\u0000',
    '😀',
    '[x](https://a.b) ',
  ])('%j', (pattern) => {
    const text = pattern.repeat(Math.ceil(30_000 / pattern.length));
    expect(harmIn(renderMarkup(text, 'en-GB'))).toEqual([]);
  });

  test('half open, half closed', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['*a', 'b*'],
      ['[a](', ')'],
      ['`a', '`b'],
    ] as const) {
      const html = renderMarkup(open.repeat(7_500) + close.repeat(7_500), 'en-GB');
      expect(harmIn(html)).toEqual([]);
    }
  });
});
