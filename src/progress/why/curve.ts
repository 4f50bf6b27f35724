import { DAY } from '../../base/time.ts';
import type { Met } from '../../memory/fold.ts';
import type { Schedule } from '../../memory/schedule.ts';
import type { CoursePoint } from '../chart/course.ts';
import type { ConceptAnswer } from '../model.ts';

/** So many steps draw one stretch of a curve, and so many answers at most begin one. */
const steps = 16;
const mostStretches = 12;

/** A stretch of forgetting: from an answer, with the stability that it left, to the next. */
type Stretch = { from: number; to: number; stability: number };

/** Whether an answer left the card as it was, as a repeat on the same day does. */
export function isRepeat({ before, after, dueBefore, dueAfter }: ConceptAnswer): boolean {
  return before !== undefined && before === after && dueBefore === dueAfter;
}

/** The answers that moved the memory, the oldest first; what was repeated at once or taken back moved nothing. */
export function movingAnswers(answers: readonly ConceptAnswer[]): ConceptAnswer[] {
  return answers
    .filter((answer) => !answer.undone && answer.after !== undefined && !isRepeat(answer))
    .slice(0, mostStretches)
    .toReversed();
}

/** The chance to recall a concept from its first answer that is shown until a moment, as it was reckoned then and is now. */
export function forgettingCurve(
  answers: readonly ConceptAnswer[],
  card: Met,
  until: number,
  schedule: Schedule,
): CoursePoint[] {
  const stretches = answers.map(({ answeredAt, after }, i): Stretch => {
    const next = answers[i + 1];
    const stability = next ? after! : card.memory.stability;
    return { from: answeredAt, to: next?.answeredAt ?? until, stability };
  });
  return stretches.flatMap((stretch) => pointsOf(stretch, schedule));
}

function pointsOf({ from, to, stability }: Stretch, schedule: Schedule): CoursePoint[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const at = from + ((to - from) * i) / steps;
    return { at, share: schedule.recall({ stability, difficulty: 1 }, (at - from) / DAY) };
  });
}
