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
  const [items, results, ordinal, sealed] = await Promise.all([
    ownPaper(exams, sitting),
    exams.results(sitting),
    exams.countUpTo(learner.id, sitting.startedAt),
    loadSealed(here, learner.id),
  ]);
  const shown = await loadShown(here, items);
  if (results.length === 0) throw noSuchExam();
  return {
    sitting,
    items,
    shown,
    revised: revisedOf(here.bank, items, shown),
    results,
    ordinal,
    learner,
    domains: new Map(here.bank.domains.map(({ id, title }) => [id, title])),
    sealed,
  };
}
