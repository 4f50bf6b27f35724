import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, startHouse } from '../support/house.ts';
import { type SmallDisk, smallDisk } from '../support/machine.ts';
import { proveFold } from '../support/proof.ts';
import { answerPath, type Regular, refusalOf, regular } from '../support/regular.ts';

describe('on a disk that is full', () => {
  let disk: SmallDisk | undefined;
  let house: House;
  let learners: Regular[];
  let before: ReturnType<typeof dump>;

  beforeAll(async () => {
    disk = smallDisk(8);
    if (!disk) return;
    house = await startHouse(checkedBank(plainQuestions(3)), { disk: disk.folder });
    learners = await Promise.all(Array.from({ length: 4 }, () => regular(house)));
    before = dump(house);
    disk.fill();
  });
  // Where the machine allows no disk of our own, test/base/data/sqlite.test.ts limits the file instead.
  beforeEach(({ skip }) => skip(!disk, 'no disk can be mounted'));
  afterAll(async () => {
    await house?.close();
    disk?.remove();
  });

  const answerAll = () =>
    Promise.all(
      learners.map(({ reader, question }) => {
        const fields = {
          ...question.form('/practice'),
          choice: question.letter('text a'),
          certainty: 'sure',
        };
        return reader.send('/practice', fields);
      }),
    );

  test('every answer of a group is told that it was not saved, and none is', async () => {
    for (const page of await answerAll()) {
      expect(page.status).toBe(507);
      expect(page.text('h1')).toBe('The disk is full');
      expect(refusalOf(page)).toBe(
        'Nothing was saved: this server’s disk is full. Anything already saved is safe. Tell the person who runs this server, then go back and send it again.',
      );
      expect(page.headers['set-cookie']).toBeUndefined();
    }
    expect(dump(house)).toEqual(before);
  });

  test('reading goes on, also for those whose session should be noted as seen', async () => {
    house.world.pass({ minutes: 90 });
    for (const { reader, last } of learners) {
      for (const path of ['/', '/practice', answerPath(last), '/settings']) {
        expect([path, (await reader.get(path)).status]).toEqual([path, 200]);
      }
    }
    expect(dump(house)).toEqual(before);
  });

  test('once there is room again the same pages are taken, without a restart', async () => {
    disk!.empty();
    for (const page of await answerAll()) expect(page.status).toBe(303);
    await proveFold(house);
    expect(dump(house).review).toHaveLength(before.review!.length + learners.length);
  });
});
