import type { Schema } from '../bank/parse/unmet.ts';
import { Blueprint } from '../bank/schema/blueprint.ts';
import { themes } from '../learner/model.ts';
import { certainties } from '../memory/rate.ts';
import { mostFittings, outcomes } from '../memory/weights/model.ts';

/**
 * A column as a file has it: a schema, whether it may be missing or is kept as JSON text in the database, and what the
 * database has where it is missing.
 */
export type Column = { schema: Schema; isOptional?: true; isJson?: true; missing?: '' };

/** The columns of a table, without the learner's. */
export type Columns = Record<string, Column>;

const text = (maxLength = 200): Column => ({ schema: { type: 'string', maxLength } });
/** Days and moments up to the year 2243, in days and in milliseconds since 1970: every page can show them. */
const lastDay = 100_000;
const dayMs = 86_400_000;
const whole = (minimum = 0, maximum = 1_000_000_000): Column => ({
  schema: { type: 'integer', minimum, maximum },
});
const real: Column = { schema: { type: 'number' } };
const day = whole(0, lastDay);
const moment = whole(0, lastDay * dayMs);
const bit = whole(0, 1);
const oneOf = (...values: readonly string[]): Column => ({ schema: { type: 'string', enum: values } });
const json = (schema: Schema): Column => ({ schema, isJson: true });
const maybe = (column: Column): Column => ({ ...column, isOptional: true });
const list = (items: Schema, maxItems: number): Schema => ({ type: 'array', items, maxItems });
const options = json(list({ type: 'string', maxLength: 60 }, 20));
const dayOf = day.schema;
const weight = '(0|[1-9]\\d{0,2})(\\.\\d{1,10})?';
/** The 21 weights of a schedule as JSON, or nothing for the standard ones. */
const weights: Column = {
  schema: { type: 'string', maxLength: 400, pattern: `^(\\[${weight}(,${weight}){20}\\])?$` },
};
const settingsOfExam: Schema = {
  type: 'object',
  properties: {
    blueprint: { type: 'string', maxLength: 40 },
    minutes: { ...list({ type: 'integer', minimum: 0, maximum: 1440 }, 7), minItems: 7 },
    daysOff: list(dayOf, 400),
    awayUntil: dayOf,
    begun: dayOf,
  },
  additionalProperties: false,
};
const mend: Schema = {
  type: 'object',
  required: ['moment', 'day', 'msAhead', 'daysAhead'],
  properties: { moment: moment.schema, day: dayOf, msAhead: moment.schema, daysAhead: dayOf },
  additionalProperties: false,
};

/** What goes along of the learner's own row: settings and clock. */
export const learnerColumns: Columns = {
  zone: text(64),
  day_start: whole(0, 23),
  new_per_day: whole(0, 100),
  retention: { schema: { type: 'number', minimum: 0.8, maximum: 0.97 } },
  keys_off: text(400),
  theme: oneOf(...themes),
  created_at: moment,
  last_day: day,
  last_answered_at: moment,
  practice_days: whole(),
  extra_new: whole(0, 10_000),
  extra_day: day,
  stopped: bit,
  revised: whole(),
  clock_mends: json(list(mend, 100)),
  // Files of version 1 have none.
  weights: { ...weights, isOptional: true, missing: '' },
};

