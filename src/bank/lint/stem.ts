import { kindOf } from '../kinds/kinds.ts';
import { isAsked } from '../reading/asked.ts';
import { expressions } from '../reading/expressions.ts';
import type { Reading } from '../reading/reading.ts';
import { gradeOf, sentencesOf, wordsOf } from '../reading/text.ts';
import { error, type Flaw, warning, when } from './flaw.ts';

/** What is wrong with how a question asks. */
export function judgeStem(reading: Reading): Flaw[] {
  return [
    ...completeness(reading),
    ...blanks(reading),
    ...lengthOfStem(reading),
    ...longSentences(reading),
    ...(reading.isEnglish ? inEnglish(reading) : []),
  ];
}

function inEnglish(reading: Reading): Flaw[] {
  return [
    ...selectCount(reading),
    ...superlatives(reading),
    ...negatives(reading),
    ...openness(reading),
    ...opinions(reading),
    ...acronyms(reading),
    ...grade(reading),
    ...leaning(reading),
  ];
}

function selectCount({ question, stem }: Reading): Flaw[] {
  const problem = kindOf(question).countProblem(countSaid(stem));
  return problem === undefined ? [] : [error('IW-03', ['stem'], problem)];
}

const numbers: Readonly<Record<string, string>> = { 2: 'TWO', 3: 'THREE' };

/** How many options a stem asks for in its last words, such as “(Choose TWO)”. */
function countSaid(stem: string): string | undefined {
  const said = expressions.selectN.exec(stem)?.[1]?.toUpperCase();
  return said && (numbers[said] ?? said);
}

/** In lower-case letters only: a capital within a sentence makes a name, such as First Way. */
function superlatives({ stem, leadIn }: Reading): Flaw[] {
  const found = [...leadIn.matchAll(expressions.superlative)].filter(
    ({ 0: word, index }) =>
      !/\bat $/i.test(leadIn.slice(0, index)) && !(index > 0 && /^[A-Z][a-z]/.test(word)),
  );
  const small = found.find(([word]) => word !== word.toUpperCase());
  return [
    ...when(small !== undefined, () =>
      warning('IW-04', ['stem'], `“${small![0]}” decides the answer: write ${small![0].toUpperCase()}.`),
    ),
    ...when(found.length > 0 && wordsOf(stem).length < 12, () =>
      warning('IW-04', ['stem'], 'It asks for a superlative without a criterion: say how to decide.'),
    ),
  ];
}

function negatives({ leadIn, options }: Reading): Flaw[] {
  if (!expressions.negative.test(leadIn)) return [];
  return [
    ...when(!expressions.negativeEmphasised.test(leadIn), () =>
      error(
        'IW-18',
        ['stem'],
        'It asks what is not true: word it positively, or write NOT or EXCEPT in capitals.',
      ),
    ),
    ...options
      .filter(({ prose }) => expressions.negative.test(prose))
      .map(({ index }) =>
        error(
          'IW-18',
          ['options', index, 'text'],
          'A negative option after a negative question is a double negative: word one of them positively.',
        ),
      ),
  ];
}

/** Code may be the central idea of a short question. */
function completeness({ stem, asked, isEnglish }: Reading): Flaw[] {
  const bare = stem.replace(expressions.selectN, '').trim();
  const [fewest, few] = isEnglish ? [6, 'six'] : [3, 'three'];
  return [
    ...when(!isAsked(bare), () =>
      error('IW-19', ['stem'], 'It ends neither with a question mark nor with a colon: ask a full question.'),
    ),
    ...when(asked === stem && wordsOf(bare).length < fewest, () =>
      error('IW-19', ['stem'], `It has fewer than ${few} words: put the central idea in the stem.`),
    ),
  ];
}

