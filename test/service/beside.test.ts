import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import type { Database } from '../../src/base/data/database.ts';
import { readMigrations } from '../../src/base/data/migrate.ts';
import { folderOf } from '../../src/base/installation.ts';
import { doctor } from '../../src/service/doctor/doctor.command.ts';
import { openStores } from '../../src/stores.ts';
import { startHouse } from '../support/house.ts';
import { rows } from '../support/proof.ts';
import { Reader } from '../support/reader.ts';

const questions = folderOf('questions');

test('answers that arrive while doctor looks are no findings, and what it mends it counts', async () => {
  const house = await startHouse(loadBank(questions));
  const reader = new Reader(house.app);
  const answer = async () => reader.answer(await reader.get('/practice'), 'A');
  await answer();

  /** Another answer arrives whenever doctor has read learners and has not yet read their log. */
  function openBusyStores(db: Database) {
    const stores = openStores(db);
    async function slice(after: string, limit: number) {
      const seen = await stores.learners.slice(after, limit);
      if (seen.length > 0) await answer();
      return seen;
    }
    return { ...stores, learners: { ...stores.learners, slice } };
  }
  const input = {
    host: '127.0.0.1',
    baseUrl: '',
    trustedProxies: '',
    access: [],
    author: '0',
    oidcIssuer: '',
    oidcClient: '',
    data: dirname(house.handle.name),
    questions,
    secretFile: 'none',
    migrations: readMigrations(folderOf('migrations')),
    openStores: openBusyStores,
    release: '0.0.0',
    backupEvery: 0,
    now: 0,
  };
  const noSecret = expect.objectContaining({ what: 'There is no secret none.' });
  expect(await doctor(input, false)).toEqual({ findings: [noSecret], notes: [], repaired: 0 });
  expect(await doctor(input, true)).toEqual({ findings: [noSecret], notes: [], repaired: 0 });
  house.handle.exec('update tally set correct = correct + 1');
  expect(await doctor(input, true)).toEqual({ findings: [noSecret], notes: [], repaired: 1 });
  // One before, and two for each of the five looks: at memory and at exams.
  expect(rows(house, 'review')).toHaveLength(11);
  await house.close();
});
