import type { Static } from 'typebox';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { optionOrder } from '../../bank/options.ts';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import { isoMoment } from '../../base/time.ts';
import { optionSeedOf } from '../../exam/marking/log-answers.ts';
import type { Past } from '../../exam/model.ts';
import { isCounting, nameOf, type ResultGiven, shareOf } from '../../exam/result/given.ts';
import { countOf, isPassed, spanOf } from '../../exam/score.ts';
import { examQuestionPage, type SittingGiven } from '../../exam/sitting/page.ts';
import { isOver, type Sitting } from '../../exam/sitting.ts';
import { partsOf } from '../practice/shown.ts';
import type { Exam, ExamQuestion, Exams } from './schema.ts';

const blueprintParts = ({ id, title, questions, minutes, pass }: Blueprint) => ({
  ...{ id, title, questions, minutes },
  pass: pass / 100,
});

/** The list of mock exams; `past` has one more than a page if there are older ones. */
export function examsOf(
  blueprints: readonly Blueprint[],
  open: Sitting | undefined,
  past: readonly Past[],
  pageSize: number,
): Static<typeof Exams> {
  const page = past.slice(0, pageSize);
  return {
    blueprints: blueprints.map(blueprintParts),
    open: open?.id ?? null,
    taken: page.map(({ id, terms, startedAt, correct, scored, passed }) => ({
      ...{ id, title: terms.title, correct, scored },
      startedAt: isoMoment(startedAt),
      isPassed: passed,
    })),
    cursor: past.length > pageSize ? String(page.at(-1)!.startedAt) : null,
  };
}

/** A sitting with what has been done in it, and once it has ended its result. */
export function examOf(
  { sitting, items, shown, now }: Pick<SittingGiven, 'sitting' | 'items' | 'shown' | 'now'>,
  result: ResultGiven | undefined,
): Static<typeof Exam> {
  const { id, terms, startedAt, deadline, settledAt } = sitting;
  return {
    id,
    blueprint: blueprintParts(terms),
    state: settledAt !== undefined ? 'ended' : isOver(sitting, now) ? 'time up' : 'running',
    startedAt: isoMoment(startedAt),
    deadline: deadline === undefined ? null : isoMoment(deadline),
    questions: items.map((item) => ({
      number: item.number,
      isAnswered: kindOf(shown.get(item.number)!.question).isComplete(item.response),
      isFlagged: item.flagged,
    })),
    result: result ? resultOf(result) : null,
  };
}

function resultOf(given: ResultGiven) {
  const { sitting, items, results } = given;
  const { correct, scored } = results.at(-1)!;
  const count = { correct, scored };
  const byDomain = Map.groupBy(items.filter(isCounting), ({ domain }) => domain);
  return {
    ...count,
    share: shareOf(count),
    ...spanOf(count),
    isPassed: isPassed(sitting.terms, count),
    endedAt: isoMoment(sitting.settledAt!),
    domains: sitting.terms.weights
      .filter(({ domain }) => byDomain.has(domain))
      .map(({ domain }) => ({
        id: domain,
        title: nameOf(given, domain),
        ...countOf(byDomain.get(domain)!),
      })),
  };
}

/** A question of an exam, from the page that asks it. */
export function examQuestionOf(given: SittingGiven, number: number): Static<typeof ExamQuestion> {
  const item = given.items[number - 1]!;
  const { question } = given.shown.get(number)!;
  const order = optionOrder(question, optionSeedOf(given.sitting, item));
  return {
    number,
    ...partsOf(question, examQuestionPage(given, number)),
    response: kindOf(question).fieldsOf(item.response, order),
    isFlagged: item.flagged,
  };
}
