import type { Bank } from '../../bank/bank.ts';
import type { BankStore } from '../../bank/past/store.ts';
import type { Database } from '../../base/data/database.ts';
import type { Learner } from '../../learner/model.ts';
import type { LearnerStore } from '../../learner/store.ts';
import type { MemoryStore } from '../../memory/store.ts';
import { encodeBelief, noBelief } from '../../plan/belief/belief.ts';
import { foldBelief } from '../../plan/belief/load.ts';
import type { BeliefStore } from '../../plan/belief/store.ts';
import { orderBy } from '../../plan/day/load.ts';
import type { DayStore } from '../../plan/day/store.ts';
import type { Finding } from './findings.ts';

/** What the plans of learners are examined with. */
export type PlanRooms = {
  db: Database;
  bank: Bank;
  texts: BankStore;
  learners: LearnerStore;
  memory: MemoryStore;
  beliefs: BeliefStore;
  days: DayStore;
};

const mend = 'run etude doctor --repair';

/**
 * Works out again from the log what is believed about each learner and the order of their day, and compares both with
 * what is stored. It leaves out everyone while the files differ from the live bank, and learners whose cards wait to be
 * folded again.
 */
export async function examinePlans(
  rooms: PlanRooms,
  changed: { concepts: readonly string[] },
): Promise<{ findings: Finding[]; broken: string[] }> {
  const findings: Finding[] = [];
  const broken: string[] = [];
  if (changed.concepts.length > 0) return { findings, broken };
  const waiting = new Set(await rooms.learners.toRefold());
  for (const id of (await rooms.learners.all()).filter((each) => !waiting.has(each))) {
    const learner = (await rooms.learners.byId(id))!;
    if (!(await isBelieved(rooms, learner)))
      findings.push({ what: `The plan for learner ${id} does not match the log.`, mend });
    else if (!(await isInOrder(rooms, learner)))
      findings.push({ what: `The day’s order for learner ${id} does not match the plan.`, mend });
    else continue;
    broken.push(id);
  }
  return { findings, broken };
}

async function isBelieved(rooms: PlanRooms, learner: Learner): Promise<boolean> {
  const stored = (await rooms.beliefs.text(learner.id)) ?? encodeBelief(noBelief);
  return stored === encodeBelief(await foldBelief(rooms, learner));
}

/** Whether the stored order is right; one of an earlier revision is not used and may say anything. */
async function isInOrder({ days, bank }: PlanRooms, learner: Learner): Promise<boolean> {
  const row = await days.order(learner.id);
  if (!row || row.revision !== learner.revision) return true;
  const order = orderBy(bank, learner, row.day, await days.ground(learner.id, row.day));
  return !order || order.bank !== row.bank || JSON.stringify(order) === row.body;
}

/** Works out again what is believed about some learners; their next answer puts their day in order. */
export async function repairPlans(rooms: PlanRooms, broken: readonly string[]): Promise<void> {
  for (const id of broken) {
    const learner = (await rooms.learners.byId(id))!;
    const belief = await foldBelief(rooms, learner);
    await rooms.db.commit([rooms.beliefs.save(id, belief), rooms.days.forgetOrder(id)]);
  }
}
