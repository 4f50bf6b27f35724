import { expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { startHouse } from '../support/house.ts';

test('no query of a request reads more of the log, the cards or the exams than it must', async () => {
  const plans = new Map<string, string[]>();
  const house = await startHouse(checkedBank(plainQuestions(1)), {
    watchQueries(sql, handle) {
      if (!/\b(from|join) (review|card|tally|sitting|paper|move|result|outcome)\b/.test(sql)) return;
      const steps = handle.prepare(`explain query plan ${sql}`).all(namesIn(sql)) as { detail: string }[];
      plans.set(
        sql.replace(/\s+/g, ' '),
        steps.map(({ detail }) => detail),
      );
    },
  });
  await house.close();
  expect(plans.size).toBeGreaterThan(24);
  for (const [sql, steps] of plans) {
    if (notForRequests.some((part) => sql.includes(part))) continue;
    for (const step of steps) {
      expect(step, sql).not.toMatch(/^SCAN (review|card|tally|sitting|paper|move|result|outcome|last)\b/);
      expect(step, sql).not.toContain('AUTOMATIC');
      if (/^SEARCH (paper|result|last|move)/.test(step))
        expect(step, sql).toMatch(/\bsitting=\?|question=\?/);
    }
    for (const step of steps.filter((each) => each.startsWith('SEARCH review'))) {
      // By learner alone only where the newest few are wanted, which the order of the index gives.
      if (!/question[=>]\?/.test(step) && !step.includes('(id=?'))
        expect(sql).toMatch(/order by (.*answered_at|day) desc/);
    }
  }
});

test('no query is parsed again for each new value of a parameter', async () => {
  const bare: string[] = [];
  const house = await startHouse(checkedBank(plainQuestions(1)), {
    watchQueries(sql) {
      // SQLite plans anew for a bare parameter in a range, a join or a limit, which takes three times as long as the query.
      const rest = sql.replace(/cast\(:\w+ as (text|integer|bigint)\)|json_each\(:\w+\)/g, '');
      if (/:\w+/.test(rest)) bare.push(sql);
    },
  });
  await house.close();
  expect(bare).toEqual([]);
});

/** Read when the bank is loaded or by doctor, never for a request. */
const notForRequests = ['select distinct card.learner', 'count(*) as answers', "and kind = 'exam'"];

function namesIn(sql: string): Record<string, null> {
  return Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map(([, name]) => [name, null]));
}
