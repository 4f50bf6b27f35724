import createClient from 'openapi-fetch';
import { expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { startHouse } from '../support/house.ts';
import { learnerWithProgram } from '../support/program.ts';
import { proveFold } from '../support/proof.ts';
import type { paths } from './paths.d.ts';

test('a client made from the description practises a whole day on a server that listens', async () => {
  const house = await startHouse(checkedBank(plainQuestions(6)));
  const { program } = await learnerWithProgram(house);
  const address = await house.listen();
  const { GET, PUT, POST } = createClient<paths>({
    baseUrl: `${address}/api/v1`,
    headers: { authorization: `Bearer ${program.token}` },
  });
  let answered = 1;
  for (;;) {
    house.world.pass({ minutes: 11 });
    const { data: next } = await GET('/next');
    if (!next?.question) break;
    const { answer: id, asked, options } = next.question;
    const wanted = options.find(({ text }) => text.includes(answered % 3 === 0 ? 'text b' : 'text a'))!;
    const { data: verdict, error } = await PUT('/answers/{id}', {
      params: { path: { id } },
      body: { asked, response: [wanted.value], certainty: 'sure' },
    });
    expect(error).toBeUndefined();
    expect([verdict!.isCorrect, verdict!.answer]).toEqual([answered % 3 !== 0, id]);
    expect(++answered).toBeLessThan(60);
  }
  const { data: today } = await GET('/today');
  expect([today!.canAsk, today!.isDone, today!.answered]).toEqual([false, true, answered]);
  const { error, response } = await POST('/answers/{id}/undo', { params: { path: { id: 'none' } } });
  expect([response.status, error!.status]).toEqual([404, 404]);
  await proveFold(house);
  await house.close();
});
