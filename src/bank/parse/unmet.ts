import { perObject } from '../../base/lazy.ts';
import type { Path } from '../model.ts';

/** As much of JSON Schema as the files of a bank are described by. */
export type Schema = {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  required?: readonly string[];
  properties?: Record<string, Schema>;
  additionalProperties?: false | Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: true;
  maxLength?: number;
  format?: 'date';
  pattern?: string;
  patternErrorMessage?: string;
  minimum?: number;
  maximum?: number;
  enum?: readonly unknown[];
};

/** A keyword of a schema that a value does not meet; `names` are those that are missing or unknown. */
export type Unmet = { keyword: keyof Schema; path: Path; schema: Schema; names: readonly string[] };

/** Everything in a value that its schema does not allow. */
export function findUnmet(schema: Schema, value: unknown): Unmet[] {
  const found: Unmet[] = [];
  collect(schema, value, { path: [], found, most: Number.POSITIVE_INFINITY });
  return found;
}

/** Whether a schema allows a value: quicker than finding everything that it does not allow. */
export function meets(schema: Schema, value: unknown): boolean {
  const found: Unmet[] = [];
  collect(schema, value, { path: [], found, most: 1 });
  return found.length === 0;
}

/** What has been found, where the search is, and after how many it ends. */
type Search = { path: (string | number)[]; found: Unmet[]; most: number };

/** Adds what is not met; `path` is one list that grows and shrinks, so that sound values cost no copies. */
function collect(schema: Schema, value: unknown, search: Search): void {
  const { path, found, most } = search;
  const unless = (isMet: boolean, keyword: keyof Schema, names: readonly string[] = []) => {
    if (!isMet) found.push({ keyword, path: [...path], schema, names });
  };
  const collectAt = (step: string | number, inner: Schema, item: unknown) => {
    if (found.length >= most) return;
    path.push(step);
    collect(inner, item, search);
    path.pop();
  };
  if (schema.type) unless(isOfType[schema.type](value), 'type');
  if (schema.enum) unless(schema.enum.includes(value), 'enum');
  if (typeof value === 'string') checkText(schema, value, unless);
  else if (typeof value === 'number') checkNumber(schema, value, unless);
  else if (Array.isArray(value)) {
    const { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY, uniqueItems } = schema;
    if (items) value.forEach((item, i) => void collectAt(i, items, item));
    unless(value.length >= minItems, 'minItems');
    unless(value.length <= maxItems, 'maxItems');
    if (uniqueItems) unless(areUnique(value), 'uniqueItems');
  } else if (isObject(value)) {
    const { properties = {}, required = [], additionalProperties } = schema;
    const missing = required.filter((name) => !Object.hasOwn(value, name));
    const unknown = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
    unless(missing.length === 0, 'required', missing);
    unless(unknown.length === 0 || additionalProperties !== false, 'additionalProperties', unknown);
    for (const [name, property] of propertiesOf(schema))
      if (Object.hasOwn(value, name)) collectAt(name, property, value[name]);
    if (additionalProperties) for (const name of unknown) collectAt(name, additionalProperties, value[name]);
  }
}

const propertiesOf = perObject(({ properties = {} }: Schema) => Object.entries(properties));

const isOfType: Record<NonNullable<Schema['type']>, (value: unknown) => boolean> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Unless = (isMet: boolean, keyword: keyof Schema) => void;

function checkText(schema: Schema, text: string, unless: Unless): void {
  const { maxLength = Number.POSITIVE_INFINITY, format, pattern } = schema;
  unless(text.length <= maxLength || [...text].length <= maxLength, 'maxLength');
  if (format) unless(isDay(text), 'format');
  if (pattern !== undefined) unless(patternOf(schema).test(text), 'pattern');
}

const patternOf = perObject(({ pattern }: Schema) => new RegExp(pattern!, 'u'));

/** Whether a text is a day of the calendar, as RFC 3339 writes it. */
function isDay(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (!month || !day || month > 12) return false;
  const isLeap = year! % 4 === 0 && (year! % 100 !== 0 || year! % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : daysOfMonth[month - 1]!);
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function checkNumber(schema: Schema, value: number, unless: Unless): void {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  unless(value >= minimum, 'minimum');
  unless(value <= maximum, 'maximum');
}

function areUnique(items: readonly unknown[]): boolean {
  return new Set(items.map((item) => JSON.stringify(item))).size === items.length;
}
