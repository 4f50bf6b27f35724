import { DAY, SECOND } from '../../src/base/time.ts';
import { Candidate, secondsOfDays } from './candidate.ts';
import { type Result, resultOf } from './exam.ts';
import type { Done, Job } from './job.ts';
import { crammed } from './policies/cramming.ts';
import { policies } from './policies/policies.ts';
import type { Course, Expectation, Moment, Policy } from './policies/policy.ts';
import { type TruthName, truths } from './truths/truths.ts';

/** How a policy's expectation came out on one morning: what it said, and what was true. */
export type Forecast = Expectation & { daysLeft: number; truth: number };

/** What came of a course. */
export type Outcome = Result & {
  /** The concepts met, and the minutes used. */
  met: number;
  minutes: number;
  answers: number;
  forecasts: Forecast[];
};

/** Sends one candidate through their course under every policy. */
export async function takeAll(exam: Pick<Course, 'bank' | 'blueprint'>, job: Job): Promise<Done> {
  const course = { ...exam, ...job.setting, name: `candidate ${job.seed}` };
  const outcomes: Record<string, Outcome> = {};
  for (const policy of policies.keys()) outcomes[policy] = await take(course, job.truth, policy);
  return { ...job, outcomes };
}

/** Sends a candidate through a course under one policy, to the exam. */
async function take(course: Course, truth: TruthName, policyName: string): Promise<Outcome> {
  const { bank, blueprint, name, days, minutes } = course;
  const candidate = new Candidate(name, truths[truth]);
  const policy = policies.get(policyName)!(course, candidate);
  const given = secondsOfDays(name, days, minutes);
  const seconds = policyName === 'cramming' ? crammed(given) : given;
  const practice: Practice = { met: new Set(), answers: 0, seconds: 0 };
  const forecasts = forecastOn(course, candidate, policy, 0);
  for (const [day, given] of seconds.entries()) {
    await practise(candidate, policy, day, given, practice);
    forecasts.push(...forecastOn(course, candidate, policy, day + 1));
  }
  const result = resultOf(bank, blueprint, (concept) => candidate.chance(concept, days));
  const { met, answers } = practice;
  return { ...result, met: met.size, minutes: practice.seconds / 60, answers, forecasts };
}

/** What was practised so far. */
type Practice = { met: Set<string>; answers: number; seconds: number };

/** Practises on a day until its seconds are used or the policy has nothing to ask. */
async function practise(candidate: Candidate, policy: Policy, day: number, seconds: number, sum: Practice) {
  let spent = 0;
  while (spent < seconds) {
    const moment: Moment = { day, at: day + (spent * SECOND) / DAY };
    const live = await policy.next(moment);
    if (!live) break;
    const answer = candidate.answer(live, moment.at);
    await policy.told(live, answer, moment);
    sum.met.add(live.question.concept);
    sum.answers++;
    spent += answer.answering + answer.reading;
  }
  sum.seconds += spent;
}

/** So many days before the exam, policies are asked in the morning what score they expect. */
const askedDaysBefore = [14, 7, 3, 1, 0];

function forecastOn(course: Course, candidate: Candidate, policy: Policy, day: number): Forecast[] {
  const daysLeft = course.days - day;
  if (!askedDaysBefore.includes(daysLeft)) return [];
  const expected = policy.expect?.({ day, at: day });
  if (!expected) return [];
  const { score } = resultOf(course.bank, course.blueprint, (concept) => candidate.chance(concept, day));
  return [{ ...expected, daysLeft, truth: score }];
}
