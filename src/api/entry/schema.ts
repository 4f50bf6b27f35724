import type { TSchema } from 'typebox';
import { Type } from '../../base/schema.ts';
import { DAY, isoDay } from '../../base/time.ts';

/** A value that may be missing. */
export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** An object with exactly these fields. */
export const exactly = { additionalProperties: false } as const;

/** What every schema of the API is made of. */
export const Text = Type.String();
export const Html = Type.String({ description: 'HTML' });
export const Count = Type.Integer({ minimum: 0 });
export const Share = Type.Number({ minimum: 0, maximum: 1, description: 'A share from 0 to 1.' });
export const Moment = Type.String({ format: 'date-time' });
export const CalendarDay = Type.String({ format: 'date', description: 'A day in the learner’s calendar.' });

/** Where the next page of a list begins; null on the last one. */
export const Cursor = nullable(Type.String({ description: 'Send it as “cursor” to read the next page.' }));
export const CursorQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ maxLength: 200 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
  },
  exactly,
);

/** A learner day as the API writes it. */
export function dateOf(day: number): string {
  return isoDay(day * DAY);
}
