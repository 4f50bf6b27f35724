import { withCurrentBank } from '../../bank/live/live.ts';
import type { Learner } from '../../learner/model.ts';
import { type ExamDeps, loadShown, noSuchExam, ownPaper, revisedOf } from '../load.ts';
import { loadSealed } from '../paper/draw.load.ts';
import type { Sitting } from '../sitting.ts';
import type { ResultGiven } from './given.ts';

/** Reads what a settled sitting came to. */
export async function loadResult(deps: ExamDeps, learner: Learner, sitting: Sitting): Promise<ResultGiven> {
  const { exams } = deps;
  const here = withCurrentBank(deps);
  const items = await ownPaper(exams, sitting);
  const shown = await loadShown(here, items);
  const results = await exams.results(sitting);
  if (results.length === 0) throw noSuchExam();
  return {
    sitting,
    items,
    shown,
    revised: revisedOf(here.bank, items, shown),
    results,
    ordinal: await exams.countUpTo(learner.id, sitting.startedAt),
    learner,
    domains: new Map(here.bank.domains.map(({ id, title }) => [id, title])),
    sealed: await loadSealed(here, learner.id),
  };
}
