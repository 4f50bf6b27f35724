import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHandle } from '../../src/base/data/handle.ts';
import { createDatabase } from '../../src/base/data/sqlite.ts';
import { calendarDay } from '../../src/base/time.ts';
import { cookieName } from '../../src/base/web/cookies.ts';
import { openStores } from '../../src/stores.ts';
import { manyCardsSeal } from './many-cards.ts';
import { loadName } from './seed.ts';
import { type Load, load, start, warmUp } from './servers.ts';
import { record, rounds } from './table.ts';

/** Compares the next question of large histories and of many learners with that of small ones. */
export async function measureManyCards(root: string): Promise<void> {
  const house = async (learners: number, cards: number) => {
    const folder = mkdtempSync(join(root, 'cards-'));
    const name = cookieName(manyCardsSeal);
    const lines = Array.from({ length: learners }, (_, i) => `/practice\t${name}=many-cards-${i}\t`);
    const server = await start('test/bench/many-cards.ts', [folder, String(learners), String(cards)]);
    const file = join(root, `cards-${learners}-${cards}`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return { server, file };
  };
  const small = await house(1, 1000);
  const large = await house(1, 1_000_000);
  const one = await house(1, 10);
  const many = await house(100_000, 10);
  const next = ({ server, file }: typeof small): Promise<Load> => load(server, file, 8);
  for (const { server, file } of [small, large, one, many]) await warmUp(server, file, 8);
  for (let round = 0; round < rounds; round++) {
    const base = await next(small);
    const deep = await next(large);
    const alone = await next(one);
    const wide = await next(many);
    record('next question, a million cards ÷ a thousand', '≤ 1.1', base.perSecond / deep.perSecond, {
      cpu: deep.cpuUs / base.cpuUs,
    });
    record('next question, 100 000 learners ÷ one', '≤ 1.35', alone.perSecond / wide.perSecond, {
      cpu: wide.cpuUs / alone.cpuUs,
    });
  }
  await Promise.all([small, large, one, many].map(({ server }) => server.end()));
}

/** Compares the query for the next due card with a look-up by primary key, in a folder that has been seeded. */
export async function measureLookUps(data: string): Promise<void> {
  const handle = openHandle(join(data, 'etude.db'));
  const { practice, memory } = openStores(createDatabase(handle));
  const day = calendarDay(Date.now(), 'UTC', 4) + 30;
  const { concept } = handle
    .prepare('select concept from card where learner = ? limit 1')
    .get(loadName(0)) as { concept: string };
  const time = async (query: () => Promise<unknown>) => {
    const began = performance.now();
    for (let i = 0; i < 20_000; i++) await query();
    return performance.now() - began;
  };
  for (let round = 0; round < rounds + 1; round++) {
    const byKey = await time(() => memory.card(loadName(round), concept));
    const next = await time(() => practice.due(loadName(round), day, 1));
    if (round > 0) record('next due card ÷ card by primary key', '≤ 1.1', next / byKey);
  }
  handle.close();
}
