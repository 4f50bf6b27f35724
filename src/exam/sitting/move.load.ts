import { optionOrder } from '../../bank/options.ts';
import { Failure } from '../../base/failure.ts';
import { MINUTE } from '../../base/time.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { learnerDay, nextMoment, toLogDay, toLogMoment } from '../../learner/clock.ts';
import { type Decision, decideAndSave } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { type MoveBody, readEdits } from '../forms.ts';
import { type ExamDeps, type Here, loadShown, noSuchExam } from '../load.ts';
import { optionSeedOf } from '../marking/log-answers.ts';
import { settle } from '../marking/settle.load.ts';
import { applyEdits, isOver, type Sitting } from '../sitting.ts';

/** Most time that an open page counts for its question, in milliseconds. */
const longestStay = 30 * MINUTE;

/** The question to go on with, or why there is none. */
type Next = number | 'ended' | 'time up';

/**
 * Saves what a form changes; returns the question to go on with, or nothing where the sitting has ended, which then is
 * settled as it stands.
 */
export async function makeMove(
  deps: ExamDeps,
  world: ClockAndIds,
  sender: Learner,
  id: string,
  number: number,
  body: MoveBody,
): Promise<number | undefined> {
  const now = world.now();
  const next = await decideAndSave(deps, sender, async (here, learner): Promise<Decision<Next>> => {
    const sitting = await here.exams.sitting(learner.id, id);
    if (!sitting) throw noSuchExam();
    if (sitting.settledAt !== undefined) return { save: [], result: 'ended' };
    if (isOver(sitting, now)) return { save: [], result: 'time up' };
    return decideMove(here, learner, sitting, number, body, now);
  });
  if (next === 'time up') await settle(deps, sender.id, id, now);
  return typeof next === 'number' ? next : undefined;
}

async function decideMove(
  here: Here,
  learner: Learner,
  sitting: Sitting,
  number: number,
  body: MoveBody,
  now: number,
): Promise<Decision<Next>> {
  const { exams, learners } = here;
  const item = await exams.item(sitting, number);
  if (!item) throw (await exams.sitting(learner.id, sitting.id)) ? noSuchQuestion(sitting) : noSuchExam();
  const { question } = (await loadShown(here, [item])).get(number)!;
  const edits = readEdits(body, question, optionOrder(question, optionSeedOf(sitting, item)));
  const clock = { answeredAt: nextMoment(learner, now), day: learnerDay(learner, now) };
  const at = { now: toLogMoment(learner, clock.answeredAt), day: toLogDay(learner, clock.day) };
  const { item: played, moves } = applyEdits(item, question, edits, at);
  const stay = Math.min(longestStay, Math.max(0, now - sitting.movedAt));
  const next = Math.min(Number(body.go) || number, sitting.terms.questions);
  const hasChosen = moves.some(({ kind }) => kind === 'choose');
  return {
    save: [
      ...exams.move(sitting, { ...played, tookMs: item.tookMs + stay }, moves, { now, next }),
      ...(hasChosen ? [learners.markDay(now), learners.moveClock(learner.id, clock)] : []),
    ],
    result: next,
  };
}

/** The failure of a number that a paper does not have. */
export function noSuchQuestion({ terms }: Sitting): Failure {
  return new Failure('not found', `This exam has ${terms.questions} questions, and none has that number.`);
}
