import { DAY, SECOND } from '../../src/base/time.ts';
import { Candidate, secondsOfDays } from './candidate.ts';
import { type Result, resultOf } from './exam.ts';
import type { Done, Job } from './job.ts';
import { crammed } from './policies/cramming.ts';
import { policies } from './policies/policies.ts';
import type { Course, Expectation, Moment, Policy } from './policies/policy.ts';
import { type TruthName, truths } from './truths/truths.ts';

/** How a policy's expectation came out on one evening: what it said, and what was true. */
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

/** So many days before the exam, policies are asked what score they expect. */
const evenings = [14, 7, 3, 1, 0];

/** Sends a candidate through a course under one policy, to the exam. */
export async function take(course: Course, truth: TruthName, policyName: string): Promise<Outcome> {
  const candidate = new Candidate(course.name, truths[truth]);
  const policy = policies.get(policyName)!(course, candidate);
  const given = secondsOfDays(course.name, course.days, course.minutes);
  const seconds = policyName === 'cramming' ? crammed(given) : given;
  const met = new Set<string>();
  const forecasts: Forecast[] = [];
  let used = 0;
  let answers = 0;
  for (let day = 0; day <= course.days; day++) {
    forecasts.push(...forecastOn(course, candidate, policy, day));
    if (day === course.days) break;
    let spent = 0;
    while (spent < seconds[day]!) {
      const moment: Moment = { day, at: day + (spent * SECOND) / DAY };
      const live = await policy.next(moment);
      if (!live) break;
      const answer = candidate.answer(live, moment.at);
      await policy.told(live, answer, moment);
      met.add(live.question.concept);
      spent += answer.answering + answer.reading;
      answers++;
    }
    used += spent;
  }
  const result = resultOf(course.bank, course.blueprint, (concept) => candidate.chance(concept, course.days));
  return { ...result, met: met.size, minutes: used / 60, answers, forecasts };
}

function forecastOn(course: Course, candidate: Candidate, policy: Policy, day: number): Forecast[] {
  const daysLeft = course.days - day;
  if (!evenings.includes(daysLeft)) return [];
  const expected = policy.expect?.({ day, at: day });
  if (!expected) return [];
  const { score } = resultOf(course.bank, course.blueprint, (concept) => candidate.chance(concept, day));
  return [{ ...expected, daysLeft, truth: score }];
}
