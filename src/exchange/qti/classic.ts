import type { TakePicture } from '../html/markdown.ts';
import { optionIds } from '../item/ids.ts';
import { type About, attempt, type Outcome, Unfit } from '../item/model.ts';
import { plainNumber } from '../item/number.ts';
import type { Xml } from '../xml/parse.ts';
import { allNamed, childrenOf, findAll } from '../xml/tree.ts';
import { isOnWrong, joined } from './feedback.ts';
import { type Asked, asTrueFalse, isTrue, wordsOf } from './interactions.ts';
import { wrongKept } from './item.ts';
import { lineOfMaterial, materialOf } from './material.ts';
import { paidValues, type Rule, rulesIn } from './scoring.ts';
import { asExported } from './texts.ts';

/** What an item of QTI 1.2 is read with. */
type Given = { responses: Xml[]; rules: Rule[]; fields: ReadonlyMap<string, string>; picture: TakePicture };

const isResponse = ({ name }: Xml) => /^response_(lid|str|num|xy|grp)$/.test(name);

/** Reads an item of QTI 1.2, also as Canvas, Blackboard and Common Cartridge write it. */
export function readClassicItem(item: Xml, category: string[], picture: TakePicture): Outcome {
  const { ident = '', title = '' } = item.attributes;
  const about: About = { id: ident, title: title.trim(), category };
  const outcome = attempt(about, () => {
    const [presentation] = childrenOf(item, 'presentation');
    if (!presentation) throw new Unfit('It asks nothing (no presentation).');
    const given = {
      responses: findAll(presentation, isResponse),
      rules: rulesIn(item),
      fields: fieldsOf(item),
      picture,
    };
    const asked = askedIn(given);
    const stem = materialOf(presentation, picture);
    const prompt =
      given.responses.length === 1 ? materialOf(given.responses[0]!, picture) : { text: '', changes: [] };
    const said = feedbackOf(item, given);
    const { type, key, shuffle, tolerance, prompts } = asked;
    const changes = [...asked.changes, ...stem.changes, ...prompt.changes, ...said.changes];
    return {
      type,
      key,
      shuffle,
      prompts,
      ...(tolerance === undefined ? {} : { tolerance }),
      stem: joined([stem.text, prompt.text]) || title,
      options: asked.options.map((option) => {
        const name = [...asked.identifiers].find(([, id]) => id === option.id)?.[0] ?? '';
        const rationale = said.ofOptions.get(name);
        return rationale ? { ...option, rationale } : option;
      }),
      rationale: said.ofQuestion,
      extra: {
        identifier: ident,
        ...(title ? { title } : {}),
        version: '1.2',
        ...(said.onWrong ? { onWrong: said.onWrong } : {}),
      },
      ...(item.attributes.lang ? { language: item.attributes.lang } : {}),
      changes: [...new Set([...changes, ...(said.onWrong ? [wrongKept] : [])])],
    };
  });
  return asExported(outcome, item);
}

/** The metadata of an item, by their names. */
function fieldsOf(item: Xml): Map<string, string> {
  return new Map(
    allNamed(item, 'qtimetadatafield').map((field) => [
      wordsOf(childrenOf(field, 'fieldlabel')[0]).toLowerCase(),
      wordsOf(childrenOf(field, 'fieldentry')[0]),
    ]),
  );
}

function askedIn(given: Given): Asked {
  const { responses, fields } = given;
  const declared = fields.get('question_type') ?? fields.get('cc_profile') ?? '';
  const named = declared ? ` (${declared})` : '';
  if (responses.length === 0) throw new Unfit(`Nothing it asks has a key${named}.`);
  const areLists = responses.every(({ name }) => name === 'response_lid');
  if (responses.length > 1) {
    if (areLists && responses.every((response) => childrenOf(response, 'material').length > 0))
      return matching(given);
    throw new Unfit(`It asks ${responses.length} things at once${named}.`);
  }
  if (areLists) return choice(given, responses[0]!);
  if (isNumber(responses[0]!, declared)) return numeric(given);
  throw new Unfit(`Etude does not support this type of question${named || ` (${responses[0]!.name})`}.`);
}

function isNumber(response: Xml, declared: string): boolean {
  const [fib] = allNamed(response, 'render_fib');
  return (
    response.name === 'response_num' ||
    /numerical/.test(declared) ||
    /^(integer|decimal|scientific)$/i.test(fib?.attributes.fibtype ?? '')
  );
}

/** The options of a response, with their names in the file and in Etude. */
function optionsIn(response: Xml, picture: TakePicture) {
  const labels = allNamed(response, 'response_label');
  const ids = optionIds(labels.map(({ attributes }) => attributes.ident ?? ''));
  const changes: string[] = [];
  const options = labels.map((label) => {
    const { text, changes: own } = lineOfMaterial(label, picture);
    changes.push(...own);
    const isFixed = /^no$/i.test(label.attributes.rshuffle ?? '');
    return { id: ids.get(label.attributes.ident ?? '')!, text, ...(isFixed ? { anchor: true } : {}) };
  });
  if (options.some(({ text }) => text === '')) throw new Unfit('One of its options has no text.');
  return { options, ids, changes };
}

