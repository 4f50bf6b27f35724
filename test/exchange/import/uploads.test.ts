import { afterEach, expect, test } from 'vitest';
import { createUploads } from '../../../src/exchange/import/uploads.work.ts';
import { TestWorld } from '../../support/house.ts';

const usual = process.env.TMPDIR;
afterEach(() => {
  if (usual === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = usual;
});

test('a file that cannot be stored is refused on the page, and the server goes on', async () => {
  process.env.TMPDIR = '/nowhere/at/all';
  const never = () => {
    throw new Error('nothing is run');
  };
  const uploads = createUploads({ folder: '/tmp', run: never }, new TestWorld());
  const id = uploads.take('questions.gift', Buffer.from('What?{=a ~b}'));
  await expect.poll(() => uploads.find(id)!.state).toBe('refused');
  expect(uploads.find(id)!.lines).toEqual(['Etude could not store the file. Free some space and try again.']);
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
