import { perObject } from '../../base/lazy.ts';
import { listed } from '../../base/text/words.ts';
import type { Work } from '../../base/turns.ts';
import type { Question } from '../model.ts';
import { likeness, wordsOf } from '../reading/text.ts';

/** A question that learners have answered and that no question of the bank goes by any more. */
export type Gone = { id: string; learners: number; text: Question };

/** What is said of questions that have gone, and beside which question of the bank, if one resembles them. */
export type Parting = { message: string; like: Question | undefined };

/** The most questions to report one by one; a larger number is only counted. */
const mostAlone = 10;
const mostCompared = 2_000;
const leastAlike = 0.6;

/** The names that no question of a bank goes by. */
export function missingNames(names: Iterable<string>, questions: readonly Question[]): string[] {
  const missing = new Set(names);
  if (missing.size === 0) return [];
  for (const { id, formerly } of questions) {
    missing.delete(id);
    for (const name of formerly) missing.delete(name);
  }
  return [...missing];
}

/** Says which questions have gone with answers, and which others say nearly the same. */
export function* tellingPartings(
  gone: readonly Gone[],
  questions: readonly Question[],
  learners: number,
): Work<Parting[]> {
  const pairs: { each: Gone; like: Question | undefined }[] = [];
  for (const each of gone.slice(0, mostAlone))
    pairs.push({ each, like: yield* findingNearest(each.text, questions) });
  if (gone.length <= mostAlone) return pairs.map(({ each, like }) => parting(each, like));
  const byObjective = [...Map.groupBy(gone, ({ text }) => text.objective)];
  const objectives = byObjective.map(([objective]) => objective);
  const some = gone.slice(0, 3).map(({ id }) => id);
  const where =
    objectives.length <= mostAlone ? `of ${listed(objectives)}` : `of ${objectives.length} objectives`;
  const found = pairs.find(({ like }) => like);
  const example = found?.like
    ? `${found.like.id} says nearly the same as ${found.each.id}: name each in the "formerly" of its successor, or retire it.`
    : ifNotMeant;
  const message = `${gone.length} questions ${where} are no longer in the bank, but have ${answersOf(learners)}: ${some.join(', ')} and ${gone.length - some.length} more. ${example}`;
  return [{ message, like: found?.like }];
}

const ifNotMeant = 'If you did not mean to remove them, put them back, even if only as retired.';

function parting({ id, learners }: Gone, like: Question | undefined): Parting {
  const gone = `${id} is no longer in the bank, but has ${answersOf(learners)}`;
  const message = like
    ? `${gone}; ${like.id} says nearly the same: name ${id} in its "formerly", or retire ${id}.`
    : `${gone}. If you did not mean to remove it, put it back, even if only as retired.`;
  return { message, like };
}

function answersOf(learners: number): string {
  return learners === 1 ? "1 learner's answers" : `${learners} learners' answers`;
}

/** The question that says nearly what another said, if there is one: of those alike the one that is filed nearest. */
function* findingNearest(text: Question, questions: readonly Question[]): Work<Question | undefined> {
  const words = wordsIn(text);
  const byCloseness: Question[][] = [[], [], [], []];
  for (const question of questions) {
    const closeness =
      Number(question.concept === text.concept) * 2 + Number(question.objective === text.objective);
    byCloseness[3 - closeness]!.push(question);
    yield;
  }
  let best: { question: Question; by: number } | undefined;
  for (const question of byCloseness.flat().slice(0, mostCompared)) {
    const by = likeness(words, wordsIn(question));
    if (by >= leastAlike && by > (best?.by ?? 0)) best = { question, by };
    yield;
  }
  return best?.question;
}

const wordsIn = perObject(
  ({ stem, options }: Question) => new Set(wordsOf([stem, ...options.map(({ text }) => text)].join(' '))),
);
