import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readMigrations } from '../../../../src/base/data/migrate.ts';
import { folderOf } from '../../../../src/base/installation.ts';
import { contractOf, notOnlyAdded } from '../../../support/expand.ts';

/**
 * While an Etude of several nodes is brought up to date, nodes of two releases serve one database. So a migration only
 * adds; what an older release still reads goes a release later, and the migration says since when nobody needs it.
 */

/** The migrations since several nodes can serve one database. */
const migrations = readMigrations(folderOf('migrations/postgresql'), 17).filter(
  ({ version }) => version > 18,
);

/** The releases, the newest first. */
const releases = [...readFileSync(folderOf('CHANGELOG.md'), 'utf8').matchAll(/^## (\d+\.\d+\.\d+)/gm)].map(
  ([, release]) => release!,
);

const found = (sql: string) => notOnlyAdded({ sql });

describe('what only adds', () => {
  test.each([
    'create table note (id text primary key);',
    'create unlogged table visit (address text primary key, count bigint not null);',
    'create table note (id text); create unique index note_id on note (id); insert into note values (1);',
    'create index review_day on review (day);',
    'alter table review add column note text;',
    "alter table learner add column theme text not null default 'auto' check (theme in ('auto', 'light'));",
    'create table note (id text); create function keep() returns trigger as $$ begin return old; end; $$ language plpgsql; create trigger kept before delete on note for each row execute function keep();',
    '-- drop table review;\ncreate table note (id text);',
  ])('%s', (sql) => expect(found(sql)).toEqual([]));
});

describe('what an older node would notice', () => {
  test.each([
    'drop table report;',
    'alter table review drop column zone;',
    'alter table review rename column zone to place;',
    'alter table review alter column zone type bigint;',
    'alter table review add column note text not null;',
    "alter table review add column note text default '' unique;",
    'alter table review add constraint one unique (id);',
    'create unique index one_a_day on review (learner, day);',
    'create trigger refused before insert on review for each row execute function refuse();',
    'create or replace function refuse() returns trigger as $$ begin return new; end; $$ language plpgsql;',
    'update review set zone = null;',
    'delete from fact;',
    "insert into fact values ('a', 'b');",
    'drop index review_missed;',
    'create table note (id text); alter table review rename to answer;',
  ])('%s', (sql) => expect(found(sql).length).toBe(1));
});

test('each migration only adds, or says since which release nobody needs what it changes', () => {
  const silent = migrations.filter((each) => notOnlyAdded(each).length > 0 && contractOf(each) === undefined);
  expect(silent.map(({ name }) => `${name}: add a line "-- contract: not used since 0.0.0"`)).toEqual([]);
});

test('the release that a migration names is out, so that the nodes beside the new ones have it', () => {
  const named = migrations.flatMap((each) => contractOf(each) ?? []);
  expect(named.filter((release) => !releases.includes(release))).toEqual([]);
});
