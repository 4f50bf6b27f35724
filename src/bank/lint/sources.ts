import { didYouMean } from '../../base/text/nearest.ts';
import { expressions } from '../reading/expressions.ts';
import type { Reading } from '../reading/reading.ts';
import { contentAmong, countShared, hasMeaning, plain, quote, wordsOf } from '../reading/text.ts';
import type { Fact } from '../schema/facts.ts';
import { type BankFile, languageOf } from '../schema/taxonomy.ts';
import { error, type Flaw, warning, when } from './flaw.ts';

/** What questions are judged by beside themselves. */
export type Ground = {
  /** A day such as 2026-11-24. */
  today: string;
  /** The language of the bank’s text. */
  language: string;
  /** By id; undefined where the bank has no facts.json. */
  facts: ReadonlyMap<string, Fact> | undefined;
  /** By objective: after how many months its facts are to be looked at again. */
  dated: ReadonlyMap<string, number>;
};

const grounds = new WeakMap<BankFile, { ground: Ground; facts: readonly Fact[] | undefined }>();

/** The ground of a bank on a day: the same as long as bank, facts and day are, so that what was judged on it is kept. */
export function groundOf(taxonomy: BankFile, facts: readonly Fact[] | undefined, today: string): Ground {
  const known = grounds.get(taxonomy);
  if (known && known.facts === facts && known.ground.today === today) return known.ground;
  const objectives = taxonomy.domains.flatMap((domain) => domain.objectives);
  const ground: Ground = {
    today,
    language: languageOf(taxonomy),
    facts: facts && new Map(facts.map((fact) => [fact.id, fact])),
    dated: new Map(objectives.flatMap(({ id, dated }) => (dated === undefined ? [] : [[id, dated]]))),
  };
  grounds.set(taxonomy, { ground, facts });
  return ground;
}

/** What is wrong with the basis of a question: dates, sources, explanation. */
export function judgeSources(reading: Reading, ground: Ground): Flaw[] {
  return [
    ...dates(reading, ground),
    ...future(reading, ground),
    ...references(reading),
    ...facts(reading, ground),
    ...explanation(reading, ground),
  ];
}

const usualMonths = 18;

/** Whether a question asks about something that changes from year to year. */
function isDated({ question, stem, options, isEnglish }: Reading, { dated }: Ground): boolean {
  if (question.timeless !== undefined) return false;
  if (dated.has(question.objective)) return true;
  return [stem, ...options.map(({ text }) => text)].some(
    (text) => expressions.figure.test(text) || (isEnglish && expressions.tier.test(text)),
  );
}

function dates(reading: Reading, ground: Ground): Flaw[] {
  if (!isDated(reading, ground)) return [];
  const { asOf, objective } = reading.question;
  const months = ground.dated.get(objective) ?? usualMonths;
  return [
    ...when(!expressions.year.test(reading.stem), () =>
      error(
        'IW-28',
        ['stem'],
        'It names no year and its facts change: name the year, or say in "timeless" why it needs none.',
      ),
    ),
    ...when(asOf === undefined, () =>
      error('IW-28', [], 'It has no "asOf": give the date on which it was last known to be true.'),
    ),
    ...when(asOf !== undefined && addMonths(asOf, months) < ground.today, () =>
      warning(
        'stale',
        ['asOf'],
        `It was last checked on ${asOf}, over ${months} months ago: check it again, then set "asOf".`,
      ),
    ),
  ];
}

function future({ question: { asOf } }: Reading, { today }: Ground): Flaw[] {
  return when(asOf !== undefined && asOf > today, () =>
    error(
      'IW-28',
      ['asOf'],
      `${asOf} is in the future: give the date on which it was last known to be true.`,
    ),
  );
}

