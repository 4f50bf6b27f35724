import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Checked } from '../../src/bank/files/check.ts';
import { checkFiles, readBank } from '../../src/bank/files/load.ts';
import { isAskable, type Question } from '../../src/bank/model.ts';
import { createSeal } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { loadName, seedLoad } from '../bench/seed.ts';
import { houseSecret, startHouse } from '../support/house.ts';
import { proveFold, rows } from '../support/proof.ts';

const shipped = checkFiles(readBank(folderOf('questions')));
const byId = new Map(shipped.questions.map((question) => [question.id, question]));

/** Each question of the first bank that Etude shipped: what a memory hangs on, without its text. */
const first = readFileSync(join(folderOf('test'), 'bank/past/first-bank.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([id, concept, edition, status, pool, options, key]) => ({
    id: id!,
    concept: concept!,
    edition: Number(edition),
    status: status as Question['status'],
    pool: pool as Question['pool'],
    options: Number(options),
    key: key!.split(','),
  }));

/** The first bank with the texts of today, each told apart by its stem. */
function firstBank(): Checked {
  const questions = first.map(({ options, ...row }): Question => {
    const now = byId.get(row.id)!;
    const option = { ...now.options[0]!, confusedWith: undefined };
    return {
      ...now,
      ...row,
      type: row.key.length === 1 ? 'single' : 'multiple',
      stem: `How was ${row.id} asked at first?`,
      options: Array.from({ length: options }, (_, i) => ({
        ...option,
        id: 'abcdef'[i]!,
        text: `Text ${i}`,
      })),
    };
  });
  return { ...shipped, questions };
}

test('no question of the first bank has gone or changed its key without a new edition', () => {
  expect(first).toHaveLength(338);
  expect(first.filter(({ id }) => !byId.has(id))).toEqual([]);
  const sameEdition = first.filter(({ id, edition }) => byId.get(id)!.edition === edition);
  for (const { id, key } of sameEdition) expect(byId.get(id)!.key.toSorted(), id).toEqual(key.toSorted());
  expect(first.length - sameEdition.length).toBe(61);
});

test('a learner of the first bank keeps every memory whose idea stays', async () => {
  let house = await startHouse(firstBank());
  await seedLoad({ ...house, seal: createSeal(houseSecret) }, 1, 1500, house.world.now());
  const before = new Map(rows(house, 'card').map((card) => [card.concept as string, card]));
  const answered = rows(house, 'review').map(({ question }) => question as string);
  const learner = loadName(0);
  expect(before.size).toBeGreaterThan(100);

  house = await house.restart(shipped);
  const after = new Map(
    rows(house, 'card')
      .filter((card) => card.learner === learner)
      .map((card) => [card.concept as string, card]),
  );
  /** Whether answers to a question still count. */
  const counts = (id: string) => {
    const [then, now] = [first.find((row) => row.id === id)!, byId.get(id)!];
    return now.edition === then.edition && now.concept === then.concept;
  };
  const memory = (card: Record<string, unknown>) => {
    const { revision: _, place: __, asleep: ___, ...rest } = card;
    return rest;
  };
  const fate = Map.groupBy(before.keys(), (concept) => {
    const own = [...new Set(answered)].filter(
      (id) => first.find((row) => row.id === id)!.concept === concept,
    );
    if (!shipped.questions.some((each) => each.concept === concept && isAskable(each))) return 'asleep';
    return own.every(counts) ? 'kept' : 'asked afresh';
  });
  for (const concept of fate.get('kept')!)
    expect(memory(after.get(concept)!), concept).toEqual(memory(before.get(concept)!));
  for (const concept of fate.get('asleep') ?? [])
    expect(after.get(concept), concept).toMatchObject({ asleep: 1 });
  const sizes = Object.fromEntries([...fate].map(([name, concepts]) => [name, concepts.length]));
  expect(sizes).toEqual({ kept: 115, 'asked afresh': 45, asleep: 5 });
  expect(house.warnings).toEqual([]);
  await proveFold(house);
  await house.close();
});
