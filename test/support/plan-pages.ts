import type { Checked } from '../../src/bank/files/check.ts';
import { DAY, isoDay } from '../../src/base/time.ts';
import { type House, startHouse } from './house.ts';
import { type Page, Reader } from './reader.ts';
import { solve } from './solve.ts';

/** Answers of the day, every fourth of them wrong, until there are so many or the day is done. */
export async function practise(house: House, reader: Reader, most: number): Promise<void> {
  for (let i = 0; i < most; i++) {
    const page = await reader.get('/practice');
    if (!page.has('/practice')) return;
    house.world.pass({ minutes: 0.4 });
    const letters = solve(house.bank, page.text('.stem'), page.texts('.option .text'));
    await reader.answer(page, i % 4 === 3 ? letters.wrong : letters.right, 'think');
  }
}

/** Sets the exam so many days ahead. */
export async function setExam(house: House, reader: Reader, days: number, more = {}): Promise<Page> {
  const page = await reader.get('/exams/yours');
  const day = isoDay(house.world.now() + days * DAY);
  return reader.post('/exams/yours', { ...page.form('/exams/yours'), day, ...more });
}

/** The pages of the way to an exam: a week of practice, the last days and the day itself. */
export async function planPages(bank: Checked): Promise<Record<string, Page>> {
  const house = await startHouse(bank);
  const reader = new Reader(house.app);
  const newcomer = await reader.get('/exams/yours');
  await practise(house, reader, 8);
  const early = await reader.get('/readiness');
  const off = isoDay(house.world.now() + 8 * DAY);
  const set = await setExam(house, reader, 10, {
    minutes: Array(7).fill('15'),
    addOff: off,
    blueprint: 'foundations',
  });
  for (let day = 0; day < 5; day++) {
    await practise(house, reader, 40);
    house.world.pass({ days: 1 });
  }
  const begins = await reader.get('/');
  const readiness = await reader.get('/readiness');
  const progress = await reader.get('/progress');
  const topic = await reader.get('/progress/topics/calms');
  const why = await reader.get(topic.root.querySelector('tbody a')!.getAttribute('href')!);
  await practise(house, reader, 200);
  const done = await reader.get('/');
  house.world.pass({ days: 4 });
  const eve = await reader.get('/');
  house.world.pass({ days: 1 });
  const pages = {
    'your exam for a newcomer': newcomer,
    'your exam, set': set,
    'readiness, too early': early,
    readiness,
    progress,
    'progress in a topic': topic,
    'why an idea is due': why,
    'today with a plan': begins,
    'today with a plan, done': done,
    'the eve of the exam': eve,
    'the day of the exam': await reader.get('/'),
  };
  await house.close();
  return pages;
}
