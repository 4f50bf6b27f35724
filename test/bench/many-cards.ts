import { join } from 'node:path';
import { buildApp } from '../../src/app.ts';
import { type Bank, createBank } from '../../src/bank/bank.ts';
import { loadBank } from '../../src/bank/files/load.ts';
import { holdBank } from '../../src/bank/live/live.ts';
import { type Handle, openHandle } from '../../src/base/data/handle.ts';
import { migrate, readMigrations } from '../../src/base/data/migrate.ts';
import { createDatabase } from '../../src/base/data/sqlite.ts';
import { createSeal } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { calendarDay } from '../../src/base/time.ts';
import { realWorld } from '../../src/base/world.ts';
import { sessionHash } from '../../src/learner/session/session.load.ts';
import { openStores } from '../../src/stores.ts';
import { keepWatch } from '../../src/watch.ts';

/** Etude over a bank that is as large as is asked: `node many-cards.ts FOLDER LEARNERS CARDS-OF-EACH`. */

const [folder, learners, cards] = process.argv.slice(2);

/** The session token of the i-th learner. */
const tokenOf = (i: number) => `many-cards-${i}`;

/** Every concept is asked by one and the same question under another name, so that a million fit into memory. */
function endlessBank(): Bank {
  const checked = loadBank(folderOf('questions'));
  const bank = createBank(checked.taxonomy, checked.questions, checked.lessons);
  const sample = bank.questions.find(({ question }) => question.type === 'single')!;
  const live = (id: string) => ({ ...sample, question: { ...sample.question, id, concept: id } });
  const concept = (id: string) => {
    const questions = [live(id)];
    return {
      id,
      objective: bank.concepts.get(sample.question.concept)!.objective,
      questions,
      askable: questions,
    };
  };
  return {
    ...bank,
    concepts: { get: concept } as unknown as Bank['concepts'],
    question: live,
    reviewIds: (id) => [id],
    syllabus: { hash: 'none', concepts: [] },
  };
}

/** The seal of this server, whose secret nobody need keep. */
export const manyCardsSeal = createSeal(Buffer.alloc(32, 7));

/** Fills the tables by SQL alone: a million answers would take minutes. */
function fill(handle: Handle, learners: number, cards: number): void {
  const today = calendarDay(realWorld.now(), 'UTC', 4);
  const count = 'with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < :most)';
  handle.exec('begin');
  handle
    .prepare(
      `insert into learner (id, created_at, zone, day_start, new_per_day, retention, folded_retention, last_day, last_answered_at)
       ${count} select 'learner-' || i, 0, 'UTC', 4, 10, .9, .9, :today - 1, 0 from n`,
    )
    .run({ most: learners, today });
  const session = handle.prepare(
    "insert into session (token_hash, learner, created_at, seen_at, keyed) values (?, 'learner-' || cast(? as integer), ?, ?, 1)",
  );
  for (let i = 0; i < learners; i++)
    session.run(sessionHash(manyCardsSeal, tokenOf(i)), i, realWorld.now(), realWorld.now());
  handle
    .prepare(
      `insert into card (learner, concept, revision, stability, difficulty, day, answered_at, due_day, answers, lapses, asleep, place)
       ${count} select learner.id, 'calms.culture.idea-' || i, 1, 10, 5, :today - 10, 0, :today - 10 + (i * 7 % 40), 1, 0, 0, i * 7919 % 1000003
       from learner cross join n`,
    )
    .run({ most: cards, today });
  handle.exec('commit; analyze');
}

if (import.meta.main) {
  const handle = openHandle(join(folder!, 'etude.db'));
  migrate(handle, readMigrations(folderOf('migrations')), realWorld.now());
  fill(handle, Number(learners), Number(cards));
  const watch = keepWatch(folder!, realWorld);
  const db = createDatabase(handle, { onGroup: watch.onGroup });
  const logger = { level: 'warn', stream: process.stderr };
  const parts = {
    baseUrl: '',
    zone: 'UTC',
    live: holdBank(endlessBank()),
    db,
    stores: openStores(db),
    seal: manyCardsSeal,
    world: realWorld,
    logger,
    watch,
  };
  const app = await buildApp(parts);
  console.log(`${await app.listen({ host: '127.0.0.1', port: 0 })}/`);
}
