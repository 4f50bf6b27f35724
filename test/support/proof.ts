import { expect } from 'vitest';
import { isAsleep } from '../../src/memory/asked.ts';
import { foldConcept } from '../../src/memory/load.ts';
import { examineMemory } from '../../src/service/examine/memory.load.ts';
import { examinePlans } from '../../src/service/examine/plan.load.ts';
import type { House } from './house.ts';

const tallyColumns = 'learner, day, domain, kind, certainty';

/** Folds the whole log again and expects the very cards, tallies and summaries that are stored. Returns the cards' revisions. */
export async function proveFold(house: House): Promise<Map<string, number>> {
  const { promptStores: stores, bank, db, handle } = house;
  const rooms = { db, bank, learners: stores.learners, memory: stores.memory };
  const revisions = new Map<string, number>();
  for (const id of await stores.learners.all()) {
    const learner = (await stores.learners.byId(id))!;
    const asides = await stores.learners.asides(id);
    const concepts = new Set([...answeredBy(house, id), ...(await stores.memory.concepts(id))]);
    for (const concept of concepts) {
      const stored = await stores.memory.card(id, concept);
      expect(stored.card, concept).toEqual(await foldConcept(rooms, learner, concept));
      if (stored.revision === 0) continue;
      expect(stored.asleep, concept).toBe(isAsleep(bank, concept, asides));
      revisions.set(`${id}/${concept}`, stored.revision);
    }
    const counted = await stores.memory.countedTallies(id);
    expect(learner.standing, id).toEqual(await stores.memory.countedStanding(id, counted));
  }
  const plans = await examinePlans({ db, bank, ...stores }, { concepts: [] });
  expect(plans.findings).toEqual([]);
  const tallies = handle
    .prepare(
      `select ${tallyColumns}, answers, correct, first, took_ms from tally where answers > 0 order by ${tallyColumns}`,
    )
    .all();
  const counted = handle
    .prepare(
      `select ${tallyColumns}, count(*) as answers, sum(correct) as correct, sum(first) as first,
         sum(case when took_ms > 180000 then 180000 else took_ms end) as took_ms
       from review where not exists (select 1 from amendment where review = review.id and amendment.kind = 'undo')
       group by ${tallyColumns} order by ${tallyColumns}`,
    )
    .all();
  expect(tallies).toEqual(counted);
  expect(await examineMemory(rooms, { concepts: [] }), 'doctor finds nothing').toEqual([]);
  expect(await stores.analysis.different(), 'counts of responses').toEqual([]);
  expect(handle.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(handle.pragma('foreign_key_check')).toEqual([]);
  return revisions;
}

/** The concepts of the bank of which a learner has answered a question. */
function answeredBy({ handle, bank }: House, learner: string): string[] {
  const questions = handle
    .prepare('select distinct question from review where learner = ?')
    .pluck()
    .all(learner) as string[];
  return questions.flatMap((question) => bank.question(question)?.question.concept ?? []);
}

/** In the order of a learner's log every answer is later than the one before, and no day is earlier. */
export function expectDaysInOrder({ handle }: House, learner: string): void {
  const log = handle
    .prepare('select day, answered_at as at from review where learner = ? order by answered_at, id')
    .all(learner) as { day: number; at: number }[];
  log.forEach((review, i) => {
    if (i === 0) return;
    expect(review.day).toBeGreaterThanOrEqual(log[i - 1]!.day);
    expect(review.at).toBeGreaterThan(log[i - 1]!.at);
  });
}

/** The rows of a table, for comparing before and after. */
export function rows(house: House, table: string): Record<string, unknown>[] {
  return house.handle.prepare(`select * from ${table}`).all() as Record<string, unknown>[];
}
