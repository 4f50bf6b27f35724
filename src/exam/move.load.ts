import { atMoment } from '../bank/live.ts';
import { optionOrder } from '../bank/options.ts';
import { Failure } from '../base/failure.ts';
import { MINUTE } from '../base/time.ts';
import type { World } from '../base/world.ts';
import { learnerDay, nextMoment, toLogDay, toLogMoment } from '../learner/clock.ts';
import type { Learner } from '../learner/model.ts';
import { type MoveBody, readWish } from './forms.ts';
import { type ExamRooms, loadShown } from './load.ts';
import { optionSeedOf } from './review.ts';
import { settle } from './settle.load.ts';
import { isOver, play, type Sitting } from './sitting.ts';

/** So often is a click decided again before its sender is asked to send it once more. */
const mostTries = 8;

/** A page that is left open counts so long for its question at most. */
const longestStay = 30 * MINUTE;

/**
 * Saves what a form changes, decided again where another click was faster; returns the question to go on with, or
 * nothing where the sitting has ended, which then is settled as it stands.
 */
export async function makeMove(
  rooms: ExamRooms,
  world: World,
  sender: Learner,
  id: string,
  number: number,
  body: MoveBody,
): Promise<number | undefined> {
  const { exams, learners } = rooms;
  for (let tries = 0; tries < mostTries; tries++) {
    const learner = tries === 0 ? sender : ((await learners.byId(sender.id)) ?? sender);
    const sitting = (await exams.sitting(learner.id, id))!;
    const now = world.now();
    if (sitting.settledAt !== undefined) return undefined;
    if (isOver(sitting, now)) {
      await settle(rooms, learner.id, id, now);
      return undefined;
    }
    const place = await tryMove(rooms, learner, sitting, number, body, now);
    if (place !== undefined) return place;
  }
  throw new Failure('conflict', 'This has changed meanwhile. Send it once more.');
}

async function tryMove(
  rooms: ExamRooms,
  learner: Learner,
  sitting: Sitting,
  number: number,
  body: MoveBody,
  now: number,
): Promise<number | undefined> {
  const { db, exams, learners } = rooms;
  const entry = await exams.entry(sitting.id, number);
  if (!entry) throw noSuchQuestion(sitting);
  const { question } = (await loadShown(atMoment(rooms), [entry])).get(number)!;
  const wish = readWish(body, question, optionOrder(question, optionSeedOf(sitting, entry)));
  const clock = { answeredAt: nextMoment(learner, now), day: learnerDay(learner, now) };
  const at = { now: toLogMoment(learner, clock.answeredAt), day: toLogDay(learner, clock.day) };
  const { entry: played, moves } = play(entry, question, wish, at);
  const stay = Math.min(longestStay, Math.max(0, now - sitting.movedAt));
  const place = Math.min(Number(body.go) || number, sitting.terms.questions);
  const hasChosen = moves.some(({ kind }) => kind === 'choose');
  const saved = await db.tryCommit([
    ...exams.move(sitting, { ...played, tookMs: entry.tookMs + stay }, moves, { now, place }),
    ...(hasChosen ? [learners.moveClock(learner.id, clock)] : []),
  ]);
  return saved ? place : undefined;
}

/** The failure of a number that a paper does not have. */
export function noSuchQuestion({ terms }: Sitting): Failure {
  return new Failure('not found', `This exam has ${terms.questions} questions, and none under that number.`);
}
