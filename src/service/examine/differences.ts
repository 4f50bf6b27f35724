import type { Bank } from '../../bank/bank.ts';
import type { Standing } from '../../learner/model.ts';
import { isAsleep } from '../../memory/asked.ts';
import { sameCard } from '../../memory/fold.ts';
import type { Mistake } from '../../memory/mistake.store.ts';
import type { StoredCard, Tally } from '../../memory/model.ts';
import { sameTally, tallyKey } from '../../memory/tally.ts';
import type { Finding } from './findings.ts';
import { mistakeKey, type Replay, replayedStanding } from './replay.ts';

/** What of a learner's caches does not match the log. */
export type Broken = {
  learner: string;
  concepts: string[];
  tallies: boolean;
  mistakes: boolean;
  standing: boolean;
};

/** By what a learner's cards are compared. */
export type Measure = {
  bank: Bank;
  /** The questions that the learner has set aside. */
  asides: readonly string[];
  /** Whether the card of a concept is left out, because it is waiting to be folded again. */
  isLeftOut(concept: string): boolean;
};

/** The comparison of one learner's log with what is stored, which is handed in row by row. */
export type Comparison = {
  card(concept: string, stored: StoredCard): void;
  tally(stored: Tally): void;
  mistake(stored: Mistake): void;
  end(): Broken;
};

/** Begins to compare what the log of a learner comes to with what is stored; takes from the replay what was stored. */
export function compare(so: Replay, { bank, asides, isLeftOut }: Measure): Comparison {
  const { learner, cards, tallies, mistakes } = so;
  const isStandingSame = sameStanding(learner.standing, replayedStanding(so));
  const concepts: string[] = [];
  let areTalliesSame = true;
  let areMistakesSame = true;
  return {
    card(concept, { card, revision, asleep }) {
      const folded = cards.get(concept);
      const isStored = revision > 0 || folded === undefined;
      const isSame = isStored && sameCard(card, folded) && asleep === isAsleep(bank, concept, asides);
      if (!isSame && !isLeftOut(concept)) concepts.push(concept);
      cards.delete(concept);
    },
    tally(stored) {
      // What was taken back to nothing is no difference.
      if (stored.answers <= 0) return;
      const counted = tallies.get(tallyKey(stored));
      if (!counted || !sameTally(stored, counted)) areTalliesSame = false;
      tallies.delete(tallyKey(stored));
    },
    mistake(stored) {
      if (stored.times === 0) return;
      if (mistakes.get(mistakeKey(stored)) !== stored.times) areMistakesSame = false;
      mistakes.delete(mistakeKey(stored));
    },
    end() {
      const missing = [...cards.keys()].filter((concept) => !isLeftOut(concept));
      return {
        learner: learner.id,
        concepts: [...concepts, ...missing],
        tallies: !areTalliesSame || tallies.size > 0,
        mistakes: !areMistakesSame || mistakes.size > 0,
        standing: !isStandingSame,
      };
    },
  };
}

function sameStanding(a: Standing, b: Standing): boolean {
  const text = ({ latest, takenBack, ...counts }: Standing) =>
    JSON.stringify([latest?.id, latest?.question, latest?.day, takenBack?.id, takenBack?.question, counts]);
  return text(a) === text(b);
}

/** Whether anything is broken. */
export function isBroken({ concepts, tallies, mistakes, standing }: Broken): boolean {
  return concepts.length > 0 || tallies || mistakes || standing;
}

/** The number of cards, tallies and summaries that do not match the log. */
export function countBroken(all: readonly Broken[]): number {
  return all.reduce(
    (sum, { concepts, tallies, mistakes, standing }) =>
      sum + concepts.length + Number(tallies) + Number(mistakes) + Number(standing),
    0,
  );
}

/** What is broken, in the order of the learners, one sentence at a time. */
export function* brokenSentences(all: readonly Broken[]): Generator<string> {
  for (const { learner, concepts, tallies, mistakes, standing } of all) {
    if (tallies) yield `The tallies for learner ${learner} do not match the log.`;
    if (mistakes) yield `The wrong choices made by learner ${learner} do not match the log.`;
    if (standing) yield `The practice summary for learner ${learner} does not match the log.`;
    for (const concept of concepts) yield `Learner ${learner}’s card for ${concept} does not match the log.`;
  }
}

const mend = 'run etude doctor --repair';
/** Nobody reads more of the same findings, and each takes memory. */
const mostFindings = 1_000;

/** What is broken as findings; after the first thousand the rest is counted. */
export function brokenFindings(all: readonly Broken[]): Finding[] {
  const findings = [
    ...brokenSentences(all)
      .take(mostFindings)
      .map((what) => ({ what, mend })),
  ];
  const rest = countBroken(all) - findings.length;
  if (rest === 0) return findings;
  return [...findings, { what: `${rest} more cards, tallies and summaries do not match the log.`, mend }];
}
