import { expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { startHouse } from '../support/house.ts';

/** How SQLite goes about each statement. */
const plans = new Map<string, string[]>();
const queries: string[] = [];
const house = await startHouse(checkedBank(plainQuestions(1)), {
  watchQueries(sql, handle) {
    queries.push(sql);
    plans.set(oneLine(sql), planOf(sql, handle));
  },
  watchChanges: (sql, handle) => plans.set(oneLine(sql), planOf(sql, handle)),
});
const owned = tablesOfLearners();
await house.close();

function planOf(sql: string, handle: typeof house.handle): string[] {
  const steps = handle.prepare(`explain query plan ${sql}`).all(namesIn(sql)) as { detail: string }[];
  return steps.map(({ detail }) => detail);
}

/** The tables in which rows belong to learners. */
function tablesOfLearners(): string[] {
  const tables = house.handle.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
  return (tables as string[]).filter((table) =>
    (house.handle.pragma(`table_info(${table})`) as { name: string }[]).some(
      ({ name }) => name === 'learner',
    ),
  );
}

function oneLine(sql: string): string {
  return sql.replace(/\s+/g, ' ');
}

/** The steps of a statement that read a table of learners, under its own name or another. */
function stepsInto(tables: readonly string[], sql: string, steps: readonly string[]): string[] {
  const named = [...sql.matchAll(/\b(?:from|join|update|into) (\w+)(?: as (\w+))?/g)]
    .filter(([, table]) => tables.includes(table!))
    .flatMap(([, table, alias]) => [table!, alias]);
  return steps.filter((step) => {
    const [, name] = /^(?:SCAN|SEARCH) (\w+)/.exec(step) ?? [];
    return name !== undefined && named.includes(name);
  });
}

/** Whether a step reads rows of one learner, given as such or by the token of one session. */
const isOfOne = (step: string) =>
  /\(learner=\?|INDEX session_token \(token_hash=\?\)|INDEX (device_link_digest \(digest|reset_link_digest \(digest|passkey_credential \(credential_id|study_group_id \(id|recovery_code_digest \(digest|identity_subject \(issuer|access_token_digest \(digest)=\?/.test(
    step,
  );

test('no statement of a request reads rows of more than one learner', () => {
  expect(owned.length).toBeGreaterThan(12);
  const found: string[] = [];
  for (const [sql, steps] of plans) {
    if (ofManyLearners.some((part) => sql.includes(part))) continue;
    for (const step of steps) expect(step, sql).not.toContain('AUTOMATIC');
    const wrong = stepsInto(owned, sql, steps).filter((step) => !isOfOne(step));
    found.push(...wrong.map((step) => `${step}   in   ${sql}`));
  }
  expect(found).toEqual([]);
});

test('every exception from that is one', () => {
  const reads = (part: string) =>
    [...plans].some(
      ([sql, steps]) => sql.includes(part) && stepsInto(owned, sql, steps).some((step) => !isOfOne(step)),
    );
  expect(ofManyLearners.filter((part) => !reads(part))).toEqual([]);
});

test('no query of a request reads more of a learner’s log or exams than it must', () => {
  const tables = ['review', 'paper', 'move', 'result'];
  const found: string[] = [];
  for (const [sql, steps] of plans) {
    if ([...ofManyLearners, ...ofWholeLog].some((part) => sql.includes(part))) continue;
    // By learner alone only where the newest few are wanted, which the order of the index gives.
    if (/order by (.*answered_at|day) desc/.test(sql)) continue;
    const wrong = stepsInto(tables, sql, steps).filter((step) => !/\(learner=\? AND \w+[=>]\?/.test(step));
    found.push(...wrong.map((step) => `${step}   in   ${sql}`));
  }
  expect(found).toEqual([]);
});

test('the newest reports of all learners are found without sorting', () => {
  const [, steps] = [...plans].find(([sql]) => sql.includes('from report order by'))!;
  expect(steps).toContain('SCAN report USING INDEX report_newest');
});

test('no query is parsed again for each new value of a parameter', () => {
  // SQLite plans again for each value of a bare parameter in a range, a join or a limit: five times the query's own time.
  const bare = queries.filter((sql) =>
    /:\w+/.test(sql.replace(/cast\(:\w+ as (text|bigint)\)|json_each\(:\w+\)/g, '')),
  );
  expect(bare).toEqual([]);
});

/** Read when the bank is loaded, by doctor, by authors or by those who sweep: of many learners, never for a request. */
const ofManyLearners = [
  'select owner.learner from account as owner where owner.role =',
  // For owners, who see everybody with an account.
  'from account join learner on learner.id = account.learner',
  // A group is of several learners, and of no more than two hundred.
  'from membership where study_group =',
  'from study_group join membership on membership.study_group = study_group.id where',
  'from account where name_key =',
  'from account where role =',
  'count(*) as sessions from session',
  'max(seen_at) from session',
  'delete from session where keyed = 0',
  'delete from session where learner >',
  'select distinct card.learner from',
  // What doctor counts, and what an exam's result leaves with its items.
  'select missing.question from (',
  'insert into response_count (',
  'update paper set rest =',
  'from sitting where settled_at is null and deadline <=',
  'from sitting where (revision = 0 or',
  'cross join paper where paper.question =',
  'from report order by',
];

/** Read by doctor, to merge two learners, to make a learner's tallies again, or only to see whether there is a first row. */
const ofWholeLog = [
  'due_after from review where learner = cast(:learner as text)',
  'question, edition, response, count(*) from review where review.learner',
  'from paper where learner = cast(:learner as text) and exists',
  'from move where learner = cast(:learner as text) and exists',
  'from result where learner = cast(:learner as text) and exists',
  'count(*) as answers from review where learner',
  'review.kind, review.answered_at as "answeredAt", review.day, review.first from review',
  'select distinct review.question from review',
  'as easy from review where review.learner = cast(:learner as text) and not',
  'count(*) as answers, sum(correct) as correct',
  "select count(*) as count from review where learner = cast(:learner as text) and kind = 'exam'",
  'delete from learner where id = :learner and not exists',
];

function namesIn(sql: string): Record<string, null> {
  return Object.fromEntries([...sql.matchAll(/:(\w+)/g)].map(([, name]) => [name, null]));
}

test('the last answer to each question is found by its id, also where SQLite has no statistics yet', () => {
  const [, steps] = [...plans].find(([sql]) => sql.includes('recursive answered'))!;
  expect(steps).toContain('SEARCH review USING INDEX sqlite_autoindex_review_1 (learner=? AND id=?)');
});
