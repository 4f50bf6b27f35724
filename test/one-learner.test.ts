import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { folderOf } from '../src/base/installation.ts';
import { logStore } from '../src/service/examine/log.store.ts';
import { blueprint, checkedBank, plainQuestions } from './support/bank.ts';
import { begin, move, submit } from './support/candidate.ts';
import { type House, startHouse } from './support/house.ts';
import { practise } from './support/journey.ts';
import { type Keys, keysIn, whoseRows } from './support/one-learner.ts';
import { Reader } from './support/reader.ts';
import { sittingOf } from './support/sitting.ts';
import { bare } from './support/sql.ts';
import { CountedTrips } from './support/trips.ts';

/**
 * A statement of a request names one learner and touches no row of another, so that learners can be kept in several
 * databases. Where a statement reads across learners, a part that only it has is listed here by what runs it.
 */

/** What nobody waits for: the start, the duties that Etude does by itself, a bank that goes live, and commands. */
const behindRequests = {
  'the start': [
    'select count(*) as sessions from session',
    'delete from session where keyed = 0',
    'select coalesce(max(newest), 0) as moment',
    'select id from learner where last_answered_at >',
    'select id from learner where folded_retention <>',
  ],
  'settling exams': [
    'select id, learner from sitting where settled_at is null and deadline <=',
    'select id, learner from sitting where (revision = 0',
  ],
  sweeping: [
    'select id from learner where id > cast(:after as text) order by id limit cast(:limit',
    'select learner.id, (select count(*) from sitting where',
    'delete from session where learner > cast(:after',
  ],
  'a bank that goes live': [
    'select learner.id as learner from learner where learner.id > cast(:after as text) and learner.id <= cast(:last',
    'select id from learner where id > cast(:after as text) order by id limit cast(:count',
    'select distinct card.learner from json_each(:concepts)',
    'select distinct paper.sitting, paper.learner from json_each(:questions)',
    'select learner.id as learner from (select learner.id from learner order by learner.id limit 2000)',
  ],
  'the first start after a move back to SQLite': [
    'update learner set folded_retention = 0 where exists (select 1 from live_bank',
  ],
  'commands and the analysis': [
    'where learner.id > cast(:after as text) order by learner.id limit cast(:limit',
    'select id from learner order by id',
    'update learner set folded_retention = 0 where id in',
    'select missing.question from',
    'insert into response_count (',
    'update paper set rest = case',
    'select review.learner, review.id, review.question, review.edition, review.kind,',
    'select learner, concept, revision,',
    'select learner, day, domain, kind, certainty, answers',
    'select learner, question, edition, response, times',
    'select learner, question from set_aside where learner >',
    'select learner, started_at as "startedAt", id from sitting where learner <=',
    'select learner, count(*) as count from review where',
    'select count(*) as count from learner',
    'from prediction where prediction.learner in (select learner from agreement)',
    'where outcome.learner in (select learner from agreement)',
  ],
};

/** Requests of which the point is several people; none of them is on the way from a question to the next. */
const aboutOthers = {
  'the people of an owner': [
    'select account.learner, account.name, account.role, learner.last_answered_at',
    'select count(*) as count from account where role =',
    "update account set role = '' where role = '' and learner = (",
  ],
  'reports, which authors read': [
    'select recent.message, recent.reported_at as "reportedAt", review.question',
  ],
  'a group, and the groups of others that somebody is in': [
    'select study_group.id, study_group.learner, study_group.name',
    'select membership.learner, membership.shown_name as "shownName" from study_group',
    'select count(*) as count from membership',
  ],
  'a recovery code, which only one learner has': ['select learner, used_at as "usedAt" from recovery_code'],
};

const exceptions = [...Object.values(behindRequests), ...Object.values(aboutOthers)].flat();
const isException = (sql: string) => exceptions.some((each) => sql.includes(each));

/** Copying the rows of one learner to another, when somebody takes a guest's answers along. */
const copies = (sql: string, learners: readonly string[]) =>
  /^insert into .* select .* on conflict do nothing$|^insert into review /.test(sql) &&
  learners.toSorted().join() === ':from,:into';

