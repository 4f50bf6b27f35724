import type { Bank } from '../../bank/bank.ts';
import { fromLogDay, toLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { isCounting } from '../../memory/asked.ts';
import { type Day, type DayBegun, dayWithoutQueue, loadDay } from '../day/load.ts';
import type { DayDeps } from '../deps.ts';
import type { Outlook, SetCard, WrongAnswer } from '../model.ts';
import {
  isNamed,
  missedDays,
  orderSet,
  type PracticeSet,
  type SetState,
  stillMissed,
  topicsOf,
} from './set.ts';
import { weakDays, weakestDomains } from './weakest.ts';

/** A set as it stands for a learner. */
export type LoadedSet = PracticeSet & {
  state: SetState;
  concepts: readonly string[];
  /** Stems to ask before a concept's others. */
  stems: readonly string[];
};

/** Which concepts a set is of; the missed ones with the day, since a later answer may have made up for it. */
type Members = { concepts: readonly string[]; stems?: string[]; missed?: { concept: string; day: number }[] };

/** The day, and the set that is practised in it, if an address names one that there is. */
export async function loadPractice(
  deps: DayDeps,
  learner: Learner | undefined,
  state: SetState | undefined,
  now: number,
): Promise<{ day: Day; set: LoadedSet | undefined }> {
  if (!state || !isNamed(deps.bank, state.name))
    return { day: await loadDay(deps, learner, now), set: undefined };
  const begun = dayWithoutQueue(deps, learner, now);
  const members = await loadMembers(deps, learner, state.name, begun);
  if (!learner) return { day: begun, set: setOf(members, [], state, begun, now) };
  const { cards, asides } = await deps.practice.setCardsAndAsides(learner.id, members.concepts);
  const revisions = new Map(members.concepts.map((concept) => [concept, 0]));
  for (const { concept, revision } of cards) revisions.set(concept, revision);
  return { day: { ...begun, asides, revisions }, set: setOf(members, cards, state, begun, now) };
}

/** A set as it stands by the cards of its concepts. */
function setOf(
  members: Members,
  cards: readonly SetCard[],
  state: SetState,
  { day }: DayBegun,
  now: number,
): LoadedSet {
  const { missed, stems = [] } = members;
  const concepts = missed ? stillMissed(missed, cards) : members.concepts;
  const began = Math.min(state.began ?? day, day);
  return { state: { ...state, began }, concepts, stems, ...orderSet(concepts, cards, { day, began, now }) };
}

async function loadMembers(
  { bank, learners, practice }: DayDeps,
  learner: Learner | undefined,
  name: string,
  { day }: DayBegun,
): Promise<Members> {
  const topics = topicsOf(bank, name);
  if (topics) return { concepts: [...new Set(topics.flatMap(({ concepts }) => concepts))] };
  if (!learner) return { concepts: [] };
  if (name === 'flagged') return flaggedMembers(bank, await learners.flags(learner.id));
  if (name === 'sure') return missedMembers(bank, learner, await practice.sureAndWrong(learner.id));
  return missedMembers(bank, learner, await practice.wrong(learner.id, missedAfter(learner, day)));
}

function flaggedMembers(bank: Bank, flags: readonly string[]): Members {
  const stems = flags.map((id) => presentId(bank, id));
  return { concepts: [...new Set(stems.flatMap((id) => conceptOf(bank, id)))], stems };
}

function missedMembers(
  bank: Bank,
  learner: Learner,
  wrong: readonly WrongAnswer[],
): Members & { missed: { concept: string; day: number }[] } {
  const missed = wrong
    .filter((review) => isCounting(bank, review))
    .flatMap((review) =>
      conceptOf(bank, review.question).map((concept) => ({ concept, day: fromLogDay(learner, review.day) })),
    );
  return { concepts: [...new Set(missed.map(({ concept }) => concept))], missed };
}

const presentId = (bank: Bank, id: string) => bank.question(id)?.question.id ?? id;

/** The concept of a question, if practice can ask it. */
function conceptOf(bank: Bank, question: string): string[] {
  const concept = bank.concepts.get(bank.question(question)?.question.concept ?? '');
  return concept && concept.askable.length > 0 ? [concept.id] : [];
}

/** The days of the log after which wrong answers and domains are looked at on a day. */
export const missedAfter = (learner: Learner, day: number) => toLogDay(learner, day - missedDays);
export const weakAfter = (learner: Learner, day: number) => toLogDay(learner, day - weakDays);

/** What Today can offer beside the day's practice: how many there are to ask, and which domains go worst. */
export type Offers = { missed: number; flagged: number; weakest: string[] | undefined };

/** Looks at what could be practised by itself. */
export async function loadOffers(
  { bank, practice }: DayDeps,
  learner: Learner,
  day: DayBegun,
  { wrong, flags, domains }: Outlook,
  now: number,
): Promise<Offers> {
  const missed = missedMembers(bank, learner, wrong);
  const flagged = flaggedMembers(bank, flags);
  const cards = await practice.setCards(learner.id, [...new Set([...missed.concepts, ...flagged.concepts])]);
  const count = (members: Members) => {
    const state = { name: '', length: undefined, began: undefined, answered: 0, right: 0 };
    const { left, resting } = setOf(members, cards, state, day, now);
    return left.length + resting.length;
  };
  return {
    missed: count(missed),
    flagged: count(flagged),
    weakest: weakestDomains(domains.filter(({ domain }) => bank.topic(domain)?.concepts.length)),
  };
}

/** The concepts that the learner was sure of and got wrong, and has not known since, the newest first. */
export async function loadSureAndWrong(
  { bank, practice }: Pick<DayDeps, 'bank' | 'practice'>,
  learner: Learner,
): Promise<{ concept: string; day: number }[]> {
  const { missed, concepts } = missedMembers(bank, learner, await practice.sureAndWrong(learner.id));
  const still = stillMissed(missed, await practice.setCards(learner.id, concepts));
  return still.map((concept) => missed.find((each) => each.concept === concept)!);
}
