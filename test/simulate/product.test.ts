import { expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { letters } from '../../src/bank/kinds/kind.ts';
import { optionOrder } from '../../src/bank/options.ts';
import { createSeal } from '../../src/base/digest.ts';
import { folderOf } from '../../src/base/installation.ts';
import { calendarDay, DAY, isoDay, SECOND } from '../../src/base/time.ts';
import { examOn } from '../../src/exam/real.ts';
import { openAsked } from '../../src/practice/question/answer.ts';
import { Client } from '../support/client.ts';
import { type House, houseSecret, startHouse } from '../support/house.ts';
import { Candidate } from './candidate.ts';
import { firstMorning, momentOf, Product } from './product.ts';
import { truths } from './truths/truths.ts';

/** The days that are compared, and the most answers of one of them. */
const days = 4;
const mostAnswers = 22;

/** Each answer is two requests. */
const patience = 120_000;

const seal = createSeal(houseSecret);
const begun = calendarDay(firstMorning, 'UTC', 4);

test.each([
  { what: 'without a date', daysLeft: undefined },
  { what: 'with an exam in twelve days', daysLeft: 12 },
])(
  '$what, the simulator asks what the real server asks over HTTP',
  { timeout: patience },
  async ({ daysLeft }) => {
    const house = await startHouse(loadBank(folderOf('questions')));
    const client = new Client(`${await house.listen()}/`);
    const candidate = new Candidate('candidate 1', truths.two);
    let product: Product | undefined;
    const differences: string[] = [];
    let asked = 0;
    for (let day = 0; day < days; day++) {
      house.world.time = firstMorning + day * DAY;
      for (let n = 0; n < mostAnswers; n++) {
        const shownAt = house.world.time;
        const form = await client.prepare('A');
        const token = form && openAsked(seal, form.get('token')!)!;
        const live = token && house.bank.question(token.question)!;
        const simulated = await product?.next(shownAt);
        if (product && simulated !== live)
          differences.push(`${day}/${n}: ${live?.question.id} and ${simulated?.question.id}`);
        if (!live) break;
        asked++;
        const answer = candidate.answer(live, (shownAt - firstMorning) / DAY);
        const order = optionOrder(live.question, token.seed);
        form.delete('choice');
        for (const id of answer.response) form.append('choice', letters[order.indexOf(id)]!);
        form.set('certainty', answer.certainty);
        house.world.time += Math.round(answer.answering * SECOND);
        expect((await client.send(form)).status).toBe(303);
        product ??= await begin(house, client, daysLeft);
        await product.answer(live, answer, shownAt);
        house.world.time += Math.round(answer.reading * SECOND);
      }
    }
    await house.close();
    expect(differences).toEqual([]);
    expect(asked).toBeGreaterThan(50);
  },
);

/** The same learner in the simulator, who has just given the first answer; both are told of the exam. */
async function begin(house: House, client: Client, daysLeft: number | undefined): Promise<Product> {
  const { id } = house.handle.prepare('select id from learner').get() as { id: string };
  if (daysLeft === undefined) return new Product(house.bank, id);
  const { text } = await client.get('exams/yours');
  const form = text.slice(text.indexOf('exams/yours"'));
  const token = /name="token" value="([^"]+)"/.exec(form)![1]!.replaceAll('&#x3D;', '=');
  const day = isoDay(firstMorning + daysLeft * DAY);
  expect((await client.post('exams/yours', { token, day })).status).toBe(303);
  return new Product(house.bank, id, examOn(begun + daysLeft, begun));
}

test('the simulator’s days begin in the morning', () => {
  expect(momentOf(2.5)).toBe(firstMorning + 2.5 * DAY);
});
