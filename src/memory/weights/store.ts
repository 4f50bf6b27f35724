import type { Change, Database } from '../../base/data/database.ts';
import { type Fitting, mostFittings } from './model.ts';

type FittingRow = Omit<Fitting, 'lossStandard' | 'lossOwn'> & {
  lossStandard: number | null;
  lossOwn: number | null;
};

/** When Etude looked for weights of a learner's own, and what came of it. */
export function weightsStore(db: Database) {
  const fittings = db.all<FittingRow>(
    `select fitted_at as "fittedAt", answers, outcome, weights, loss_standard as "lossStandard",
       loss_own as "lossOwn"
     from fitting where learner = cast(:learner as text) order by fitted_at desc limit ${mostFittings}`,
  );
  const returns = db.one<{ returns: number }>(
    'select coalesce(sum(returns), 0) as returns from card where learner = cast(:learner as text)',
  );
  const insert = db.change(
    `insert into fitting (learner, fitted_at, answers, outcome, weights, loss_standard, loss_own)
     values (:learner, :fittedAt, :answers, :outcome, :weights, :lossStandard, :lossOwn)`,
    1,
  );
  // Of looks that changed nothing the newest says all, so that those which did stay known for long.
  const forgetUnchanged = db.change(
    `delete from fitting where learner = :learner and outcome in ('too few', 'kept') and fitted_at < :fittedAt`,
  );
  const forget = db.change(
    `delete from fitting where learner = :learner and fitted_at not in (
       select newest.fitted_at from fitting as newest where newest.learner = cast(:learner as text)
       order by newest.fitted_at desc limit ${mostFittings})`,
  );

  const remove = db.change('delete from fitting where learner = :learner');
  const move = db.change('update fitting set learner = :into where learner = :from');

  return {
    /** The newest looks, the newest first. */
    fittings: async (learner: string): Promise<Fitting[]> => (await fittings({ learner })).map(toFitting),
    /** How many answers brought a concept back on a later day. */
    returns: async (learner: string) => (await returns({ learner }))!.returns,
    /** Adds a look and forgets the oldest. */
    add: (learner: string, { lossStandard, lossOwn, ...fitting }: Fitting): Change[] => [
      insert({ learner, ...fitting, lossStandard: lossStandard ?? null, lossOwn: lossOwn ?? null }),
      forgetUnchanged({ learner, fittedAt: fitting.fittedAt }),
      forget({ learner }),
    ],
    /** Gives a learner the looks of another in place of their own. */
    replace: (from: string, into: string): Change[] => [remove({ learner: into }), move({ from, into })],
  };
}

export type WeightsStore = ReturnType<typeof weightsStore>;

function toFitting({ lossStandard, lossOwn, ...row }: FittingRow): Fitting {
  return { ...row, lossStandard: lossStandard ?? undefined, lossOwn: lossOwn ?? undefined };
}
