import type { Static } from 'typebox';
import { rememberedOf } from '../../learn/lesson/remembered.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import type { Outlook } from '../../plan/forecast/load.ts';
import type { Estimate } from '../../plan/readiness/model.ts';
import type { ProgressGiven } from '../../progress/overview/load.ts';
import { dateOf } from '../entry/schema.ts';
import type { Progress, Readiness } from './schema.ts';

/** How a learner is doing as the API has it. */
export function progressFor(given: ProgressGiven): Static<typeof Progress> {
  const { bank, returns, days, certainties } = given;
  return {
    ...known(given, bank.syllabus.concepts),
    returns,
    domains: bank.domains.map(({ id, title }) => ({
      ...{ id, title },
      ...known(given, bank.topic(id)?.concepts ?? []),
    })),
    days: days.map(({ day, answers, correct }) => ({ date: dateOf(day), answers, correct })),
    certainties: certainties.map(({ certainty, answers, correct }) => ({ certainty, answers, correct })),
  };
}

function known({ cards, now, learner }: ProgressGiven, concepts: readonly string[]) {
  const { recall, ...counts } = rememberedOf(concepts, cards, now, scheduleFor(learner));
  return { ...counts, recall: recall ?? null };
}

/** What score a learner may expect as the API has it; nothing where the bank has no exam. */
export function readinessFor(outlook: Outlook | undefined): Static<typeof Readiness> {
  if (!outlook) return { exam: null, missing: null, now: null, onTheDay: null };
  const { title, passMark, exam, now, ahead } = outlook;
  const named = { title, date: exam ? dateOf(exam.day) : null, pass: passMark };
  const onTheDay = ahead && {
    score: estimateOf(ahead.ahead.planned.score),
    pass: ahead.ahead.planned.pass,
    isCurrent: ahead.isCurrent,
  };
  if (now.kind === 'missing') {
    const { kind: _, ...missing } = now;
    return { exam: named, missing, now: null, onTheDay: onTheDay ?? null };
  }
  const { score, pass, answers, coverage, domains } = now;
  return {
    exam: named,
    missing: null,
    now: {
      ...{ pass, answers, coverage },
      score: estimateOf(score),
      domains: domains.map((each) => ({
        id: each.domain,
        coverage: each.coverage,
        score: estimateOf(each),
      })),
    },
    onTheDay: onTheDay ?? null,
  };
}

const estimateOf = ({ share, low, high }: Estimate) => ({ share, low, high });