function choice({ rules, picture }: Given, response: Xml): Asked {
  const { options, ids, changes } = optionsIn(response, picture);
  const { ident = '', rcardinality = 'Single' } = response.attributes;
  const shuffle = allNamed(response, 'render_choice')[0]?.attributes.shuffle;
  const asked = {
    options,
    prompts: [],
    identifiers: ids,
    changes,
    shuffle: shuffle === undefined || isTrue(shuffle),
  };
  if (/^ordered$/i.test(rcardinality))
    return { ...asked, type: 'ordering', key: orderIn(rules, ids), shuffle: true };
  const paid = [...paidValues(rules, ident)].filter(([value]) => ids.has(value));
  if (paid.length === 0) throw new Unfit('It has no key.');
  if (/^multiple$/i.test(rcardinality))
    return { ...asked, type: 'multiple', key: paid.map(([value]) => ids.get(value)!) };
  const most = Math.max(...paid.map(([, points]) => points));
  const best = paid.filter(([, points]) => points === most);
  if (best.length > 1)
    throw new Unfit(
      'Any one of several answers is right. In Etude, either there is only one right answer or all of them are needed.',
    );
  const isPartly = paid.length > 1 ? ['partly right answers now count as wrong'] : [];
  const single: Asked = {
    ...asked,
    type: 'single',
    key: [ids.get(best[0]![0])!],
    changes: [...changes, ...isPartly],
  };
  return asTrueFalse(single);
}

function orderIn(rules: readonly Rule[], ids: ReadonlyMap<string, string>): string[] {
  const wanted = rules.find(({ points }) => points > 0)?.wanted.toSorted((a, b) => a.place - b.place) ?? [];
  if (wanted.length !== ids.size) throw new Unfit('Its key does not put all the options in order.');
  return wanted.map(({ value }) => ids.get(value) ?? '');
}

/** Several lists with the same options, each beside a text of its own. */
function matching({ responses, rules, picture }: Given): Asked {
  const prompts = optionIds(responses.map(({ attributes }) => attributes.ident ?? ''));
  const lists = responses.map((response) => optionsIn(response, picture));
  const texts = [...new Set(lists.flatMap(({ options }) => options.map(({ text }) => text)))];
  const options = texts.map((text, i) => ({ id: `o${i + 1}`, text }));
  const key = responses.map(({ attributes: { ident = '' } }, i) => {
    const { ids, options: own } = lists[i]!;
    const [value = ''] = paidValues(rules, ident).keys();
    const text = own.find(({ id }) => id === ids.get(value))?.text;
    if (text === undefined)
      throw new Unfit('Its key does not match each entry in the first list with one in the second.');
    return `${prompts.get(ident)}=o${texts.indexOf(text) + 1}`;
  });
  const asked = responses.map((response) =>
    lineOfMaterial({ ...response, children: childrenOf(response, 'material') }, picture),
  );
  return {
    type: 'matching',
    prompts: responses.map(({ attributes: { ident = '' } }, i) => ({
      id: prompts.get(ident)!,
      text: asked[i]!.text,
    })),
    options,
    key,
    shuffle: true,
    identifiers: new Map(),
    changes: lists.flatMap(({ changes }) => changes),
  };
}

/** A number with its tolerance, which QTI 1.2 says by a lower and an upper end. */
function numeric({ rules }: Given): Asked {
  const { numbers = [] } = rules.find(({ points }) => points > 0) ?? {};
  const numberOf = (...names: string[]) =>
    numbers.find(({ name, value }) => names.includes(name) && Number.isFinite(value))?.value;
  const [low, high] = [numberOf('vargte', 'vargt'), numberOf('varlte', 'varlt')];
  const isRange = low !== undefined && high !== undefined;
  const exact = numberOf('varequal') ?? (isRange ? rounded((low + high) / 2) : undefined);
  if (exact === undefined) throw new Unfit('Its key is not a number.');
  const tolerance = isRange ? rounded(Math.max(high - exact, exact - low)) : 0;
  return {
    type: 'numeric',
    options: [],
    prompts: [],
    key: [plainNumber(String(exact))],
    tolerance,
    shuffle: true,
    identifiers: new Map(),
    changes: [],
  };
}

/** Without the last digits, which only the arithmetic of computers makes. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

const ofQuestionOnly = /^(general|correct|incorrect|right|wrong|solution|hint)/i;

/** The feedback of an item: what one rule shows for one option is that option's. */
function feedbackOf(item: Xml, { rules, picture }: Given) {
  const changes: string[] = [];
  const ofOptions = new Map<string, string>();
  const [ofQuestion, onWrong]: [string[], string[]] = [[], []];
  for (const element of childrenOf(item, 'itemfeedback')) {
    const { ident = '' } = element.attributes;
    const { text, changes: own } = materialOf(element, picture);
    changes.push(...own);
    const shown = rules.filter(({ feedback }) => feedback.includes(ident));
    const [value] = new Set(shown.flatMap(({ wanted }) => wanted.map((each) => each.value)));
    const isOfOption = !ofQuestionOnly.test(ident) && shown.length === 1 && shown[0]!.wanted.length === 1;
    if (isOfOption) ofOptions.set(value!, text);
    else (isOnWrong(ident) ? onWrong : ofQuestion).push(text);
  }
  return { ofOptions, ofQuestion: joined(ofQuestion), onWrong: joined(onWrong), changes };
}
