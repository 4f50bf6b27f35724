import { kindNames, kindOf } from '../../bank/kinds/kinds.ts';
import type { Question } from '../../bank/model.ts';
import { languageOf } from '../../bank/schema/taxonomy.ts';
import type { Outgoing, PackageWriter } from '../item/format.ts';
import type { Outcome } from '../item/model.ts';
import { restOf } from '../item/rest.ts';
import type { Xml } from '../xml/parse.ts';
import { aside, documentOf, el, lines, listOf } from '../xml/write.ts';
import type { Entry } from '../zip/write.door.ts';
import { readClassicItem } from './classic.ts';
import { classicItemOf } from './classic-out.ts';
import { readItem } from './item.ts';
import { itemOf } from './item-out.ts';
import { showing } from './markup.ts';
import { type Going, goingOut } from './outgoing.ts';
import { manifestOf, type Profile, pathOf, type Resource, sectionsOf } from './package.ts';
import { sourcesOf } from './texts.ts';
import { inNamesOf3 } from './vocabulary.ts';

/** What one version of QTI 2 or 3 says otherwise than another. */
type Version = {
  number: string;
  xmlns: string;
  schema: string;
  /** The end of the types of its files, such as `v2p2`. */
  types: string;
  profile: Profile;
  named: (element: Xml) => Xml;
};

const ims = 'http://www.imsglobal.org/xsd';
const isKnown = (question: Question) => (kindNames as string[]).includes(kindOf(question).name);
const unfit = (question: Question) => (isKnown(question) ? undefined : 'QTI has no questions of its type.');

function writerOf({ number, xmlns, schema, types, profile, named }: Version): PackageWriter {
  const root = {
    xmlns,
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xsi:schemaLocation': `${xmlns} ${schema}`,
  };
  const page = (element: Xml) => {
    const { name, attributes, children } = named(element);
    return documentOf({ name, attributes: { ...root, ...attributes }, children });
  };
  return {
    name: `qti-${number}`,
    title: `QTI ${number}`,
    ending: 'zip',
    unfit,
    lost: darkLost,
    *files(bank) {
      const items = bank.questions.map(
        (question, i): Resource => ({
          identifier: `ITEM-${i + 1}`,
          type: `imsqti_item_xml${types}`,
          href: `items/${question.id}.xml`,
          files: picturesOf(question),
        }),
      );
      const test = { identifier: 'TEST', type: `imsqti_test_xml${types}`, href: 'test.xml', files: [] };
      yield { name: 'imsmanifest.xml', content: documentOf(manifestOf(profile, test, items)) };
      yield { name: test.href, content: page(testOf(bank)) };
      const taken = new Set<string>();
      for (const question of bank.questions) {
        const going = outgoing(bank, question, '../', taken);
        const item = whole(going, itemOf(going), (each) => readItem(each, [], nameIn));
        yield { name: `items/${question.id}.xml`, content: page(item) };
      }
      yield* pictureFiles(bank);
    },
  };
}

/** The test of a package: its items in sections, one for each domain and in it one for each objective. */
function testOf(bank: Outgoing): Xml {
  let [sections, items] = [0, 0];
  const section = (title: string, inside: Xml[]) =>
    listOf('assessmentSection', { identifier: `SECTION-${++sections}`, title, visible: 'true' }, inside);
  const reference = ({ id }: Question) =>
    el('assessmentItemRef', { identifier: `ITEM-${++items}`, href: `items/${id}.xml` });
  const domains = sectionsOf(bank, reference).map(({ title, inside }) =>
    section(
      title,
      inside.map((objective) => section(objective.title, objective.inside)),
    ),
  );
  return lines(
    'assessmentTest',
    { identifier: 'TEST', title: bank.taxonomy.title },
    lines(
      'testPart',
      { identifier: 'PART', navigationMode: 'nonlinear', submissionMode: 'simultaneous' },
      ...domains,
    ),
  );
}

/** QTI 1.2: all items in one file, or a few where there are very many. */
const classicWriter: PackageWriter = {
  name: 'qti-1.2',
  title: 'QTI 1.2',
  ending: 'zip',
  unfit,
  lost: (question) => [
    ...darkLost(question),
    ...(explainsUnseen(question)
      ? ['Only Etude can read back what is said about each option and prompt.']
      : []),
  ],
  *files(bank) {
    const parts = partsOf(bank);
    const resources = parts.map(
      ({ questions }, i): Resource => ({
        identifier: `ASSESSMENT-${i + 1}`,
        type: 'imsqti_xmlv1p2',
        href: fileOfPart(i),
        files: [...new Set(questions.flatMap(picturesOf))],
      }),
    );
    yield { name: 'imsmanifest.xml', content: documentOf(manifestOf(classicProfile, undefined, resources)) };
    const taken = new Set<string>();
    for (const [i, part] of parts.entries())
      yield { name: fileOfPart(i), content: documentOf(assessmentOf(part, i, taken)) };
    yield* pictureFiles(bank);
  },
};

