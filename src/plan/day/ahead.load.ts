import type { Learner } from '../../learner/model.ts';
import { examOfBank } from '../exam-of.ts';
import { mocksOf, type PlanDeps, runningExam } from './load.ts';
import { mocksAhead } from './mocks.ts';

/** The exam that a learner prepares for, its day, and the days on which mock exams are proposed from a day on. */
export async function loadWay({ bank, days }: PlanDeps, learner: Learner, day: number) {
  const { exam: told, sittings } = await days.ground(learner.id, day);
  const exam = runningExam(told, day);
  const described = exam && examOfBank(bank, exam.blueprint);
  if (!exam || !described) return undefined;
  const { taken, mocksLeft } = mocksOf(bank, learner, exam, described.blueprint, sittings);
  return { title: described.blueprint.title, day: exam.day, mocks: mocksAhead(exam, day, taken, mocksLeft) };
}
