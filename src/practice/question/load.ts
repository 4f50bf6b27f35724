import type { Bank, LiveQuestion } from '../../bank/bank.ts';
import type { Learner } from '../../learner/model.ts';
import { askableOf } from '../../memory/asked.ts';
import { chooseByPlan } from '../../plan/day/choose.ts';
import type { Plan } from '../../plan/day/model.ts';
import { type Day, firstLook } from '../day/load.ts';
import { type Candidate, choices, chooseNext, type Queue, withoutCandidates } from '../day/queue.ts';
import type { DayDeps } from '../deps.ts';
import type { LoadedSet } from '../set/load.ts';
import { chooseFromSet, isComplete, withoutConcepts } from '../set/set.ts';
import { type Progress, progressOf, setProgress } from './progress.ts';

/** The day as a queue of candidates, with all that is due or only as much as is mostly enough. */
async function loadQueue(
  deps: DayDeps,
  learner: Learner | undefined,
  day: Day,
  now: number,
  isComplete: boolean,
): Promise<Queue> {
  const { bank, practice } = deps;
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
      hasRest && (noChoice || isComplete)
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

/** What is asked next: a question, or the stems of a concept of which the least recently seen one is asked. */
type Choice = { question: LiveQuestion } | { stems: LiveQuestion[] };

/** The question to ask next: the one just taken back, else the next concept's least recently seen stem. */
export async function loadNext(
  deps: DayDeps,
  learner: Learner | undefined,
  day: Day,
  now: number,
  set?: LoadedSet,
): Promise<LiveQuestion | undefined> {
  const choice = await loadChoice(deps, learner, day, now, set);
  if (!choice || 'question' in choice) return choice?.question;
  return leastSeen(deps, learner, choice.stems);
}

/** Whether there is a question to ask next in the day's practice. */
export async function canAskNext(
  deps: DayDeps,
  learner: Learner | undefined,
  day: Day,
  now: number,
): Promise<boolean> {
  if (takenBackOf(deps.bank, day)) return true;
  if (day.plan) return byPlan(deps.bank, day, day.plan, now) !== undefined;
  // Which one comes next takes a hash of each, and does not matter here.
  const hasChoice = async (isComplete: boolean) => {
    const queue = await loadQueue(deps, learner, day, now, isComplete);
    return choices(queue).some(({ concept }) => stemsOf(deps.bank, day, concept, []).length > 0);
  };
  return (await hasChoice(false)) || (day.dueCount > day.due.length && (await hasChoice(true)));
}

async function loadChoice(
  deps: DayDeps,
  learner: Learner | undefined,
  day: Day,
  now: number,
  set?: LoadedSet,
): Promise<Choice | undefined> {
  if (set && isComplete(set.state)) return undefined;
  const again = takenBackOf(deps.bank, day);
  if (again && (!set || set.concepts.includes(again.question.concept))) return { question: again };
  if (set) {
    const last = lastOf(deps.bank, day);
    return firstStems(
      deps.bank,
      day,
      (passed) => chooseFromSet(withoutConcepts(set, passed), last),
      set.stems,
    );
  }
  if (day.plan) return byPlan(deps.bank, day, day.plan, now);
  const fromQueue = async (isComplete: boolean) => {
    const queue = await loadQueue(deps, learner, day, now, isComplete);
    return firstStems(deps.bank, day, (passed) => chooseNext(withoutCandidates(queue, passed)));
  };
  return (await fromQueue(false)) ?? (day.dueCount > day.due.length ? fromQueue(true) : undefined);
}

/** What the plan asks next, unless the minutes of the day are used. */
function byPlan(bank: Bank, day: Day, { order, state }: Plan, now: number): Choice | undefined {
  if (state === 'done') return undefined;
  const waiting = day.waiting.map(({ concept, readyAt }) => ({ concept, isReady: readyAt <= now }));
  const last = lastOf(bank, day);
  return firstStems(bank, day, (passed) => {
    const objectiveOf = (concept: string) =>
      passed.has(concept) ? undefined : candidateOf(bank, concept)[0]?.objective;
    return chooseByPlan({ order, waiting, last, objectiveOf });
  });
}

/**
 * The stems of the concept that is chosen. One of which nothing may be asked is passed over: its last stem may have been
 * set aside just before its card is put to sleep.
 */
function firstStems(
  bank: Bank,
  day: Day,
  choose: (passed: ReadonlySet<string>) => string | undefined,
  preferred: readonly string[] = [],
): Choice | undefined {
  const passed = new Set<string>();
  for (let concept = choose(passed); concept !== undefined; concept = choose(passed)) {
    const stems = stemsOf(bank, day, concept, preferred);
    if (stems.length > 0) return { stems };
    passed.add(concept);
  }
  return undefined;
}

/** The stems of a concept that may be asked; only those preferred, if any of them are. */
function stemsOf(bank: Bank, { asides }: Day, concept: string, preferred: readonly string[]): LiveQuestion[] {
  const askable = bank.concepts.get(concept)?.askable ?? [];
  if (askable.length === 1) return [...askable];
  const asked = askableOf(bank, concept, asides);
  const wanted = asked.filter(({ question }) => preferred.includes(question.id));
  return wanted.length > 0 ? wanted : asked;
}

/** How far through the day, or through a set. */
export function progressIn(day: Day, set?: LoadedSet): Progress {
  return set ? setProgress(set, set.state, day.habits) : progressOf(day);
}

function takenBackOf(bank: Bank, { takenBack, asides }: Day): LiveQuestion | undefined {
  const live = takenBack && bank.question(takenBack.question);
  if (!live) return undefined;
  return askableOf(bank, live.question.concept, asides).find((askable) => askable === live);
}

/** Of some stems the one that the learner has seen least recently. */
async function leastSeen(
  { bank, practice }: DayDeps,
  learner: Learner | undefined,
  stems: readonly LiveQuestion[],
): Promise<LiveQuestion | undefined> {
  if (!learner || stems.length === 1) return stems[0];
  const shown = await practice.lastShown(
    learner.id,
    stems.map(({ question }) => question.id),
  );
  const least = shown.toSorted((a, b) => (a.shownAt ?? 0) - (b.shownAt ?? 0))[0]!;
  return bank.question(least.question);
}

/** The revision of a concept's card; mostly it was read with the queue. */
export async function loadRevision(
  { memory }: DayDeps,
  learner: Learner | undefined,
  { revisions, plan }: Day,
  concept: string,
): Promise<number> {
  if (!learner) return 0;
  return revisions.get(concept) ?? plan?.revisions[concept] ?? memory.revision(learner.id, concept);
}
