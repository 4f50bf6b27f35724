import type { SchemaPart } from '../../base/data/migrate.ts';
import { enclosure } from '../enclosure.ts';
import { damaged, type Finding } from './findings.ts';

/** How the schema of a database differs from the one that our migrations make. */
export type SchemaFindings = {
  /** Parts of ours that are missing or altered. */
  damage: Finding[];
  /** Triggers of others on our tables, and triggers of ours with another text: they can change or drop answers. */
  triggers: Finding[];
  /** Other parts that are not ours. They change no answer. */
  others: Finding[];
};

/** Compares a schema with ours in both directions. */
export function compareSchema(ours: readonly SchemaPart[], present: readonly SchemaPart[]): SchemaFindings {
  const [known, found] = [ours, present].map(
    (parts) => new Map(parts.map((part) => [keyOf(part), part])),
  ) as [Map<string, SchemaPart>, Map<string, SchemaPart>];
  const tables = new Set(ours.filter(({ type }) => type === 'table').map(({ name }) => name.toLowerCase()));
  const shadows = shadowsIn(present);
  const foreign = present.filter((part) => !known.has(keyOf(part)) && !shadows(part) && !isEnclosure(part));
  const isDangerous = ({ type, table }: SchemaPart) => type === 'trigger' && tables.has(table.toLowerCase());
  const altered = ours.filter((part) => (found.get(keyOf(part)) ?? part).sql !== part.sql);
  return {
    damage: [
      ...ours
        .filter((part) => !found.has(keyOf(part)))
        .map(({ type, name }) => damaged(`the ${type} ${name} is missing`)),
      ...altered
        .filter(({ type }) => type !== 'trigger')
        .map(({ type, name }) => damaged(`the ${type} ${name} has been changed`)),
    ],
    triggers: [
      ...altered
        .filter(({ type }) => type === 'trigger')
        .map(({ name }) => damaged(`the trigger ${name} has been changed`)),
      ...foreign.filter(isDangerous).map((part) => foreignFinding(part, ', and it can change answers')),
    ],
    others: foreign.filter((part) => !isDangerous(part)).map((part) => foreignFinding(part, '')),
  };
}

/** SQLite compares names without regard to capitals; a trigger may have the name of a table. */
const keyOf = ({ type, name }: SchemaPart) => `${type} ${name.toLowerCase()}`;

const isEnclosure = ({ type, name }: SchemaPart) => type === 'table' && name === enclosure;

/** Recognises the tables in which a virtual table keeps its content: they go when it is dropped. */
function shadowsIn(parts: readonly SchemaPart[]): (part: SchemaPart) => boolean {
  const virtual = parts
    .filter(({ sql }) => /^create virtual table/i.test(sql ?? ''))
    .map(({ name }) => `${name}_`);
  return ({ table }) => virtual.some((start) => table.startsWith(start));
}

function foreignFinding({ type, name, table }: SchemaPart, danger: string): Finding {
  const place = type === 'trigger' || type === 'index' ? ` on ${table}` : '';
  return {
    what: `The ${type} ${JSON.stringify(name)}${place} in the database is not Etude’s${danger}.`,
    mend: `unless you made it and need it, stop the server and drop it with SQLite’s own shell: drop ${type} "${name.replaceAll('"', '""')}";`,
  };
}
