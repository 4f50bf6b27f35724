import type { Static } from 'typebox';
import { Type } from '../../base/schema.ts';
import { dayOfIso } from '../../base/time.ts';
import type { RealExam } from '../model.ts';
import { movedExam } from '../real.ts';

/** A date as browsers send it, which know no year 0; empty for none. */
const DateField = Type.String({ pattern: '^((?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2})?$', maxLength: 10 });

/** The purpose of the token with which a newcomer sets a date; another number whenever the form changes its shape. */
export const newcomersExam = 'your exam/1';

/** The most minutes of practice on a day, and the most days off. */
export const longestDay = 600;
const mostDaysOff = 100;

/** A learner's real exam; the form that asks for no more than its date leaves out the rest. */
export const YourExamBody = Type.Object({
  token: Type.String({ maxLength: 2000 }),
  day: DateField,
  blueprint: Type.Optional(Type.String({ maxLength: 40 })),
  /** From Monday to Sunday. */
  minutes: Type.Optional(
    Type.Array(Type.Integer({ minimum: 0, maximum: longestDay }), { minItems: 7, maxItems: 7 }),
  ),
  off: Type.Optional(Type.Array(DateField, { maxItems: mostDaysOff })),
  addOff: Type.Optional(DateField),
  away: Type.Optional(DateField),
  zone: Type.Optional(Type.String({ maxLength: 64 })),
});
export type YourExamBody = Static<typeof YourExamBody>;

/** The days that a form names; undefined where no calendar has one of them. */
export type NamedDays = { day: number | undefined; off: number[]; away: number | undefined };

/** Reads the days of a form. */
export function readDays({ day, off = [], addOff = '', away = '' }: YourExamBody): NamedDays | undefined {
  const named = [day, away, ...off, addOff].filter((text) => text !== '');
  const days = new Map(named.map((text) => [text, dayOfIso(text)]));
  if ([...days.values()].includes(undefined)) return undefined;
  const daysOff = [...off, addOff].flatMap((text) => days.get(text) ?? []);
  return { day: days.get(day), off: [...new Set(daysOff)].toSorted((a, b) => a - b), away: days.get(away) };
}

/** The exam that a form makes of the one before; undefined where its date was cleared. */
export function examOf(
  { blueprint = '', minutes }: YourExamBody,
  { day, off, away }: NamedDays,
  before: RealExam | undefined,
  today: number,
): RealExam | undefined {
  if (day === undefined) return undefined;
  const moved = movedExam(before, day, today);
  if (!minutes) return moved;
  const isAhead = (each: number | undefined) => each !== undefined && each >= today;
  return {
    ...moved,
    blueprint,
    minutes,
    daysOff: off.filter(isAhead),
    awayUntil: isAhead(away) ? away : undefined,
  };
}