const classicProfile = { xmlns: `${ims}/imscp_v1p1`, schema: 'IMS Content', schemaversion: '1.1.3' };
/** Most items of one file, which readers hold in memory as a whole. */
const mostOfPart = 5000;

const fileOfPart = (i: number) => (i === 0 ? 'assessment.xml' : `assessment-${i + 1}.xml`);

function partsOf(bank: Outgoing): Outgoing[] {
  const count = Math.max(1, Math.ceil(bank.questions.length / mostOfPart));
  return Array.from({ length: count }, (_, i) => ({
    ...bank,
    questions: bank.questions.slice(i * mostOfPart, (i + 1) * mostOfPart),
  }));
}

function assessmentOf(bank: Outgoing, part: number, taken: Set<string>): Xml {
  let sections = 0;
  const section = (title: string, inside: Xml[]) =>
    listOf('section', { ident: `SECTION-${part + 1}-${++sections}`, title }, inside);
  const item = (question: Question) => {
    const going = outgoing(bank, question, '', taken);
    return whole(going, classicItemOf(going), (each) => readClassicItem(each, [], nameIn));
  };
  const domains = sectionsOf(bank, item).map(({ title, inside }) =>
    section(
      title,
      inside.map((objective) => section(objective.title, objective.inside)),
    ),
  );
  return lines(
    'questestinterop',
    { xmlns: `${ims}/ims_qtiasiv1p2` },
    lines('assessment', { ident: `ASSESSMENT-${part + 1}`, title: bank.taxonomy.title }, ...domains),
  );
}

/** Whether rationales have no place that other programs show. */
function explainsUnseen({ options, prompts = [], ...question }: Question): boolean {
  const isSeen = !['ordering', 'matching'].includes(kindOf({ ...question, options, prompts }).name);
  return !isSeen && [...options, ...prompts].some(({ rationale }) => rationale);
}

function outgoing(bank: Outgoing, question: Question, up: string, taken: Set<string>): Going {
  const addresses = Object.keys(question.pictures ?? {}).map(
    (name) => [name, up + pathOf(question, name)] as const,
  );
  return goingOut(question, languageOf(bank.taxonomy), showing(new Map(addresses)), taken);
}

/** An item with what other programs have no place for, and with what an import would read otherwise. */
function whole({ question }: Going, item: Xml, read: (item: Xml) => Outcome): Xml {
  const outcome = read(item);
  const sources = 'reason' in outcome ? undefined : sourcesOf(question, outcome);
  const asides = [aside('?etude', restOf(question)), ...(sources ? [aside('?etude-texts', sources)] : [])];
  return { ...item, children: [...item.children, ...asides.flatMap((each) => [each, '\n'])] };
}

const nameIn = (source: string) => source.split('/').at(-1);

const picturesOf = (question: Question) =>
  Object.keys(question.pictures ?? {}).map((name) => pathOf(question, name));

/** Each picture once. */
function* pictureFiles({ questions, picture }: Outgoing): Generator<Entry> {
  const written = new Set<string>();
  for (const question of questions)
    for (const name of Object.keys(question.pictures ?? {})) {
      const path = pathOf(question, name);
      if (!written.has(path)) yield { name: path, content: picture(question, name) };
      written.add(path);
    }
}

function darkLost({ pictures = {} }: Question): string[] {
  return Object.values(pictures).some(({ dark }) => dark !== undefined)
    ? ['The dark versions of its pictures are left out.']
    : [];
}

const same = (element: Xml) => element;

/** The versions of QTI, the newest first. */
export const qtiWriters: readonly PackageWriter[] = [
  writerOf({
    number: '3.0',
    xmlns: `${ims}/imsqtiasi_v3p0`,
    schema: 'https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd',
    types: 'v3p0',
    profile: { xmlns: `${ims}/qti/qtiv3p0/imscp_v1p1`, schema: 'QTI Package', schemaversion: '3.0.0' },
    named: (element) => inNamesOf3(withContentBody(element)),
  }),
  writerOf({
    number: '2.2',
    xmlns: `${ims}/imsqti_v2p2`,
    schema: `${ims}/qti/qtiv2p2/imsqti_v2p2.xsd`,
    types: 'v2p2',
    profile: { xmlns: `${ims}/imscp_v1p1`, schema: 'QTIv2.2 Package', schemaversion: '1.0.0' },
    named: same,
  }),
  writerOf({
    number: '2.1',
    xmlns: `${ims}/imsqti_v2p1`,
    schema: `${ims}/qti/qtiv2p1/imsqti_v2p1.xsd`,
    types: 'v2p1',
    profile: { xmlns: `${ims}/imscp_v1p1`, schema: 'QTIv2.1 Package', schemaversion: '1.0.0' },
    named: same,
  }),
  classicWriter,
];

/** Version 3 puts what feedback says into a body of its own. */
function withContentBody(element: Xml): Xml {
  const children = element.children.map((child) =>
    typeof child !== 'string' && child.name === 'modalFeedback'
      ? { ...child, children: [el('contentBody', {}, ...child.children)] }
      : child,
  );
  return { ...element, children };
}