/** Whether a statement does not say whose rows it touches. */
const isLoose = (sql: string) => whoseRows(sql, keys).loose.length > 0;

const statements = new Set<string>();
const counted = new CountedTrips();
let house: House;
let keys: Keys;

beforeAll(async () => {
  const declare = (sql: string) => void statements.add(bare(sql));
  const bank = checkedBank(plainQuestions(6), [blueprint()]);
  const through = (db: House['db']) => counted.over(db);
  house = await startHouse(bank, { watchQueries: declare, watchChanges: declare, through });
  // Doctor's own statements are compiled only when it looks.
  for (const sql of doctors(house)) statements.add(bare(sql));
  keys = keysIn(house.handle);
});
afterAll(() => house.close());

/** The statements that doctor declares. */
function doctors({ db }: House): string[] {
  const declared: string[] = [];
  const note = (sql: string) => {
    declared.push(sql);
    return db.all(sql);
  };
  logStore({ ...db, one: note, all: note } as House['db']);
  return declared;
}

describe('of every statement', () => {
  test('the rule finds what touches two learners, or does not say whose rows it touches', () => {
    const loose = (sql: string) => whoseRows(sql, keys).loose;
    expect(loose('select id from review where question = :question')).toEqual(['review']);
    expect(loose('select id from review where learner = :learner or first = 1')).toEqual(['review']);
    expect(loose('update card set asleep = 1 where learner > :learner')).toEqual(['card']);
    expect(loose('delete from flag')).toEqual(['flag']);
    expect(loose("insert into flag (learner, question, flagged_at) values ('ada', :question, :now)")).toEqual(
      ['flag'],
    );
    expect(
      loose(
        'select 1 from learner where id = :id and exists (select 1 from review where review.learner <> learner.id)',
      ),
    ).toEqual(['review']);
    expect(
      loose('select 1 from card join tally on tally.day = card.day where card.learner = :learner'),
    ).toEqual(['tally']);
    expect(
      whoseRows(
        'select 1 from card where learner = :one and exists (select 1 from flag where learner = :two)',
        keys,
      ).learners,
    ).toEqual([':one', ':two']);
    expect(loose('select learner from session where token_hash = :hash')).toEqual([]);
  });

  test('it names the learner of each row', () => {
    const found = [...statements].filter((sql) => {
      const { learners } = whoseRows(sql, keys);
      return (isLoose(sql) || learners.length > 1) && !copies(sql, learners) && !isException(sql);
    });
    expect(statements.size).toBeGreaterThan(200);
    expect(found).toEqual([]);
  });

  test('each exception is one', () => {
    const idle = exceptions.filter(
      (each) => ![...statements].some((sql) => sql.includes(each) && isLoose(sql)),
    );
    expect(idle).toEqual([]);
  });
});

test('CONTRIBUTING names each table that has a unique key without its learner', () => {
  const text = readFileSync(folderOf('CONTRIBUTING.md'), 'utf8');
  const [, list] = /\*\*Unique keys without the learner\.\*\*(.*)/.exec(text)!;
  const tables = [...keys].filter(
    ([table, ways]) => table !== 'learner' && ways.some((key) => !key.includes('learner')),
  );
  expect(tables.length).toBeGreaterThan(6);
  expect(tables.filter(([table]) => !list!.includes(`\`${table}\``)).map(([table]) => table)).toEqual([]);
});

test('someone who practises, sits an exam and looks at each page causes none of the exceptions', async () => {
  const reader = new Reader(house.app);
  const { reads } = await counted.during(async () => {
    await practise(house, reader, 5);
    const first = await begin(reader);
    const chosen = await move(reader, first, { choice: 'A', go: '2' });
    await submit(reader, await reader.get(`${sittingOf(chosen)}/review`));
    const pages = [
      '/',
      '/practice',
      '/exams',
      '/exams/yours',
      '/readiness',
      '/progress',
      '/learn',
      '/settings',
    ];
    for (const page of pages) expect((await reader.get(page)).status, page).toBe(200);
  });
  expect(new Set(reads).size).toBeGreaterThan(30);
  expect([...new Set(reads.map(bare).filter(isLoose))]).toEqual([]);
});
