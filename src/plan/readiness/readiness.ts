import { curves, luckOf, recallOn, shareInNewWords, slip } from '../belief/grid.ts';
import type { Grid, Posterior } from '../belief/model.ts';
import { posteriorOf } from '../belief/posterior.ts';
import type { Estimate, Mock, Range, Readiness, ReadinessGiven, Remembered, Standing } from './model.ts';
import { chanceAbove, logistic, logit, z80 } from './normal.ts';
import { addedUp, type Sums, sumsOf } from './sums.ts';

/** Nothing is shown before so many answers, and before this share of the exam has been met. */
const answersNeeded = 30;
const coverageNeeded = 0.2;
const rounding = 1e-9;

/** How far the model itself may be wrong, as a share of the score. */
export const modelError = 0.03;

/** Questions of one paper differ less than independent ones would, because a paper is shared out among domains. */
const paperSpread = 0.8;

/** A share that is expected, and its variance. */
type Expected = { mean: number; variance: number };

/** The forecast of an exam that is taken now, or what is missing for one. */
export function readinessOf(given: ReadinessGiven): Readiness {
  const { belief, concepts, mocks, terms } = given;
  const coverage = coverageOf(concepts);
  if (belief.answers < answersNeeded || coverage < coverageNeeded - rounding)
    return { kind: 'missing', answers: belief.answers, answersNeeded, coverage, coverageNeeded };
  const posterior = posteriorOf(belief);
  const byDomain = Map.groupBy(
    concepts.filter(({ weight }) => weight > 0),
    ({ domain }) => domain,
  );
  const domains = [...byDomain].map(([domain, members]) => ({ domain, sums: sumsOf(members, posterior) }));
  const sums = addedUp(domains.map(({ sums }) => sums));
  const whole = withModelError(expectedOf(sums, posterior));
  const moved = movedBy(whole, mocks);
  return {
    kind: 'forecast',
    answers: belief.answers,
    coverage,
    ...scoreOf(moved, terms),
    remembered: sums.met === 0 ? 0 : sums.remembered / sums.met,
    inNewWords: sums.met === 0 ? 0 : sums.inNewWords / sums.met,
    domains: domainsOf(domains, posterior, logit(moved.mean) - logit(whole.mean)),
  };
}

/** A score with its range, the range of a single paper and the chance to pass. */
export function scoreOf({ mean, variance }: Expected, { scored, pass }: ReadinessGiven['terms']) {
  const ofPaper = Math.sqrt(variance + (paperSpread * mean * (1 - mean)) / scored);
  const needed = (Math.ceil(pass * scored - rounding) - 0.5) / scored;
  return {
    score: { share: mean, ...rangeOf(mean, Math.sqrt(variance)) },
    paper: rangeOf(mean, ofPaper),
    pass: chanceAbove(needed, mean, ofPaper),
  };
}

function rangeOf(mean: number, spread: number): Range {
  return { low: Math.max(0, mean - z80 * spread), high: Math.min(1, mean + z80 * spread) };
}

/** The share of the exam, by weight, whose concepts have been met. */
export function coverageOf(concepts: readonly Standing[]): number {
  const met = concepts.filter(({ remembered }) => remembered !== undefined);
  return sum(met, ({ weight }) => weight) / (sum(concepts, ({ weight }) => weight) || 1);
}

/** The share of a paper that is expected, by how its questions meet the learner: the words are new or have been seen. */
export function expectedShare(
  questions: readonly { standing: Standing; isNew: boolean }[],
  posterior: Posterior,
): number {
  const known = ({ standing: { remembered, wordings }, isNew }: { standing: Standing; isNew: boolean }) => {
    if (remembered === undefined) return posterior.knownBefore.mean;
    const share = isNew ? shareInNewWords(posterior.transfer.mean, wordings, remembered.returns) : 1;
    return meanRecall(posterior, remembered) * share;
  };
  const right = sum(questions, (question) => {
    const luck = luckOf(question.standing.guess);
    return luck + known(question) * (1 - slip - luck);
  });
  return questions.length === 0 ? 0 : right / questions.length;
}

function meanRecall(posterior: Posterior, { stability, days, returns }: Remembered): number {
  const { weights } = returns > 0 ? posterior.late : posterior.early;
  return curves.reduce((total, curve, c) => total + weights[c]! * recallOn(curve, stability, days), 0);
}

/** The expected score of what was added up, and the variance by what is not known of the learner. */
function expectedOf(sums: Sums, { early, late, transfer, knownBefore }: Posterior): Expected {
  const whole = sums.weight || 1;
  const parts = [spreadOver(sums.early, early), spreadOver(sums.late, late)];
  const ofMet = sum(parts, ({ variance }) => variance) + sums.bound ** 2 * transfer.variance;
  const chance = knownBefore.mean;
  const ofUnmet = sums.unmet ** 2 * knownBefore.variance + sums.unmetSquares * chance * (1 - chance);
  return {
    mean: (sums.luck + sum(parts, ({ mean }) => mean) + sums.unmet * chance) / whole,
    variance: (ofMet + ofUnmet) / whole ** 2,
  };
}

function spreadOver(values: readonly number[], { weights }: Grid): Expected {
  const mean = values.reduce((total, value, c) => total + weights[c]! * value, 0);
  const variance = values.reduce((total, value, c) => total + weights[c]! * (value - mean) ** 2, 0);
  return { mean, variance };
}

function withModelError({ mean, variance }: Expected): Expected {
  return { mean, variance: variance + modelError ** 2 };
}

/** A mock exam of which less was answered says more about time than about knowledge. */
const leastAnswered = 10;

/** An expected score moved by mock exams, each by its precision, on the scale of the logarithm of the odds. */
export function movedBy({ mean, variance }: Expected, mocks: readonly Mock[]): Expected {
  const tests = mocks.filter(({ answered }) => answered >= leastAnswered);
  if (tests.length === 0 || mean <= 0 || mean >= 1) return { mean, variance };
  const slope = mean * (1 - mean);
  const before = slope ** 2 / variance;
  const precision = sum(tests, precisionOf);
  const shift = sum(tests, (mock) => precisionOf(mock) * surpriseOf(mock)) / (before + precision);
  const moved = logistic(logit(mean) + shift);
  return { mean: moved, variance: (moved * (1 - moved)) ** 2 / (before + precision) };
}

function precisionOf({ expected, answered }: Mock): number {
  return (answered * expected * (1 - expected)) / paperSpread;
}

/** How much better a mock exam went than was expected; half a question keeps a full score finite. */
function surpriseOf({ expected, answered, right }: Mock): number {
  return logit((right + 0.5) / (answered + 1)) - logit(expected);
}

/** Every domain of the exam; mock exams move them all alike, but narrow none by themselves. */
function domainsOf(
  domains: readonly { domain: string; sums: Sums }[],
  posterior: Posterior,
  shift: number,
): (Estimate & { domain: string; coverage: number })[] {
  return domains.map(({ domain, sums }) => {
    const { mean, variance } = withModelError(expectedOf(sums, posterior));
    const share = logistic(logit(mean) + shift);
    return { domain, coverage: sums.met / sums.weight, share, ...rangeOf(share, Math.sqrt(variance)) };
  });
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
