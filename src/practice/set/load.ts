import type { Bank } from '../../bank/bank.ts';
import { fromLogDay, toLogDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { isCounting } from '../../memory/asked.ts';
import type { Day } from '../day/load.ts';
import type { Sources } from '../deps.ts';
import { missedDays, orderSet, type PracticeSet, type SetState, stillMissed, topicsOf } from './set.ts';
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

/** The set of an address as it stands for a learner; undefined where none is asked for or none has its name. */
export async function loadSet(
  sources: Sources,
  learner: Learner | undefined,
  state: SetState | undefined,
  { day }: Day,
  now: number,
): Promise<LoadedSet | undefined> {
  const members = state && (await loadMembers(sources, learner, state.name, day));
  if (!members) return undefined;
  const { missed, stems = [] } = members;
  const cards = learner ? await sources.practice.setCards(learner.id, members.concepts) : [];
  const concepts = missed ? stillMissed(missed, cards) : members.concepts;
  const began = Math.min(state.began ?? day, day);
  return { state: { ...state, began }, concepts, stems, ...orderSet(concepts, cards, { day, began, now }) };
}

async function loadMembers(
  { bank, learners, practice }: Sources,
  learner: Learner | undefined,
  name: string,
  day: number,
): Promise<Members | undefined> {
  const topics = topicsOf(bank, name);
  if (topics) return { concepts: [...new Set(topics.flatMap(({ concepts }) => concepts))] };
  if (name === 'flagged') {
    const stems = (learner ? await learners.flags(learner.id) : []).map((id) => presentId(bank, id));
    return { concepts: [...new Set(stems.flatMap((id) => conceptOf(bank, id)))], stems };
  }
  if (name !== 'missed') return undefined;
  const wrong = learner ? await practice.wrong(learner.id, toLogDay(learner, day - missedDays)) : [];
  const missed = wrong
    .filter((review) => isCounting(bank, review))
    .flatMap((review) =>
      conceptOf(bank, review.question).map((concept) => ({
        concept,
        day: learner ? fromLogDay(learner, review.day) : review.day,
      })),
    );
  return { concepts: [...new Set(missed.map(({ concept }) => concept))], missed };
}

const presentId = (bank: Bank, id: string) => bank.question(id)?.question.id ?? id;

/** The concept of a question, if practice can ask it. */
function conceptOf(bank: Bank, question: string): string[] {
  const concept = bank.concepts.get(bank.question(question)?.question.concept ?? '');
  return concept && concept.askable.length > 0 ? [concept.id] : [];
}

/** What Today can offer beside the day's practice: how many there are to ask, and which domains go worst. */
export type Offers = { missed: number; flagged: number; weakest: string[] | undefined };

/** Looks at what could be practised by itself. */
export async function loadOffers(sources: Sources, learner: Learner, day: Day, now: number): Promise<Offers> {
  const count = async (name: string) => {
    const state = { name, length: undefined, began: undefined, answered: 0, right: 0 };
    const { left, resting } = (await loadSet(sources, learner, state, day, now))!;
    return left.length + resting.length;
  };
  const tallies = await sources.practice.byDomain(learner.id, toLogDay(learner, day.day - weakDays));
  const known = tallies.filter(({ domain }) => sources.bank.topic(domain)?.concepts.length);
  return {
    missed: await count('missed'),
    flagged: await count('flagged'),
    weakest: weakestDomains(known),
  };
}
