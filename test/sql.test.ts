import { describe, expect, test } from 'vitest';
import type { Handle } from '../src/base/data/handle.ts';
import { logStore } from '../src/service/examine/log.store.ts';
import { checkedBank, plainQuestions } from './support/bank.ts';
import { startHouse } from './support/house.ts';
import { bare, type Level, levelsOf, partsOf } from './support/sql.ts';

/** SQLite and PostgreSQL must read every statement of the stores alike: each rule below excludes one difference. */

/** The nullable columns of each table. */
type Nullable = ReadonlyMap<string, ReadonlySet<string>>;

type Rule = {
  name: string;
  /** The parts of a statement that break the rule. */
  broken: (sql: string, levels: readonly Level[], nullable: Nullable) => string[];
  /** Statements that break it, which prove that the rule finds something. */
  samples: string[];
};

/** The places in the levels of a statement that match a pattern. */
const inLevels = (pattern: RegExp) => (_: string, levels: readonly Level[]) =>
  levels.flatMap(({ text }) => text.match(pattern) ?? []);

/** The text of the levels that meet a condition. */
const wholes = (levels: readonly Level[], isMet: (level: Level) => boolean) =>
  levels.filter(isMet).map(({ whole }) => whole);

const aggregate = /\b(count|sum|min|max)\(/;
const comparison = /[=<>]|\b(is|in|exists|between|not|and|or)\b/;

const rules: Rule[] = [
  {
    name: 'no capitals outside double quotes: PostgreSQL folds them to lower case',
    broken: (sql) => sql.replace(/"[^"]*"|:\w+/g, '').match(/\w*[A-Z]\w*/g) ?? [],
    samples: ['select due_day as dueDay from card', 'SELECT 1'],
  },
  {
    name: 'no cast but to text or bigint: an integer of PostgreSQL is too small for milliseconds',
    broken: (_, levels) =>
      wholes(levels, ({ before, text }) => before === 'cast' && !/ as (text|bigint)$/.test(text)),
    samples: ['select id from learner limit cast(:limit as integer)'],
  },
  {
    name: 'a name for every derived table and every list',
    broken: inLevels(/(\b(from|join)|\bfrom .*,) \(\)(?! as \w)|\bjson_each\(\)(?! as \w)/g),
    samples: [
      'select count(*) as count from (select 1 from card)',
      'select value from json_each(:questions)',
      'select 1 from card join (select 1 from tally) on 1 = 1',
    ],
  },
  {
    name: 'no json_each but of a parameter: a dialect can translate only that',
    broken: (_, levels) =>
      wholes(levels, ({ before, text }) => before === 'json_each' && !/^:\w+$/.test(text)),
    samples: ["select part.value from question_text join json_each(question_text.body, '$.key') as part"],
  },
  {
    name: 'no condition after cross join … on: PostgreSQL wants it in where',
    broken: inLevels(/\bcross join \w+(\(\))?( as \w+)? on\b/g),
    samples: [
      'select 1 from json_each(:questions) as wanted cross join review on review.question = wanted.value',
    ],
  },
  {
    name: 'no max or min of two values: in PostgreSQL both only aggregate',
    broken: (_, levels) =>
      wholes(levels, ({ before, text }) => /^(max|min)$/.test(before) && text.includes(',')),
    samples: [
      'update learner set last_day = max(last_day, :day)',
      'select sum(min(took_ms, 5)) as took from review',
    ],
  },
  {
    name: 'no function that one of the engines lacks',
    broken: (sql) =>
      (sql.match(/\b\w+\(/g) ?? []).filter(
        (call) => !/^(count|sum|max|min|coalesce|cast|substr|round|ln|json_each)\($/.test(call),
      ),
    samples: ['select json_group_array(id) as ids from learner', "select strftime('%s') as now"],
  },
  {
    name: 'no word or operator that one of the engines lacks',
    broken: (sql) =>
      sql.match(
        /\b(rowid|oid|glob|like|regexp|match|collate|indexed|replace into|insert or|update or|pragma|is not :\w+|is :\w+|limit [^\s)]+, ?\S+)\b|->|==|[`?@[\]]/g,
      ) ?? [],
    samples: [
      'select id from report order by rowid',
      'select body ->> 0 as first from question_text',
      'insert or ignore into flag (learner) values (:learner)',
    ],
  },
  {
    name: 'each column by its name: a node of an older release would stumble over one that a newer has added',
    broken: (sql) =>
      sql.match(/\bselect \*|, \*|\b(?!counted\b)\w+\.\*|^insert into \w+ (values|select)\b/g) ?? [],
    samples: [
      'select * from learner where id = :id',
      'select review.*, 1 as one from review',
      'insert into fact values (:name, :value)',
    ],
  },
  {
    name: 'no arithmetic with a bare parameter: PostgreSQL would guess its type',
    broken: (sql) => sql.match(/:\w+ ?([-+*/%]|\|\|) ?|([-+*/%]|\|\|) ?:\w+/g) ?? [],
    samples: ['update card set asleep = 1 where revision = :revision - 1'],
  },
  {
    name: 'no comparison as a value: in PostgreSQL it is not a number',
    broken: (_, levels) => levels.flatMap(valuesOf).filter((value) => comparison.test(value)),
    samples: [
      'select exists (select 1 from flag) as flagged',
      "select response = '[]' as revealed from review",
      'select sum(rating > 1) as right from review',
      'update learner set stopped = zone is null where id = :id',
      'select id from review order by recall is not null, id',
    ],
  },
  {
    name: 'no number as a condition: PostgreSQL refuses it',
    broken: (sql) =>
      sql
        .replace(/ is (not )?null\b/g, ' = 0')
        .match(
          /\b(where|on|and|or|not|when) (?!not\b|exists\b)(\w+\.)?\w+(?= (and|or|then|group|order|limit|as)\b|\)|$)/g,
        ) ?? [],
    samples: [
      'select concept from card where asleep',
      'select id from review where not correct and day > 1',
      'select case when first then 1 else 0 end as met from review',
    ],
  },
  {
    name: 'no order by a nullable column without nulls first or nulls last',
    broken: (sql, levels, nullable) => levels.flatMap((level) => looseOrders(sql, level, nullable)),
    samples: [
      'select id from sitting order by deadline',
      'select s.id from sitting as s order by s.id, s.deadline desc',
      'select learner.id from learner left join flag on flag.learner = learner.id order by flag.question',
    ],
  },
  {
    name: 'no unqualified column in the values of an upsert',
    broken: (sql) => {
      const [, set] = / do update set (.*)$/.exec(sql) ?? [];
      const read = partsOf(set ?? '').map((part) => part.replace(/^\w+ = /, ''));
      return read.flatMap(
        (value) =>
          value.match(/(?<![\w.:])(?!(case|when|then|else|end|null|and|or)\b)[a-z]\w*(?![\w.(])/g) ?? [],
      );
    },
    samples: [
      'insert into tally (day, answers) values (:day, 1) on conflict (day) do update set answers = answers + 1',
    ],
  },
  {
    name: 'no column beside an aggregate without group by',
    broken: (_, levels) => levels.flatMap(ungrouped),
    samples: [
      'select domain, day, sum(answers) as answers from tally group by domain',
      'select learner, max(day) as day from tally',
    ],
  },
];

/** The values of a level: those that it selects, sets, orders by or hands to a function. */
function valuesOf({ before, text }: Level): string[] {
  const selected = /^(?:with .*?)?select (?:distinct )?(.*?)(?: from |$)/.exec(text)?.[1];
  const set = /\bset (.*?)(?: where |$)/.exec(text)?.[1];
  const ordered = /\border by (.*?)(?: limit |$)/.exec(text)?.[1];
  const handed = /^(sum|count|max|min|coalesce|cast|values)$/.test(before) ? text : undefined;
  return [
    ...partsOf(selected ?? ''),
    ...partsOf(set ?? '').map((part) => part.replace(/^(\w+|\(\)) = /, '')),
    ...partsOf(ordered ?? ''),
    ...partsOf(handed ?? ''),
  ];
}

/** The nullable columns that a level orders by without placing the nulls. */
function looseOrders(sql: string, { text }: Level, nullable: Nullable): string[] {
  const [, list] = /\border by (.*?)(?: limit |$)/.exec(text) ?? [];
  const tables = [...sql.matchAll(/(left )?\b(?:from|join|update) (\w+)(?: as (\w+))?/g)].map(
    ([, left, table, alias]) => ({ isOptional: left !== undefined, table: table!, alias: alias ?? table! }),
  );
  return partsOf(list ?? '').filter((part) => {
    const [, owner, column] = /^(?:(\w+)\.)?(\w+)( asc| desc)?$/.exec(part) ?? [];
    if (column === undefined || column === 'case') return false;
    const owners = tables.filter(({ alias }) => owner === undefined || alias === owner);
    return owners.some(({ table, isOptional }) => isOptional || nullable.get(table)?.has(column));
  });
}

/** The columns that a level selects beside an aggregate without grouping by them. */
function ungrouped({ whole, text }: Level): string[] {
  if (!text.startsWith('select ')) return [];
  const values = partsOf(whole.slice('select '.length, fromIn(whole)).replace(/^distinct /, ''));
  const [, list] = / group by (.*?)(?: order by | limit |$)/.exec(text) ?? [];
  if (list === undefined && !values.some(isAggregate)) return [];
  const grouped = partsOf(list ?? '');
  return values.filter((part) => {
    const value = part.replace(/ as "?\w+"?$/, '');
    return !isAggregate(value) && !grouped.includes(value) && !/^(\d+|:\w+|cast\(.*\))$/.test(value);
  });
}

/** Whether a value is an aggregate of its own query, not of a query inside it. */
function isAggregate(value: string): boolean {
  return aggregate.test(value) && !/\(select /.test(value);
}

/** The position of a query's own `from`, outside of parentheses. */
function fromIn(query: string): number {
  let depth = 0;
  for (let at = 0; at < query.length; at++) {
    if (query[at] === '(') depth++;
    if (query[at] === ')') depth--;
    if (depth === 0 && query.startsWith(' from ', at)) return at;
  }
  return query.length;
}

/** The nullable columns of each table; PostgreSQL allows no null in a primary key. */
function nullableIn(handle: Handle): Nullable {
  const tables = handle
    .prepare("select name from sqlite_schema where type = 'table'")
    .pluck()
    .all() as string[];
  return new Map(
    tables.map((table) => {
      const columns = handle.pragma(`table_info(${table})`) as {
        name: string;
        notnull: number;
        pk: number;
      }[];
      return [table, new Set(columns.filter(({ notnull, pk }) => !notnull && !pk).map(({ name }) => name))];
    }),
  );
}

const all: string[] = [];
/** Takes a statement down; a wrong column fails here. */
const declare = (sql: string, handle: Handle) => {
  handle.prepare(sql);
  all.push(sql);
};
const house = await startHouse(checkedBank(plainQuestions(1)), {
  watchQueries: declare,
  watchChanges: declare,
});
// Doctor's own statements are compiled only when it looks.
logStore(house.db);
const nullable = nullableIn(house.handle);
await house.close();

function broken({ broken }: Rule, sql: string): string[] {
  const statement = bare(sql);
  return broken(statement, levelsOf(statement), nullable);
}

test('the stores declare more than a hundred statements', () => {
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((sql) => /^\s*(insert|update|delete)\b/.test(sql)).length).toBeGreaterThan(40);
});

describe.each(rules)('$name', (rule) => {
  test.each(rule.samples)('finds it in: %s', (sample) => {
    expect(broken(rule, sample)).not.toEqual([]);
  });

  test('no store breaks it', () => {
    const found = all.flatMap((sql) => broken(rule, sql).map((part) => `${part}   in   ${bare(sql)}`));
    expect(found).toEqual([]);
  });
});
