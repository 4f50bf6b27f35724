import { expect, test } from 'vitest';
import { examOn, examSettings, movedExam, readExam } from '../../src/exam/real.ts';

const told = {
  ...examOn(120, 100),
  blueprint: 'mock',
  minutes: [10, 0, 10, 0, 10, 60, 0],
  daysOff: [105],
  awayUntil: 103,
};

test('an exam comes back from the store as it was saved, and one without settings has the usual ones', () => {
  expect(readExam(120, examSettings(told))).toEqual(told);
  expect(readExam(120, '{}')).toEqual(examOn(120, 120));
});

test('when the date moves, the plan goes on with the same minutes', () => {
  expect(movedExam(told, 140, 110)).toEqual({ ...told, day: 140 });
});

test('a plan begins today for the first exam, and for the next one after an exam', () => {
  expect(movedExam(undefined, 140, 110)).toEqual(examOn(140, 110));
  expect(movedExam(told, 200, 130)).toEqual({ ...told, day: 200, begun: 130 });
});
