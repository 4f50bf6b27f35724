import type { LiveBank } from '../bank/live/live.ts';
import type { Database } from '../base/data/database.ts';
import type { AccountStore } from '../learner/account/store.ts';
import type { Learner } from '../learner/model.ts';
import { type PastDeps, pastOf, sixtyDaysBefore } from './past.load.ts';

/** What a demo is kept with. */
export type DemoDeps = Omit<PastDeps, 'bank'> & {
  db: Database;
  live: LiveBank;
  accounts: AccountStore;
  now(): number;
};

/** The learner whom every visitor of a demo is, and what makes them as they were at the beginning. */
export type Demo = { learner(): Promise<Learner | undefined>; renew(): Promise<void> };

const id = 'demo';

/** Keeps the learner of a demo; whoever comes while they are made waits, and a deleted one is made again. */
export function keepDemo(deps: DemoDeps): Demo {
  const { learners } = deps;
  let renewing: Promise<void> | undefined;

  function renew(): Promise<void> {
    renewing ??= makeAgain(deps).finally(() => {
      renewing = undefined;
    });
    return renewing;
  }

  return {
    renew,
    async learner() {
      await renewing;
      const known = await learners.byId(id);
      if (known) return known;
      await renew();
      return learners.byId(id);
    },
  };
}

async function makeAgain({ db, live, accounts, now, ...stores }: DemoDeps): Promise<void> {
  if (await stores.learners.byId(id)) await db.commit([stores.learners.remove(id)]);
  const { changes } = await pastOf({ ...stores, bank: live.current() }, id, sixtyDaysBefore(now()), now());
  const account = { learner: id, name: 'Demo', role: 'learner', password: null } as const;
  await db.commit([...changes, accounts.create(account, now())]);
}
