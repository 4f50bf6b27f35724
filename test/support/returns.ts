import type { House } from './house.ts';
import { Reader } from './reader.ts';

/** Somebody who is asked a dozen questions every third day and knows none of them; most come back on a later day. */
export async function forgetful(house: House, days: number): Promise<Reader> {
  const reader = new Reader(house.app);
  for (let day = 0; day < days; day++) {
    for (let answers = 0; answers < 12; answers++) {
      const page = await reader.get('/practice');
      if (!page.has('/practice')) break;
      house.world.pass({ minutes: 1 });
      await reader.answerWrong(page);
    }
    house.world.pass({ days: 3 });
  }
  return reader;
}
