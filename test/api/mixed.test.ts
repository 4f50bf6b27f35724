import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../support/bank.ts';
import { type House, startHouse } from '../support/house.ts';
import { type Json, learnerWithProgram, type Program } from '../support/program.ts';
import { expectDaysInOrder, proveFold, rows } from '../support/proof.ts';
import type { Page, Reader } from '../support/reader.ts';
import { sampleDay } from '../support/share.ts';

/** What was asked last, by a page and by the API: either may be answered late, or twice. */
type Open = { page?: Page | undefined; question?: Json; last?: { id: string; body: Json } };

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('ask page', 'answer page', 'ask api', 'answer api') },
  { weight: 2, arbitrary: fc.constantFrom('answer api again', 'undo page', 'undo api', 'read api') },
  { weight: 1, arbitrary: fc.constantFrom('wait minutes', 'wait a day', 'clock back') },
);

test('pages and programs in any order: the log folded again is the cards, and every answer is there once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 40 }),
      fc.nat(),
      async (steps, delayReads) => {
        const house = await startHouse(checkedBank(plainQuestions(3)), { delayReads });
        try {
          const { reader, program } = await learnerWithProgram(house);
          const open: Open = {};
          for (const each of steps) await take(house, reader, program, open, each);
          await proveFold(house);
          const log = rows(house, 'review');
          expect(new Set(log.map(({ id }) => id)).size).toBe(log.length);
          expectDaysInOrder(house, String(log[0]!.learner));
        } finally {
          await house.close();
        }
      },
    ),
    { seed: sampleDay, numRuns: 4 },
  );
}, 60_000);

async function take(house: House, reader: Reader, program: Program, open: Open, each: string): Promise<void> {
  house.world.pass({ minutes: 0.2 });
  const right = house.world.now() % 3 !== 0;
  switch (each) {
    case 'ask page': {
      const page = await reader.get('/practice');
      open.page = page.has('/practice') && page.options().size > 0 ? page : undefined;
      return;
    }
    case 'answer page':
      if (open.page) await (right ? reader.answerRight(open.page) : reader.answerWrong(open.page));
      return;
    case 'ask api':
      open.question = (await program.get('/next')).body.question;
      return;
    case 'answer api': {
      if (!open.question) return;
      const { answer: id, asked, options } = open.question;
      const { value } = options.find(({ text }: Json) => text.includes(right ? 'text a' : 'text b'));
      open.last = { id, body: { asked, response: [value], certainty: right ? 'sure' : 'guess' } };
      const { status } = await program.ask('PUT', `/answers/${id}`, open.last.body);
      expect([200, 409]).toContain(status);
      return;
    }
    case 'answer api again': {
      if (!open.last) return;
      const { id, body } = open.last;
      const replies = await Promise.all([1, 2].map(() => program.ask('PUT', `/answers/${id}`, body)));
      expect(replies[0]!.status).toBe(replies[1]!.status);
      return;
    }
    case 'undo page': {
      const last = rows(house, 'review').at(-1)!;
      const verdict = await reader.get(`/practice/answers/${last.id}`);
      if (verdict.has('/practice/undo')) await reader.post('/practice/undo', verdict.form('/practice/undo'));
      return;
    }
    case 'undo api':
      if (open.last) await program.ask('POST', `/answers/${open.last.id}/undo`);
      return;
    case 'read api':
      for (const path of ['/today', '/progress', '/readiness', '/exams'])
        expect((await program.get(path)).status, path).toBe(200);
      return;
    case 'wait minutes':
      return house.world.pass({ minutes: 15 });
    case 'wait a day':
      return house.world.pass({ days: 1 });
    default:
      return house.world.pass({ minutes: -7 });
  }
}
