import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { folderOf } from '../../../src/base/installation.ts';

const rounds = 40;
const starters = 4;

/** Reads the secret of one folder after the other, each at the same moment as all others. */
const starter = `
  const { workerData, parentPort } = require('node:worker_threads');
  const { source, folder, flags, rounds, starters } = workerData;
  import(source).then(({ loadSecret }) => {
    const read = [];
    for (let round = 0; round < rounds; round++) {
      Atomics.add(flags, round, 1);
      while (Atomics.load(flags, round) < starters);
      read.push(loadSecret(folder + '/secret-' + round).toString('base64url'));
    }
    parentPort.postMessage(read);
  });
`;

test('nodes that start at the same time make one secret for all of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'etude-secret-'));
  const workerData = {
    source: pathToFileURL(folderOf('src/base/data/secret.ts')).href,
    folder,
    flags: new Int32Array(new SharedArrayBuffer(4 * rounds)),
    rounds,
    starters,
  };
  const read = await Promise.all(
    Array.from({ length: starters }, () => {
      const worker = new Worker(starter, { eval: true, workerData });
      return new Promise<string[]>((resolve, reject) =>
        worker.once('message', resolve).once('error', reject),
      );
    }),
  );
  const kept = Array.from({ length: rounds }, (_, round) =>
    readFileSync(join(folder, `secret-${round}`), 'utf8'),
  );
  for (const each of read) expect(each).toEqual(kept);
  rmSync(folder, { recursive: true });
});
