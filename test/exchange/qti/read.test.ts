import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Item, LeftOut } from '../../../src/exchange/item/model.ts';
import { readQtiFile, readQtiPackage } from '../../../src/exchange/qti/read.load.ts';
import { openZip } from '../../../src/exchange/zip/read.door.ts';
import { zipOf } from '../../../src/exchange/zip/write.door.ts';

type Parts = { declaration: string; body: string; rest?: string; attributes?: string };

const choice = {
  declaration: `<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>B</value></correctResponse></responseDeclaration>`,
  body: `<p>Which <b>port</b>?</p><choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
    <prompt>Choose one.</prompt>
    <simpleChoice identifier="A">80<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">That is HTTP.</feedbackInline></simpleChoice>
    <simpleChoice identifier="B">443</simpleChoice>
    <simpleChoice identifier="C" fixed="true">None of these</simpleChoice></choiceInteraction>`,
  rest: `<modalFeedback outcomeIdentifier="F" identifier="B" showHide="show"><p>That is HTTPS.</p></modalFeedback>
    <modalFeedback outcomeIdentifier="G" identifier="general" showHide="show">Ports below 1024 are reserved.</modalFeedback>`,
};

/** An item of QTI 2 in the words of a version. */
function item(version: string, { declaration, body, rest = '', attributes = '' }: Parts): string {
  const number = version === '3.0' ? 'imsqtiasi_v3p0' : `imsqti_v${version.replace('.', 'p')}`;
  const text = `<assessmentItem xmlns="http://www.imsglobal.org/xsd/${number}" identifier="i1" title="Ports"${attributes}>
    ${declaration}<itemBody>${body}</itemBody>${rest}</assessmentItem>`;
  return version === '3.0' ? inWordsOf3(text) : text;
}

