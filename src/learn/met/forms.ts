import { Type } from '../../base/schema.ts';

/** The id of a question in an address. */
export const QuestionParams = Type.Object({ id: Type.String({ maxLength: 120 }) });

const Wanted = Type.Optional(Type.String({ maxLength: 200 }));

/** The search form of the bank. What is unknown finds nothing, and a page that is none is the first. */
export const BankQuery = Type.Object({
  q: Wanted,
  domain: Wanted,
  objective: Wanted,
  concept: Wanted,
  tag: Wanted,
  status: Wanted,
  pool: Wanted,
  show: Wanted,
  page: Wanted,
});
