import { afterEach, expect, test } from 'vitest';
import { createDownloads } from '../../../src/exchange/export/downloads.work.ts';
import { createUploads } from '../../../src/exchange/import/uploads.work.ts';
import { TestWorld } from '../../support/house.ts';

const usual = process.env.TMPDIR;
afterEach(() => {
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
});

const noPlace = expect.objectContaining({
  kind: 'unavailable',
  message: expect.stringMatching(/^Etude cannot make a temporary folder\. Free some space, or /),
});

test('a file is refused at once where no temporary folder can be made', () => {
  process.env.TMPDIR = '/nowhere/at/all';
  const never = () => {
    throw new Error('nothing is run');
  };
  const uploads = createUploads({ folder: '/tmp', run: never }, new TestWorld());
  expect(() => uploads.take('questions.gift', Buffer.from('What?{=a ~b}'))).toThrow(noPlace);
  const downloads = createDownloads({ folder: '/tmp', run: never }, new TestWorld());
  expect(() => downloads.begin('gift', 'bank.gift')).toThrow(noPlace);
});

test('of a write that was killed the page does not say that nothing was written, and old files are forgotten', async () => {
  const world = new TestWorld();
  let status: number | null = 0;
  const run = () => ({ ended: Promise.resolve({ status, text: 'One question.' }), stop() {} });
  const uploads = createUploads({ folder: '/tmp', run }, world);
  const id = uploads.take('questions.gift', Buffer.from('What?{=a ~b}'));
  await expect.poll(() => uploads.find(id)!.state).toBe('read');
  status = null;
  uploads.write(uploads.find(id)!);
  await expect.poll(() => uploads.find(id)!.state).toBe('interrupted');
  world.pass({ minutes: 31 });
  expect(uploads.find(id)).toBeUndefined();
});
