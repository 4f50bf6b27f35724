import { describe, expect, test } from 'vitest';
import { xmlText } from '../../../src/exchange/xml/decode.ts';
import { elementsOf, parseXml } from '../../../src/exchange/xml/parse.ts';

describe('an XML document', () => {
  test('is a tree of local names, texts and attributes', () => {
    const root = parseXml(
      '<?xml version="1.0"?><!DOCTYPE a SYSTEM "a.dtd"><q:a xml:lang="de">1 &lt; 2&nbsp;<![CDATA[<b>]]><c/></q:a>',
    );
    expect(root).toEqual({
      name: 'a',
      attributes: { lang: 'de' },
      children: ['1 < 2\u00a0', '<b>', { name: 'c', attributes: {}, children: [] }],
    });
  });

  test('hands on the elements that are wanted, with those they lie in', () => {
    const found = [...elementsOf('<a n="1"><s><i>x</i><i>y<i>z</i></i></s></a>', (name) => name === 'i')];
    expect(found.map(({ element }) => element.children)).toEqual([
      ['x'],
      ['y', { name: 'i', attributes: {}, children: ['z'] }],
    ]);
    expect(found[0]!.inside.map(({ name }) => name)).toEqual(['a', 's']);
  });

  test('is read in pieces: a large one keeps only the elements handed on', () => {
    const text = `<a>${'<i>word word</i>'.repeat(50_000)}</a>`;
    let count = 0;
    for (const _ of elementsOf(text, (name) => name === 'i')) count++;
    expect(count).toBe(50_000);
  });

  test.each([
    [
      'an entity that grows',
      '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>',
      'declares entities',
    ],
    [
      'an entity that reads files',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      'declares entities',
    ],
    ['an unknown entity', '<a>&unknown;</a>', 'not valid XML'],
    ['a missing end', '<a><b></a>', 'not valid XML'],
    ['nothing', '', 'not valid XML'],
    ['deep nesting', '<a>'.repeat(5_000), 'nested more than 100'],
  ])('with %s is refused', (_, text, sentence) => {
    expect(() => parseXml(text)).toThrow(sentence);
  });
});

describe('the encoding of an XML file', () => {
  const document = '<?xml version="1.0" encoding="windows-1252"?><a>ü€</a>';
  test('is the one that it declares', () => {
    const bytes = Buffer.from(document.replace('€', '\x80'), 'latin1');
    expect(xmlText(bytes)).toContain('<a>ü€</a>');
  });

  test('is shown by its first bytes', () => {
    expect(xmlText(Buffer.from('\ufeff<a>ü</a>', 'utf16le'))).toBe('<a>ü</a>');
    expect(xmlText(Buffer.from('\ufeff<a>ü</a>'))).toBe('<a>ü</a>');
  });

  test('is refused where the file is not in it', () => {
    expect(() => xmlText(Buffer.from('<a>\xfc</a>', 'latin1'))).toThrow('save it as UTF-8');
    expect(() => xmlText(Buffer.from('<?xml version="1.0" encoding="klingon"?><a/>'))).toThrow(
      'save it as UTF-8',
    );
  });
});
