import type { Bank, LiveQuestion } from '../../bank/bank.ts';
import type { Learner } from '../../learner/model.ts';
import { askableOf } from '../../memory/asked.ts';
import { type Day, firstLook, loadPace } from '../day/load.ts';
import { type Candidate, chooseNext, type Queue, withoutCandidates } from '../day/queue.ts';
import type { Sources } from '../deps.ts';
import type { LoadedSet } from '../set/load.ts';
import { chooseFromSet, isWhole, withoutConcepts } from '../set/set.ts';
import { type Progress, progressOf, setProgress } from './progress.ts';

/** The day as a queue of candidates, with all that is due or only as much as is mostly enough. */
async function loadQueue(
  sources: Sources,
  learner: Learner | undefined,
  day: Day,
  now: number,
  isWhole: boolean,
): Promise<Queue> {
  const { bank, practice } = sources;
  const candidates = (concepts: string[]) => concepts.flatMap((concept) => candidateOf(bank, concept));
  const missed = (isReady: boolean) =>
    candidates(day.waiting.filter(({ readyAt }) => readyAt <= now === isReady).map(({ concept }) => concept));
  const last = lastOf(bank, day);
  const first = candidates(day.due);
  const noChoice =
    first.length === firstLook && first.every(({ objective }) => objective === last?.objective);
  const hasRest = learner !== undefined && day.dueCount > day.due.length;
  return {
    seed: `${learner?.id ?? 'newcomer'}/${day.day}`,
    answeredToday: day.today.answers,
    last,
    ready: missed(true),
    resting: missed(false),
    due:
      hasRest && (noChoice || isWhole)
        ? candidates(await practice.due(learner.id, day.day, day.dueCount))
        : first,
    dueCount: day.dueCount,
    unmet: candidates(day.unmet),
  };
}

/** What was asked last, as the bank has it today. */
function lastOf(bank: Bank, { latest }: Day): Candidate | undefined {
  const question = latest && bank.question(latest.question)?.question;
  return question && { concept: question.concept, objective: question.objective };
}

function candidateOf(bank: Bank, id: string): Candidate[] {
  const concept = bank.concepts.get(id);
  return concept && concept.askable.length > 0 ? [{ concept: id, objective: concept.objective.id }] : [];
}

/** The question to ask next: the one just taken back, else the next concept's least recently seen stem. */
export async function loadNext(
  sources: Sources,
  learner: Learner | undefined,
  day: Day,
  now: number,
  set?: LoadedSet,
): Promise<LiveQuestion | undefined> {
  if (set && isWhole(set.state)) return undefined;
  const again = learner && (await loadTakenBack(sources, learner, day));
  if (again && (!set || set.concepts.includes(again.question.concept))) return again;
  if (set) {
    const last = lastOf(sources.bank, day);
    return firstStem(
      sources,
      learner,
      (passed) => chooseFromSet(withoutConcepts(set, passed), last),
      set.stems,
    );
  }
  const fromQueue = async (isWhole: boolean) => {
    const queue = await loadQueue(sources, learner, day, now, isWhole);
    return firstStem(sources, learner, (passed) => chooseNext(withoutCandidates(queue, passed)));
  };
  return (await fromQueue(false)) ?? (day.dueCount > day.due.length ? fromQueue(true) : undefined);
}

/**
 * The stem of the concept that is chosen. One of which nothing may be asked is passed over: what it was chosen by was
 * read a moment earlier, and its last stem may have been set aside in between.
 */
async function firstStem(
  sources: Sources,
  learner: Learner | undefined,
  choose: (passed: ReadonlySet<string>) => string | undefined,
  preferred?: readonly string[],
): Promise<LiveQuestion | undefined> {
  const passed = new Set<string>();
  for (let concept = choose(passed); concept !== undefined; concept = choose(passed)) {
    const stem = await loadStem(sources, learner, concept, preferred);
    if (stem) return stem;
    passed.add(concept);
  }
  return undefined;
}

/** How far through the day, or through a set. */
export async function loadProgress(
  sources: Sources,
  learner: Learner | undefined,
  day: Day,
  set?: LoadedSet,
): Promise<Progress> {
  const pace = await loadPace(sources, learner);
  return set ? setProgress(set, set.state, pace) : progressOf(day, pace);
}

async function loadTakenBack({ bank, learners }: Sources, learner: Learner, { takenBack }: Day) {
  const live = takenBack && bank.question(takenBack.question);
  if (!live) return undefined;
  const asides = await learners.asides(learner.id);
  return askableOf(bank, live.question.concept, asides).find((askable) => askable === live);
}

/** The stem of a concept that the learner has seen least recently, of those not set aside; of some by preference. */
async function loadStem(
  { bank, learners, practice }: Sources,
  learner: Learner | undefined,
  concept: string,
  preferred: readonly string[] = [],
): Promise<LiveQuestion | undefined> {
  const askable = bank.concepts.get(concept)?.askable ?? [];
  if (!learner || askable.length === 1) return askable[0];
  const asked = askableOf(bank, concept, await learners.asides(learner.id)).map(
    ({ question }) => question.id,
  );
  if (asked.length === 0) return undefined;
  const wanted = asked.filter((id) => preferred.includes(id));
  const shown = await practice.lastShown(learner.id, wanted.length > 0 ? wanted : asked);
  const least = shown.toSorted((a, b) => (a.shownAt ?? 0) - (b.shownAt ?? 0))[0]!;
  return bank.question(least.question);
}