/** What goes along of everything that belongs to a learner, in an order in which it can be written again. */
export const tables: Record<string, Columns> = {
  set_aside: { question: text(), set_aside_at: moment },
  flag: { question: text(), flagged_at: moment },
  review: {
    id: text(80),
    question: text(),
    hash: text(64),
    edition: whole(),
    kind: oneOf('practice', 'exam'),
    answered_at: moment,
    day,
    response: options,
    correct: bit,
    certainty: oneOf(...certainties),
    rating: whole(1, 4),
    domain: text(),
    first: bit,
    took_ms: whole(),
    zone: text(64),
    shown_at: moment,
    seed: text(),
    algorithm: text(40),
    recall: maybe(real),
    stability_before: maybe(real),
    difficulty_before: maybe(real),
    stability_after: maybe(real),
    difficulty_after: maybe(real),
    due_before: maybe(day),
    due_after: maybe(day),
  },
  amendment: { review: text(80), kind: oneOf('undo', 'easy'), amended_at: moment },
  report: { review: text(80), message: text(4_000), reported_at: moment },
  sitting: {
    id: text(64),
    blueprint: text(40),
    terms: json(Blueprint as Schema),
    seed: text(),
    started_at: moment,
    time_percent: maybe(whole()),
    deadline: maybe(moment),
    revision: whole(),
    moved_at: moment,
    current_number: whole(1, 200),
    settled_at: moment,
    ending: oneOf('submitted', 'time up'),
  },
  paper: {
    sitting: text(64),
    number: whole(1, 200),
    question: text(),
    hash: text(64),
    edition: whole(),
    domain: text(),
    scored: bit,
    seen: bit,
    response: options,
    first_response: maybe(options),
    answered_at: maybe(moment),
    day: maybe(day),
    flagged: bit,
    struck: options,
    took_ms: whole(),
    marked_edition: maybe(whole()),
    correct: maybe(bit),
    in_grace: bit,
    late_response: maybe(options),
    late_at: maybe(moment),
  },
  move: {
    sitting: text(64),
    revision: whole(),
    number: whole(1, 200),
    kind: oneOf('choose', 'flag', 'unflag', 'strike', 'restore'),
    value: text(2_000),
    moved_at: moment,
  },
  result: {
    sitting: text(64),
    number: whole(),
    marked_at: moment,
    correct: whole(0, 200),
    scored: whole(0, 200),
    passed: bit,
    revised: json(list({ type: 'integer' }, 200)),
  },
  prediction: {
    id: text(80),
    kind: oneOf('mock', 'exam'),
    made_at: moment,
    day,
    blueprint: text(40),
    score: real,
    low: real,
    high: real,
    paper_low: real,
    paper_high: real,
    pass: real,
    pass_mark: real,
    paper: maybe(real),
  },
  outcome: {
    id: text(80),
    day,
    taken: bit,
    passed: maybe(bit),
    score: maybe(whole(-1_000_000)),
    told_at: moment,
  },
  exam_day: { day, settings: json(settingsOfExam) },
  agreement: { agreed_at: moment },
  fitting: {
    fitted_at: moment,
    answers: whole(),
    outcome: oneOf(...outcomes),
    weights,
    loss_standard: maybe(real),
    loss_own: maybe(real),
  },
};

/** The tables that files of version 1 do not have. */
const newTables = ['fitting'];

/** Most rows of one table in a file. */
const mostRows = (table: string) => (table === 'fitting' ? mostFittings : 200_000);

/** A row as a file has it: JSON is read, and what is missing is left out. */
export type Row = Record<string, unknown>;

/** Everything of a learner, as a file has it. */
export type Everything = {
  format: typeof format;
  version: number;
  learner: Row;
  tables: Record<string, Row[]>;
};

/** What a file of this kind says of itself. */
export const format = 'etude-learner';
export const version = 2;

/** Every table without a row. */
export function noRows(): Record<string, Row[]> {
  return Object.fromEntries(Object.keys(tables).map((name) => [name, []]));
}

const rowOf = (columns: Columns): Schema => ({
  type: 'object',
  required: Object.keys(columns).filter((name) => !columns[name]!.isOptional),
  properties: Object.fromEntries(Object.entries(columns).map(([name, { schema }]) => [name, schema])),
  additionalProperties: false,
});

/** The schema of a whole file. */
export const everythingSchema: Schema = {
  type: 'object',
  required: ['format', 'version', 'learner', 'tables'],
  properties: {
    format: { type: 'string', enum: [format] },
    version: { type: 'integer', minimum: 1, maximum: version },
    learner: rowOf(learnerColumns),
    tables: {
      type: 'object',
      required: Object.keys(tables).filter((name) => !newTables.includes(name)),
      properties: Object.fromEntries(
        Object.entries(tables).map(([name, columns]) => [name, list(rowOf(columns), mostRows(name))]),
      ),
      additionalProperties: false,
    },
  },
};