function inWordsOf3(text: string): string {
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const isQti =
    /^(assessmentItem|itemBody|\w+Declaration|\w+Response|value|\w+Interaction|prompt|simple\w+|modalFeedback|feedback\w+|map\w+)$/;
  return text
    .replace(/(<\/?)(\w+)/g, (whole, open, name) => (isQti.test(name) ? `${open}qti-${kebab(name)}` : whole))
    .replace(/ (\w+)="/g, (_, name) => ` ${kebab(name)}="`);
}

const read = (text: string) => readQtiFile('item.xml', Buffer.from(text))!.outcomes;
const one = (text: string) => read(text)[0] as Item;
const reason = (text: string) => (read(text)[0] as LeftOut).reason;

describe.each(['2.1', '2.2', '3.0'])('an item of QTI %s', (version) => {
  test('is a question with its options, key, order and feedback', () => {
    expect(one(item(version, choice))).toEqual({
      id: 'i1',
      title: 'Ports',
      category: [],
      type: 'single',
      stem: 'Which **port**?\n\nChoose one.',
      options: [
        { id: 'a', text: '80', rationale: 'That is HTTP.' },
        { id: 'b', text: '443', rationale: 'That is HTTPS.' },
        { id: 'c', text: 'None of these', anchor: true },
      ],
      prompts: [],
      key: ['b'],
      shuffle: true,
      rationale: 'Ports below 1024 are reserved.',
      extra: { identifier: 'i1', title: 'Ports', version },
      changes: [],
    });
  });

  test('with several right answers needs them all', () => {
    const declaration = `<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">
      <mapping defaultValue="0"><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="1"/><mapEntry mapKey="C" mappedValue="-1"/></mapping></responseDeclaration>`;
    const { type, key, changes } = one(item(version, { ...choice, declaration }));
    expect({ type, key, changes }).toEqual({
      type: 'multiple',
      key: ['a', 'b'],
      changes: ['the key was worked out from the points'],
    });
  });

  test('whose options are true and false is of that type, in their order', () => {
    const body = choice.body.replace(
      /<simpleChoice[\s\S]*<\/simpleChoice>/,
      '<simpleChoice identifier="B">False</simpleChoice><simpleChoice identifier="A">true</simpleChoice>',
    );
    const { type, key, options } = one(item(version, { ...choice, body }));
    expect({ type, key, ids: options.map(({ id }) => id) }).toEqual({
      type: 'true-false',
      key: ['false'],
      ids: ['true', 'false'],
    });
  });

  test('puts things into an order', () => {
    const declaration = `<responseDeclaration identifier="RESPONSE" cardinality="ordered" baseType="identifier">
      <correctResponse><value>C</value><value>A</value><value>B</value></correctResponse></responseDeclaration>`;
    const { type, key } = one(
      item(version, { declaration, body: choice.body.replaceAll('choiceInteraction', 'orderInteraction') }),
    );
    expect({ type, key }).toEqual({ type: 'ordering', key: ['c', 'a', 'b'] });
  });

  test('matches two lists', () => {
    const declaration = `<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="directedPair">
      <correctResponse><value>P1 O2</value><value>P2 O1</value></correctResponse></responseDeclaration>`;
    const entry = (id: string, text: string) =>
      `<simpleAssociableChoice identifier="${id}" matchMax="1">${text}</simpleAssociableChoice>`;
    const body = `<matchInteraction responseIdentifier="RESPONSE"><prompt>Match.</prompt>
      <simpleMatchSet>${entry('P1', 'DNS')}${entry('P2', 'SSH')}</simpleMatchSet>
      <simpleMatchSet>${entry('O1', '22')}${entry('O2', '53')}${entry('O3', '80')}</simpleMatchSet></matchInteraction>`;
    const { type, key, prompts, options } = one(item(version, { declaration, body }));
    expect({ type, key, prompts: prompts.length, options: options.length }).toEqual({
      type: 'matching',
      key: ['p1=o2', 'p2=o1'],
      prompts: 2,
      options: 3,
    });
  });

  test('asks for a number within its tolerance', () => {
    const declaration = `<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="float">
      <correctResponse><value>4.25</value></correctResponse></responseDeclaration>`;
    const equal = version === '3.0' ? ['qti-equal', 'tolerance-mode'] : ['equal', 'toleranceMode'];
    const rest = `<${version === '3.0' ? 'qti-response-processing' : 'responseProcessing'}><${equal[0]} ${equal[1]}="absolute" tolerance="0.05 0.05"/></${version === '3.0' ? 'qti-response-processing' : 'responseProcessing'}>`;
    const body = '<p>How many hours? <textEntryInteraction responseIdentifier="RESPONSE"/></p>';
    const { type, key, tolerance, stem } = one(item(version, { declaration, body, rest }));
    expect({ type, key, tolerance, stem }).toEqual({
      type: 'numeric',
      key: ['4.25'],
      tolerance: 0.05,
      stem: 'How many hours? _____',
    });
  });

  test('has no gap in its text where the field stands by itself, and reads powers of ten', () => {
    const declaration = `<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="float">
      <correctResponse><value>-1.5E-7</value></correctResponse></responseDeclaration>`;
    const body = '<p>How many hours?</p><p> <textEntryInteraction responseIdentifier="RESPONSE"/> </p>';
    const { key, stem } = one(item(version, { declaration, body }));
    expect({ key, stem }).toEqual({ key: ['-0.00000015'], stem: 'How many hours?' });
  });

  test.each([
    ['adaptive', { ...choice, attributes: ' adaptive="true"' }, 'changes as the candidate answers'],
    ['without a question', { ...choice, body: '<p>Read this.</p>' }, 'asks nothing'],
    ['with two questions', { ...choice, body: choice.body + choice.body }, 'asks 2 things at once (choice)'],
    [
      'without a key',
      { ...choice, declaration: '<responseDeclaration identifier="RESPONSE"/>' },
      'has no key',
    ],
    [
      'with a key that is no option',
      { ...choice, declaration: choice.declaration.replace('>B<', '>Z<') },
      'Its key names "Z", which is not one of its options.',
    ],
    [
      'with two answers each right on its own',
      { ...choice, declaration: choice.declaration.replace('</value>', '</value><value>A</value>') },
      'either there is only one right answer or all of them are needed',
    ],
    [
      'of another type',
      { ...choice, body: '<extendedTextInteraction responseIdentifier="RESPONSE"/>' },
      'support this type of question (extendedText)',
    ],
  ])('that is %s is left out with its reason', (_, parts, sentence) => {
    expect(reason(item(version, parts))).toContain(sentence);
  });
});

const classic = (item: string) =>
  `<?xml version="1.0"?><!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2p1.dtd"><questestinterop>
  <assessment ident="a" title="Quiz"><section ident="s" title="Part 1">${item}</section></assessment></questestinterop>`;

const label = (ident: string, text: string) =>
  `<response_label ident="${ident}"><material><mattext texttype="text/html">${text}</mattext></material></response_label>`;
const rule = (values: string[], points: number, feedback = '', respident = 'r1') =>
  `<respcondition><conditionvar>${values.length > 1 ? '<and>' : ''}${values
    .map((value) =>
      value.startsWith('!')
        ? `<not><varequal respident="${respident}">${value.slice(1)}</varequal></not>`
        : `<varequal respident="${respident}">${value}</varequal>`,
    )
    .join(
      '',
    )}${values.length > 1 ? '</and>' : ''}</conditionvar>${points ? `<setvar action="Set" varname="SCORE">${points}</setvar>` : ''}${
    feedback ? `<displayfeedback linkrefid="${feedback}"/>` : ''
  }</respcondition>`;
const stem =
  '<material><mattext texttype="text/html">&lt;p&gt;Which &lt;b&gt;port&lt;/b&gt;?&lt;/p&gt;</mattext></material>';
const lid = (cardinality: string, labels: string, ident = 'r1') =>
  `<response_lid ident="${ident}" rcardinality="${cardinality}"><render_choice>${labels}</render_choice></response_lid>`;

describe('an item of QTI 1.2', () => {
  const three = label('1', '80') + label('2', '443') + label('3', 'a &lt;i&gt;b&lt;/i&gt;');

  test('is a question with its options, key and feedback', () => {
    const [read1] = read(
      classic(`<item ident="q1" title="Ports"><presentation>${stem}${lid('Single', three)}</presentation>
        <resprocessing>${rule(['1'], 0, '1_fb')}${rule(['2'], 100, 'correct_fb')}</resprocessing>
        <itemfeedback ident="1_fb"><flow_mat><material><mattext>That is HTTP.</mattext></material></flow_mat></itemfeedback>
        <itemfeedback ident="correct_fb"><material><mattext>Yes.</mattext></material></itemfeedback>
        <itemfeedback ident="general_incorrect_fb"><material><mattext>No.</mattext></material></itemfeedback></item>`),
    );
    expect(read1).toEqual({
      id: 'q1',
      title: 'Ports',
      category: ['Quiz', 'Part 1'],
      type: 'single',
      stem: 'Which **port**?',
      options: [
        { id: '1', text: '80', rationale: 'That is HTTP.' },
        { id: '2', text: '443' },
        { id: '3', text: 'a *b*' },
      ],
      prompts: [],
      key: ['2'],
      shuffle: true,
      rationale: 'Yes.',
      extra: { identifier: 'q1', title: 'Ports', version: '1.2', onWrong: 'No.' },
      changes: ['the feedback on wrong answers is kept, but not shown'],
    });
  });

  test('with several right answers has those that must be chosen as its key', () => {
    const text = classic(`<item ident="q1"><presentation>${stem}${lid('Multiple', three)}</presentation>
      <resprocessing>${rule(['1', '!2', '3'], 100)}</resprocessing></item>`);
    expect(one(text)).toMatchObject({ type: 'multiple', key: ['1', '3'] });
  });

  test('with a list beside each of several texts matches them', () => {
    const list = (ident: string, text: string) =>
      `<response_lid ident="${ident}"><material><mattext>${text}</mattext></material><render_choice>${label('1', '22')}${label('2', '53')}</render_choice></response_lid>`;
    const text =
      classic(`<item ident="q1"><presentation>${stem}${list('x', 'SSH')}${list('y', 'DNS')}</presentation>
      <resprocessing>${rule(['1'], 50, '', 'x')}${rule(['2'], 50, '', 'y')}</resprocessing></item>`);
    expect(one(text)).toMatchObject({
      type: 'matching',
      prompts: [
        { id: 'x', text: 'SSH' },
        { id: 'y', text: 'DNS' },
      ],
      options: [
        { id: 'o1', text: '22' },
        { id: 'o2', text: '53' },
      ],
      key: ['x=o1', 'y=o2'],
    });
  });

  test('asks for a number between two ends', () => {
    const text =
      classic(`<item ident="q1"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>numerical_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
      <presentation>${stem}<response_str ident="r1"><render_fib fibtype="Decimal"><response_label ident="a"/></render_fib></response_str></presentation>
      <resprocessing><respcondition><conditionvar><or><varequal respident="r1">5.5</varequal><and><vargte respident="r1">5.3</vargte><varlte respident="r1">5.7</varlte></and></or></conditionvar><setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing></item>`);
    expect(one(text)).toMatchObject({ type: 'numeric', key: ['5.5'], tolerance: 0.2 });
  });

  test('that asks for words is left out by its type', () => {
    const text =
      classic(`<item ident="q1"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>essay_question</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
      <presentation>${stem}<response_str ident="r1"><render_fib/></response_str></presentation></item>`);
    expect(reason(text)).toBe('Etude does not support this type of question (essay_question).');
  });
});

describe('a package', () => {
  const pixel = Buffer.from('iVBORw0KGgo=', 'base64');
  const picture = { ...choice, body: `<p><img src="../media/a%20b.png" alt="A map"/></p>${choice.body}` };

  test('holds items in the order of its test, with their sections and pictures', async () => {
    const zip = zipOf([
      { name: 'items/2.xml', content: item('2.1', { ...picture, attributes: ' toolName="x"' }) },
      { name: 'items/1.xml', content: item('2.1', choice) },
      { name: 'items/broken.xml', content: '<assessmentItem><itemBody>' },
      { name: '__MACOSX/items/._1.xml', content: '\x00\x05' },
      { name: 'media/a b.png', content: pixel.toString('latin1') },
      {
        name: 'test.xml',
        content:
          '<assessmentTest title="T"><testPart><assessmentSection title="S"><assessmentItemRef href="items/1.xml"/><assessmentItemRef href="items/2.xml"/></assessmentSection></testPart></assessmentTest>',
      },
    ]);
    const { outcomes, pictures } = (await readQtiPackage(await openZip(zip)))!;
    expect(outcomes.map((each) => ['reason' in each ? each.reason : each.stem, each.category])).toEqual([
      ['Which **port**?\n\nChoose one.', ['T', 'S']],
      ['![A map](a-b.png)\n\nWhich **port**?\n\nChoose one.', ['T', 'S']],
      [expect.stringContaining('not valid XML'), []],
    ]);
    expect([...pictures.keys()]).toEqual(['a-b.png']);
  });

  test('with a picture that is too large for a bank is read all the same', async () => {
    const zip = zipOf([
      {
        name: 'a.xml',
        content: item('2.1', { ...choice, body: `<p><img src="a.png" alt="A"/></p>${choice.body}` }),
      },
      { name: 'a.png', content: randomBytes(2 ** 20 + 50) },
    ]);
    const { outcomes, pictures } = (await readQtiPackage(await openZip(zip)))!;
    expect(outcomes).toHaveLength(1);
    expect(pictures.get('a.png')?.length).toBeGreaterThan(2 ** 20);
  });

  test('without items is none', async () => {
    const zip = zipOf([{ name: 'a.xml', content: '<manifest/>' }]);
    expect(await readQtiPackage(await openZip(zip))).toBeUndefined();
  });

  test('of a test alone is asked for as a whole', () => {
    const text = '<assessmentTest title="T"><assessmentItemRef href="1.xml"/></assessmentTest>';
    expect(() => read(text)).toThrow('import the whole package');
  });
});