/** What is wrong with a question that says too little or too much in its last words. */
function openness({ stem, leadIn }: Reading): Flaw[] {
  const asked = stem.replace(expressions.selectN, '').trim();
  return [
    ...when(expressions.whichIsTrue.test(leadIn), () =>
      error('IW-19', ['stem'], 'It cannot be answered with the options covered: ask about one thing.'),
    ),
    ...when(expressions.article.test(asked), () =>
      error(
        'IW-13',
        ['stem'],
        'It ends with an article, which gives away how the key begins: move the article to the options.',
      ),
    ),
  ];
}

function blanks({ stem }: Reading): Flaw[] {
  return when(expressions.blank.test(stem), () =>
    error('IW-20', ['stem'], 'It has a blank to fill in: ask a question.'),
  );
}

function opinions({ stem }: Reading): Flaw[] {
  const opinion = expressions.opinion.exec(stem)?.[0];
  return when(opinion !== undefined, () =>
    error(
      'IW-20',
      ['stem'],
      `“${opinion}” asks for an opinion: ask what someone should do, or what follows.`,
    ),
  );
}

function lengthOfStem({ question: { cognitive }, stem }: Reading): Flaw[] {
  const [limit, words] = [cognitive === 'remember' ? 45 : 130, wordsOf(stem).length];
  return when(words > limit, () => error('IW-21', ['stem'], `It has ${words} words: cut it to ${limit}.`));
}

/** What needs no spelling out: household names of the trade, and words that are emphasised by capitals. */
const familiar = new Set(
  `AI API AWS CALMS CAMS CD CEO CI CPU CTO DNS DORA EU HR HTTP HTTPS ID ISO IT ITIL ITSM JSON MTBF MTTA MTTD MTTR NASA
  NIST OK PDF QA SLA SLI SLO SQL SRE UI UK URL US USA UTC VM WIP XML YAML ALL BEST EXCEPT FIRST LAST LEAST MAIN MOST
  NEXT NO NOT ONE ONLY THREE TWO`.split(/\s+/),
);

/** The most acronyms to check in a stem: each check searches all of it. */
const mostAcronyms = 20;

function acronyms({ stem }: Reading): Flaw[] {
  const rare = new Set(stem.match(expressions.acronym)?.filter((word) => !familiar.has(word)));
  const words = stem.replaceAll('-', ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...rare]
    .slice(0, mostAcronyms)
    .filter((acronym) => !isSpeltOut(acronym, words))
    .map((acronym) =>
      warning('IW-30', ['stem'], `“${acronym}” is not spelt out: write it in full once, or say it in words.`),
    );
}

/** Words that an acronym may count (mean time to repair: MTTR) or pass over (ministry of defence: MD). */
const isSmall = (word: string) =>
  /^(an?|and|as|at|between|by|for|from|in|of|on|per|the|to|with)$/i.test(word);

/** Whether words in a row begin with the letters; small words may count or be passed over. */
function isSpeltOut(acronym: string, words: readonly string[]): boolean {
  let reached = new Set([0]);
  for (const word of words.filter((word) => word !== acronym)) {
    const next = new Set([0]);
    for (const letters of reached) {
      if (acronym[letters] === word[0]!.toUpperCase()) next.add(letters + 1);
      if (isSmall(word)) next.add(letters);
    }
    if (next.has(acronym.length)) return true;
    reached = next;
  }
  return false;
}

function longSentences({ stem }: Reading): Flaw[] {
  const longest = Math.max(0, ...sentencesOf(stem).map((sentence) => wordsOf(sentence).length));
  return when(longest > 35, () =>
    warning('IW-31', ['stem'], `A sentence has ${longest} words: split it (the limit is 35).`),
  );
}

function grade({ stem }: Reading): Flaw[] {
  const grade = gradeOf(stem);
  return when(grade > 14, () =>
    warning(
      'IW-31',
      ['stem'],
      `Its reading grade is ${grade.toFixed(1)} (the limit is 14): use shorter words and sentences.`,
    ),
  );
}

function leaning({ stem }: Reading): Flaw[] {
  return when(expressions.hinge.test(stem), () =>
    error(
      'IW-26',
      ['stem'],
      'It relies on another question, but each question is asked on its own: give the context here.',
    ),
  );
}
