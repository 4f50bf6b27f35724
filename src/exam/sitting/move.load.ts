import { isSameResponse } from '../../bank/kinds/kind.ts';
import { optionOrder } from '../../bank/options.ts';
import { Failure } from '../../base/failure.ts';
import { MINUTE } from '../../base/time.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { learnerDay, nextMoment, toLogDay, toLogMoment } from '../../learner/clock.ts';
import { type Decision, decideAndSave } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import { type MoveBody, readChoice, readEdits } from '../forms.ts';
import { type ExamDeps, type Here, loadShown, noSuchExam } from '../load.ts';
import { optionSeedOf } from '../marking/log-answers.ts';
import { settle } from '../marking/settle.load.ts';
import {
  applyEdits,
  clickedAt,
  isInTime,
  isOver,
  noteMoment,
  type PaperItem,
  type Sitting,
} from '../sitting.ts';

/** Most time that an open page counts for its question, in milliseconds. */
const longestStay = 30 * MINUTE;

/** The question to go on with; none after the end. */
type Next = number | undefined;

/**
 * Saves what a form changes; returns the question to go on with, or nothing where that came after the end. A sitting
 * whose time is up is then settled as it stands.
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
    const [sitting, item] = await Promise.all([
      here.exams.sitting(learner.id, id),
      here.exams.item({ learner: learner.id, id }, number),
    ]);
    if (!sitting) throw noSuchExam();
    const isTimely = isInTime(sitting, leftOf(body), now);
    if (!item && isTimely) throw noSuchQuestion(sitting);
    if (!item) return { save: [], result: undefined };
    const decide = isTimely ? decideMove : decideLate;
    return decide(here, learner, sitting, item, body, now);
  });
  if (next === undefined) await settle(deps, sender.id, id, now);
  return next;
}

const leftOf = ({ left }: MoveBody) => (left === undefined ? undefined : Number(left));

/** Notes what was chosen too late, so that the result can name it. */
async function decideLate(
  here: Here,
  _: Learner,
  sitting: Sitting,
  item: PaperItem,
  body: MoveBody,
  now: number,
): Promise<Decision<Next>> {
  const none: Decision<Next> = { save: [], result: undefined };
  const { question } = (await loadShown(here, [item])).get(item.number)!;
  const response = readChoice(body, question, optionOrder(question, optionSeedOf(sitting, item)));
  if (!response || isSameResponse(response, item.response)) return none;
  const late = { response, at: clickedAt(sitting, leftOf(body), now) };
  if (item.late?.at === late.at && isSameResponse(item.late.response, response)) return none;
  return { ...none, save: here.exams.noteLate(sitting, item.number, late) };
}

async function decideMove(
  here: Here,
  learner: Learner,
  sitting: Sitting,
  item: PaperItem,
  body: MoveBody,
  now: number,
): Promise<Decision<Next>> {
  const { exams, learners } = here;
  const { question } = (await loadShown(here, [item])).get(item.number)!;
  const edits = readEdits(body, question, optionOrder(question, optionSeedOf(sitting, item)));
  const noted = noteMoment(sitting, now);
  const clock = { answeredAt: nextMoment(learner, noted), day: learnerDay(learner, noted) };
  const at = { now: toLogMoment(learner, clock.answeredAt), day: toLogDay(learner, clock.day) };
  const { item: played, moves } = applyEdits(item, question, edits, at);
  const stay = Math.min(longestStay, Math.max(0, noted - sitting.movedAt));
  const next = Math.min(Number(body.go) || item.number, sitting.terms.questions);
  const hasChosen = moves.some(({ kind }) => kind === 'choose');
  const inGrace = item.inGrace || (hasChosen && isOver(sitting, now));
  return {
    save: [
      ...exams.move(sitting, { ...played, inGrace, tookMs: item.tookMs + stay }, moves, { now: noted, next }),
      ...(hasChosen ? [learners.markDay(noted), learners.moveClock(learner.id, clock)] : []),
    ],
    result: next,
  };
}

/** The failure of a number that a paper does not have. */
export function noSuchQuestion({ terms }: Sitting): Failure {
  return new Failure('not found', `This exam has only ${terms.questions} questions.`);
}
