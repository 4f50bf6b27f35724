import { choiceType } from '../item/ids.ts';
import { attempt, type Choice, type Item, type Outcome, Unfit } from '../item/model.ts';
import { plainNumber } from '../item/number.ts';
import { withRest } from '../item/rest.ts';
import { createConverter, titleOf } from '../item/text.ts';
import { type Block, blocksOf, hide, reveal } from './split.ts';

type Convert = ReturnType<typeof createConverter>;
type Answer = { sign: string; weight: number | undefined; text: string; feedback: string };
type Asked = Pick<Item, 'type' | 'options' | 'prompts' | 'key'> & { tolerance?: number };

/** Reads a file in Moodle’s GIFT format. */
export function readGift(text: string): Outcome[] {
  let category: string[] = [];
  const outcomes: Outcome[] = [];
  for (const block of blocksOf(text)) {
    const path = /^\s*\$CATEGORY:(.*)/.exec(block.text)?.[1];
    if (path !== undefined) category = categoryOf(path);
    else outcomes.push(readBlock(block, category));
  }
  return outcomes;
}

/** The parts of a category’s path; a doubled slash is a slash in a name. */
export function categoryOf(path: string): string[] {
  const parts = path.trim().replaceAll('//', '\ue010').split('/');
  return parts
    .map((part) => part.replaceAll('\ue010', '/').trim())
    .filter((part) => !/^(\$\w+\$|top|)$/.test(part));
}