/** A day some months later, as good as a comparison needs it. */
function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number);
  const count = year! * 12 + month! - 1 + months;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(count / 12)}-${two((count % 12) + 1)}-${two(date!)}`;
}

/** Whether a text has something in brackets, such as an author. */
function hasBrackets(text: string): boolean {
  const start = text.indexOf('(');
  return start !== -1 && text.lastIndexOf(')') > start + 1;
}

function references({ question: { references } }: Reading): Flaw[] {
  const isFindable = ({ url, locator, title }: (typeof references)[number]) =>
    locator !== undefined &&
    (url !== undefined || /,|\bISBN\b/.test(title) || hasBrackets(title) || expressions.isbn.test(locator));
  return when(!references.some(isFindable), () =>
    error(
      'IW-29',
      ['references'],
      'No reference can be looked up: give one a "locator", and a "url", an ISBN or its author and publisher.',
    ),
  );
}

function facts(reading: Reading, { facts }: Ground): Flaw[] {
  if (!facts) return [];
  const { question } = reading;
  const named = question.facts ?? [];
  const isCommon = named.length > 0 && named.every((id) => facts.get(id)?.grade === 'K');
  return [
    ...when(named.length === 0, () =>
      error(
        'IW-29',
        question.facts ? ['facts'] : [],
        'It names no fact: list the facts it relies on in "facts".',
      ),
    ),
    ...named.flatMap((id, i) =>
      when(!facts.has(id), () =>
        error(
          'IW-29',
          ['facts', i],
          `facts.json has no fact "${id}".${didYouMean(id, [...facts.keys()]) || ' Name one that it has.'}`,
        ),
      ),
    ),
    ...named.flatMap((id, i) =>
      when(facts.get(id)?.examinable === false, () =>
        error(
          'IW-29',
          ['facts', i],
          `Questions may not ask about ${id} ("examinable" in facts.json): remove it.`,
        ),
      ),
    ),
    ...when(isCommon && reading.isEnglish && !namesSource(reading), () =>
      warning(
        'IW-29',
        ['stem'],
        'It relies on common knowledge alone (grade K): name a source from "references" here, by two words of its title or by author and year, or rely on a fact that someone has read in a source.',
      ),
    ),
  ];
}

/** Whether a stem names one of its references: by two words of the title in a row, or by one of them and the year. */
function namesSource({ question: { references }, stem }: Reading): boolean {
  const said = namesIn(stem);
  const pairs = new Set(pairsOf(said));
  return references.some(({ title, year }) => {
    const names = namesIn(plain(title));
    return (
      pairsOf(names).some((pair) => pairs.has(pair)) ||
      (stem.includes(String(year)) && names.some((name) => name !== '' && said.includes(name)))
    );
  });
}

/** The words of a text as they are written, without those in lower-case letters: a book and its subject may share a name. */
function namesIn(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word) => (/^\p{Lu}/u.test(word) && hasMeaning(word.toLowerCase()) ? word : ''));
}

function pairsOf(names: readonly string[]): string[] {
  return names.slice(1).flatMap((name, i) => (name && names[i] ? [`${names[i]} ${name}`] : []));
}

function explanation(reading: Reading, ground: Ground): Flaw[] {
  const { question, rationale, options, stem, isEnglish } = reading;
  const fewest = isEnglish ? 30 : 15;
  const spoken = wordsOf(rationale);
  const words = spoken.length;
  const content = contentAmong(spoken);
  const unsaid = options.filter(
    (option) =>
      question.rationale !== '' && option.content.size > 0 && countShared(option.content, content) === 0,
  );
  return [
    ...when(question.rationale === '', () =>
      error('IW-21', [], `It has no "rationale": explain the answer in ${fewest} to 180 words.`),
    ),
    ...when(question.rationale !== '' && (words < fewest || words > 180), () =>
      error('IW-21', ['rationale'], `It has ${words} words: use ${fewest} to 180.`),
    ),
    ...when(
      question.rationale !== '' && isDated(reading, ground) && !expressions.anyYear.test(rationale),
      () =>
        warning(
          'IW-32',
          ['rationale'],
          'It names no year for a dated fact: say for which year or edition it is true.',
        ),
    ),
    ...unsaid.map(({ isKey, text }) =>
      warning(
        'IW-32',
        ['rationale'],
        `It does not mention the ${isKey ? 'key' : 'distractor'} ${quote(text)}: say why that is ${isKey ? 'right' : 'wrong'}.`,
      ),
    ),
    ...[
      { path: ['stem'], text: stem },
      { path: ['why'], text: question.why ?? '' },
      { path: ['rationale'], text: rationale },
      ...question.options.map((option, i) => ({ path: ['options', i, 'rationale'], text: option.rationale })),
    ]
      .filter(({ text }) => isEnglish && expressions.byLetter.test(text))
      .map(({ path, text }) =>
        error(
          'IW-06',
          path,
          `“${expressions.byLetter.exec(text)![0]}” names an option by its position, but options are shuffled: say what the option says.`,
        ),
      ),
  ];
}
