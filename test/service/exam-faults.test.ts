import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blueprint, filesOf, plainQuestions } from '../support/bank.ts';
import { hasStrace } from '../support/machine.ts';
import { clearWorkplaces, workplace } from '../support/process.ts';
import { ofSample } from '../support/share.ts';
import { Sitter } from '../support/sitter.ts';
import { storedRows, writtenByAnswers } from '../support/stored.ts';
import { syncedReply, WatchedServer } from '../support/watched-server.ts';

const server = new WatchedServer();

afterAll(clearWorkplaces);

describe.skipIf(!hasStrace)('an exam, watched by strace', () => {
  beforeAll(() => server.begin(examPlace()));

  /** A workplace with an exam, and with just enough questions for it, so that its servers start quickly. */
  function examPlace(): string {
    const place = workplace();
    const exams = [blueprint({ id: 'quick', questions: 15 })];
    for (const { path, text } of filesOf(plainQuestions(5), exams))
      writeFileSync(join(place, 'questions', path), text);
    return place;
  }

  /** Everything that an exam writes, as it lies on disk. */
  const storedExams = () =>
    storedRows(
      server.data,
      'select * from sitting order by id',
      'select * from paper order by sitting, number',
      'select * from move order by sitting, revision, kind',
      'select * from result order by sitting',
      ...writtenByAnswers,
    );

  /** Somebody in the middle of an exam. */
  async function sitter(): Promise<Sitter> {
    const each = new Sitter(server.address);
    await each.begin('quick');
    for (let number = 1; number <= 12; number++) await each.click(number);
    return each;
  }

  test.each([true, false])(
    'the reply to a click leaves after the fsync of all its pages, quiet: %s',
    async (isQuiet) => {
      const one = await sitter();
      const click = one.prepare(13, 'yes', isQuiet);
      const seen = await server.calls(() => one.send(click));
      expect(seen.join(' ')).toMatch(syncedReply);
    },
  );

  test('clicks in many exams that arrive together share an fsync, and no reply leaves before it', async () => {
    const crowd = Array.from({ length: 16 }, () => new Sitter(server.address));
    await Promise.all(crowd.map((each) => each.begin('quick')));
    const seen = await server.calls(() => Promise.all(crowd.map((each) => each.click(1))));
    const syncs = seen.filter((what) => what === 'sync').length;
    expect(seen.filter((what) => what === 'redirect')).toHaveLength(crowd.length);
    expect(syncs).toBeLessThan(crowd.length);
    expect(seen.join(' ')).not.toMatch(/page redirect/);
  });

  test.each([
    { call: 'fsync', error: 'EIO', status: 503 },
    { call: 'pwrite64', error: 'EIO', status: 503 },
    { call: 'pwrite64', error: 'ENOSPC', status: 507 },
  ])('where $call fails with $error no click and no end of an exam is half saved', async (fault) => {
    const one = await sitter();
    const before = storedExams();
    const click = one.prepare(13, 'yes');
    const strace = await server.watch(`inject=${fault.call}:error=${fault.error}`);
    const replies = [await one.send(click), await one.submit(), await one.send(click)];
    expect(replies.map(({ status }) => status)).toEqual([fault.status, fault.status, fault.status]);
    for (const { text } of replies) expect(text).toContain('Nothing was saved');
    const page = await one.client.get(`exams/${one.sitting}/13`);
    expect([page.status, / checked/.test(page.text)]).toEqual([200, false]);
    await strace.end();
    // What could not be synced lies in the log until it is written over, which nothing outside of it can tell.
    if (fault.call !== 'fsync') expect(storedExams()).toEqual(before);

    expect([(await one.send(click)).status, (await one.submit()).status]).toEqual([204, 303]);
    const [sittings, , moves] = storedExams() as Record<string, unknown>[][];
    expect(sittings!.find(({ id }) => id === one.sitting)).toMatchObject({ ending: 'submitted' });
    expect(moves!.filter(({ sitting, number }) => sitting === one.sitting && number === 13)).toMatchObject([
      { kind: 'choose' },
      { kind: 'flag' },
    ]);
    expect((await server.doctor()).stdout).toBe('No problems found.\n');
  });

  test(`at any call that ends an exam, all of it is on the disk or nothing${ofSample}`, async () => {
    const one = await sitter();
    const submit = async () => expect((await one.submit()).status).toBe(303);
    await server.expectAllOrNothing(14, submit, storedExams);
    expect((await server.doctor()).stdout).toBe('No problems found.\n');
  });
});
