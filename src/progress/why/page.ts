import type { Concept } from '../../bank/bank.ts';
import { nameOf } from '../../bank/concept-name.ts';
import { kindOf } from '../../bank/kinds/kinds.ts';
import { DAY, dayName, shortDay } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { percent } from '../../exam/span.page.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { isCounting } from '../../memory/asked.ts';
import { type Met, recallAt } from '../../memory/fold.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { certaintyNames } from '../../practice/verdict/page.ts';
import { type CoursePoint, courseChart } from '../chart/course.ts';
import type { ConceptAnswer } from '../model.ts';
import { forgettingCurve, movingAnswers } from './curve.ts';
import { whenDue } from './due.ts';
import type { WhyGiven } from './load.ts';
import { dueMoment, nextAnswers } from './next.ts';
import { reasonOf } from './reason.ts';

/** Why a concept is due when it is: its history, how it is forgotten and what the next answer would do. */
export function whyPage(given: WhyGiven): Page & Record<string, unknown> {
  const { bank, learner, concept, stored, answers } = given;
  const { card } = stored;
  const name = nameOf(bank, concept.id);
  return {
    title: name,
    here: 'progress',
    keys: keysOf(learner.keysOff),
    heading: name,
    domain: concept.objective.domainTitle,
    objective: { title: concept.objective.title, path: `/progress/topics/${concept.objective.id}` },
    lead: stored.asleep ? 'Practice does not ask this question at present.' : leadOf(given),
    chart: card ? chartOf(given, card) : '',
    key: `Each note is an answer, and a red ring is a miss.${card?.readyAt === undefined ? ' The hollow note shows when it is due.' : ''}`,
    next: card && !stored.asleep ? nextPart(given, card) : '',
    history: answers.map((answer) => historyRow(given, answer)),
    drill:
      concept.askable.length > 0 && !stored.asleep
        ? `/practice?${new URLSearchParams({ set: concept.id })}`
        : '',
  };
}

function leadOf({ stored: { card }, answers, learner, day, now }: WhyGiven): string {
  if (!card)
    return 'None of your answers to this count any more, so you will be asked about it as if it were new.';
  const recall = recallAt(card, now, scheduleFor(learner))!;
  if (card.readyAt !== undefined) return soonSentence(movingAnswers(answers).at(-1));
  const when = whenDue(card, day);
  const target = percent(learner.retention);
  return card.dueDay <= day
    ? `It is due: the chance that you remember it is about ${percent(recall)}, and you asked to see things again at ${target}.`
    : `It comes back ${when.startsWith('T') && card.dueDay - day === 1 ? 'tomorrow' : `on ${when}`}, when the chance that you remember it has fallen to about ${target}. Now it is about ${percent(recall)}.`;
}

/** Why an idea comes back on the day it was answered, or soon after. */
function soonSentence(last: ConceptAnswer | undefined): string {
  if (last?.correct) return 'You guessed right. That may have been luck, so it comes back soon.';
  return last?.revealed
    ? 'You asked for the answer, so this idea comes back soon.'
    : 'You missed it, so it comes back soon.';
}

function chartOf({ answers, learner, day, now }: WhyGiven, card: Met) {
  const moving = movingAnswers(answers);
  const first = moving[0];
  if (!first) return '';
  const schedule = scheduleFor(learner);
  const due = dueMoment(card, day, now);
  const until = Math.max(now, due.answeredAt) + DAY;
  const curve = forgettingCurve(moving, card, until, schedule);
  const notes = moving.map(
    ({ answeredAt, recall, correct }): CoursePoint => ({
      at: answeredAt,
      share: recall ?? 1,
      note: correct ? 'ink' : 'miss',
    }),
  );
  const isWaiting = card.readyAt !== undefined;
  const dueNote: CoursePoint = {
    at: due.answeredAt,
    share: recallAt(card, due.answeredAt, schedule)!,
    note: 'hollow',
  };
  const whenDueIs = isWaiting ? '' : ` When it is due, it is about ${percent(dueNote.share)}.`;
  return courseChart({
    label: `The chance that you remember it, from ${dayName(first.day)} onwards: it falls after each answer and rises with the next.${whenDueIs}`,
    points: curve,
    extra: isWaiting ? notes : [...notes, dueNote],
    mark: { share: learner.retention, name: `asked at ${percent(learner.retention)}` },
    ends: { from: first.answeredAt, to: until, first: shortDay(first.day), last: shortDay(due.day + 1) },
  });
}

function nextPart({ concept, learner, day, now }: WhyGiven, card: Met) {
  const when = dueMoment(card, day, now);
  const rows = nextAnswers(card, when, guessOf(concept), scheduleFor(learner));
  return {
    when:
      when.day === day
        ? 'If you answer it today:'
        : `If you answer it when it is due, on ${dayName(when.day)}:`,
    rows: rows.map(({ name, days }) => ({
      name,
      returns: days === 0 ? 'Again the same day' : days === 1 ? 'The day after' : `After ${days} days`,
    })),
  };
}

function guessOf({ askable }: Concept): number {
  return askable.reduce((sum, { question }) => sum + kindOf(question).guessChance, 0) / askable.length;
}

function historyRow({ bank }: WhyGiven, answer: ConceptAnswer) {
  const said = certaintyNames[answer.certainty] || (answer.kind === 'exam' ? 'Exam' : 'Shown');
  return {
    path: answer.kind === 'practice' ? `/practice/answers/${answer.id}` : '',
    day: dayName(answer.day),
    result: `${answer.correct ? 'Right' : answer.revealed ? 'Not answered' : 'Wrong'}, ${said}`,
    chance: answer.recall === undefined ? 'New' : percent(answer.recall),
    reason: reasonOf(answer, isCounting(bank, answer)),
  };
}