function readBlock(block: Block, category: string[]): Outcome {
  const said = (name: string) =>
    block.comments
      .flatMap((each) => [...each.matchAll(new RegExp(`\\[${name}:((?:[^\\]\\\\]|\\\\.)+)\\]`, 'g'))])
      .map(([, value]) => value!.replaceAll('\\]', ']'));
  const rest = block.comments.find((each) => each.startsWith('etude: '))?.slice('etude: '.length);
  const whole = hide(block.text).trim();
  const [, name, body] = /^::(.*?)::(.*)$/s.exec(whole) ?? [undefined, undefined, whole];
  const title = titleOf(reveal(name ?? body!.replace(/\{.*/s, '')));
  const about = { id: said('id')[0] ?? `line ${block.line}`, title, category };
  const outcome = attempt(about, () => {
    const convert = createConverter();
    const { format, text } = formatIn(body!, 'moodle');
    const start = text.indexOf('{');
    const end = text.indexOf('}', start);
    if (start < 0) throw new Unfit('It is a description and asks nothing.');
    if (end < 0) throw new Unfit('Its braces are not closed.');
    const after = text.slice(end + 1).replace(/^["';\s]+$/, '');
    const inside = text.slice(start + 1, end);
    const stem = text.slice(0, start).trimEnd() + (after.trim() === '' ? '' : ` _____${after.trimEnd()}`);
    const [answers, general] = generalIn(inside);
    const asked = askedIn(answers, format, convert);
    const tags = said('tag');
    const extra = {
      ...(name === undefined ? {} : { name: reveal(name) }),
      ...(said('id')[0] ? { id: said('id')[0] } : {}),
    };
    if (block.isTorn) convert.changes.add('A blank line between its braces was ignored.');
    const shown = after.trim() !== '' && format === 'moodle' ? stem.replace('_____', '\ue020') : stem;
    return {
      ...asked,
      stem: (convert.block(reveal(shown), format) || title).replace('\ue020', '\\_\\_\\_\\_\\_'),
      shuffle: true,
      rationale: general === undefined ? '' : textOf(general, format, convert.block),
      extra,
      changes: [...convert.changes],
      format: 'gift',
      ...(tags.length > 0 ? { rest: { tags } } : {}),
    };
  });
  if ('reason' in outcome) return outcome;
  return withRest(outcome, rest, outcome.type === 'matching' ? 'keyed' : 'written');
}

function formatIn(text: string, inherited: string): { format: string; text: string } {
  const [all, format] = /^\s*\[(html|moodle|plain|markdown)\]/.exec(text) ?? [];
  return { format: format ?? inherited, text: all ? text.slice(all.length) : text };
}

function textOf(
  hidden: string,
  inherited: string,
  convert: (text: string, format: string) => string,
): string {
  const { format, text } = formatIn(hidden, inherited);
  return convert(reveal(text), format);
}

function generalIn(inside: string): [answers: string, general: string | undefined] {
  const at = inside.lastIndexOf('####');
  return at < 0 ? [inside, undefined] : [inside.slice(0, at), inside.slice(at + 4)];
}

function askedIn(inside: string, format: string, convert: Convert): Asked {
  const text = inside.trim();
  if (text === '') throw new Unfit('It is an essay, which Etude cannot mark.');
  if (text.startsWith('#')) return numeric(text.slice(1));
  if (text.includes('~')) return choice(text, format, convert);
  if (text.includes('=') && text.includes('->')) return matching(text, format, convert);
  const truth = /^(T|TRUE|F|FALSE)\s*(?:#|$)/.exec(text)?.[1];
  if (truth) return trueFalse(truth.startsWith('T'), text, format, convert);
  throw new Unfit('Candidates would type some text (short answer), which Etude cannot mark.');
}

function answersIn(text: string): Answer[] {
  return [...text.matchAll(/([=~])([^=~]*)/g)].map(([, sign, rest]) => {
    const [body, ...feedback] = rest!.split('#');
    const [all, percent] = /^\s*%(-?[\d.]+)%/.exec(body!) ?? [];
    const weight = percent === undefined ? undefined : Number(percent);
    return { sign: sign!, weight, text: all ? body!.slice(all.length) : body!, feedback: feedback.join('#') };
  });
}

function choice(text: string, format: string, convert: Convert): Asked {
  const answers = answersIn(text);
  const options = answers.map(
    (answer, i): Choice => ({
      id: String.fromCharCode(97 + i),
      text: textOf(answer.text, format, convert.line),
      ...(answer.feedback.trim() === '' ? {} : { rationale: textOf(answer.feedback, format, convert.block) }),
    }),
  );
  const hasKey = answers.some(({ sign }) => sign === '=');
  const isKey = ({ sign, weight = 0 }: Answer) => (hasKey ? sign === '=' : weight > 0);
  const key = options.filter((_, i) => isKey(answers[i]!)).map(({ id }) => id);
  if (answers.filter(({ sign }) => sign === '=').length > 1)
    convert.changes.add('Any one of its right answers used to be enough; now candidates need them all.');
  const partly = answers.some((each) => !isKey(each) && (each.weight ?? 0) > 0);
  if (partly) convert.changes.add('A partly right answer now counts as wrong.');
  if (answers.some((each) => (each.weight ?? 0) < 0))
    convert.changes.add('Wrong answers no longer lose marks.');
  return { type: choiceType(key), options, prompts: [], key };
}

function matching(text: string, format: string, convert: Convert): Asked {
  const pairs = answersIn(text).map((answer) => {
    const [left = '', ...right] = (answer.weight === undefined ? answer.text : answer.text).split('->');
    return [left, right.join('->')].map((each) => textOf(each, format, convert.line)) as [string, string];
  });
  const texts = [...new Set(pairs.map(([, right]) => right))];
  const options = texts.map((right, i) => ({ id: String.fromCharCode(97 + i), text: right }));
  const prompts = pairs
    .filter(([left]) => left !== '')
    .map(([left], i) => ({ id: String(i + 1), text: left }));
  const rights = pairs.filter(([left]) => left !== '').map(([, right]) => right);
  const key = rights.map((right, i) => `${i + 1}=${options[texts.indexOf(right)]!.id}`);
  return { type: 'matching', options, prompts, key };
}

function trueFalse(isTrue: boolean, text: string, format: string, convert: Convert): Asked {
  const [, wrong = '', right = ''] = text.split('#');
  const rationale = (hidden: string) =>
    hidden.trim() === '' ? {} : { rationale: textOf(hidden, format, convert.block) };
  return {
    type: 'true-false',
    prompts: [],
    key: [String(isTrue)],
    options: [
      { id: 'true', text: 'True', ...rationale(isTrue ? right : wrong) },
      { id: 'false', text: 'False', ...rationale(isTrue ? wrong : right) },
    ],
  };
}

function numeric(text: string): Asked {
  const body = text.split('#')[0]!;
  const answers = body.includes('=') ? answersIn(body) : [{ text: body, weight: 100 }];
  const full = answers.filter(({ weight = 100 }) => weight === 100);
  if (full.length !== 1) throw new Unfit('It has several correct numbers, but Etude allows only one.');
  const [from, to] = full[0]!.text.split('..').map((each) => reveal(each).replace(/^:/, ''));
  const [value, spread] = to === undefined ? from!.split(':') : middleOf(Number(from), Number(to));
  const number = plainNumber(String(value).trim());
  return { type: 'numeric', options: [], prompts: [], key: [number], tolerance: Number(spread ?? 0) || 0 };
}

const middleOf = (from: number, to: number) => [String((from + to) / 2), String(Math.abs(to - from) / 2)];
