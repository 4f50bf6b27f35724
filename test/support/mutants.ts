import fc from 'fast-check';
import { inBatches } from './malformed.ts';

/** A file of a bank to which something has happened that its author did not mean. */
export type Mutant = { what: string; path: string; bytes: Buffer };

/** As many mutants of a bank's files as wanted, the same ones for the same seed; each changes one file. */
export function* mutants(files: Record<string, string>, count: number, seed: number): Generator<Mutant> {
  const mutant = fc.constantFrom(...Object.entries(files)).chain(([path, text]) => {
    const accident = fc.oneof(
      { weight: 5, arbitrary: damaged(text) },
      { weight: 5, arbitrary: misfit(text) },
      { weight: 1, arbitrary: encoded(text) },
    );
    return accident.map((change) => ({ path, ...change }));
  });
  yield* inBatches(mutant, count, seed);
}

type Change = { what: string; bytes: Buffer };

/** Something that happens to bytes, whatever they mean. */
type Slip = { what: string; apply(bytes: Buffer): Buffer };

/** A place in a file: how many ten thousandths of it lie before. */
const place = fc.nat(9999);
const at = (bytes: ArrayLike<unknown>, place: number) => Math.floor((bytes.length * place) / 10_000);
const between = (bytes: Buffer, places: number[]) => {
  const [from, to] = places.map((place) => at(bytes, place)).sort((a, b) => a - b);
  return [from!, to!] as const;
};

const scraps = [
  ...'{ } [ ] , : " \\ / \\u \\ud800 \\u0000 // /* NaN Infinity -0 01 1. 1e999 .5 +1 true null'.split(' '),
  ...'__proto__ "__proto__":{}, "constructor":1, "id":"x", \ufeff \u2028 \u00a0 \u00e9 🎵'.split(' '),
  ...[' ', '\n', '\t', '\r', '\0', '\f', '\x7f', '\x1b[2J'],
  ...['['.repeat(40), '{"a":'.repeat(40), '9'.repeat(400)],
];

const slip = fc.oneof<fc.Arbitrary<Slip>[]>(
  fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(([place, mask]) => ({
    what: 'a byte changed',
    apply: (bytes) => Buffer.from(bytes.map((byte, i) => (i === at(bytes, place) ? byte ^ mask : byte))),
  })),
  fc.tuple(place, place).map((places) => ({
    what: 'a piece lost',
    apply(bytes) {
      const [from, to] = between(bytes, places);
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    },
  })),
  fc.tuple(place, place, place).map(([from, to, place]) => ({
    what: 'a piece twice',
    apply: (bytes) => inserted(bytes, place, bytes.subarray(...between(bytes, [from, to]))),
  })),
  fc.tuple(place, fc.constantFrom(...scraps)).map(([place, scrap]) => ({
    what: `${JSON.stringify(scrap.slice(0, 12))} too much`,
    apply: (bytes) => inserted(bytes, place, Buffer.from(scrap)),
  })),
  fc.tuple(place, place).map((places) => ({
    what: 'two signs swapped',
    apply(bytes) {
      const signs = [...bytes.keys()].filter((i) => '{}[],:"'.includes(String.fromCharCode(bytes[i]!)));
      const [a, b] = places.map((place) => signs[at(signs, place)]);
      return Buffer.from(bytes.map((byte, i) => (i === a ? bytes[b!]! : i === b ? bytes[a!]! : byte)));
    },
  })),
);

function inserted(bytes: Buffer, place: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at(bytes, place)), piece, bytes.subarray(at(bytes, place))]);
}

function damaged(text: string): fc.Arbitrary<Change> {
  return fc.array(slip, { minLength: 1, maxLength: 3 }).map((slips) => ({
    what: slips.map(({ what }) => what).join(', '),
    bytes: slips.reduce<Buffer>((bytes, { apply }) => apply(bytes), Buffer.from(text)),
  }));
}

/** Saved by an editor with a mind of its own. */
function encoded(text: string): fc.Arbitrary<Change> {
  return fc.constantFrom<Change>(
    { what: 'a byte order mark', bytes: Buffer.from(`\ufeff${text}`) },
    { what: 'two byte order marks', bytes: Buffer.from(`\ufeff\ufeff${text}`) },
    { what: 'UTF-16', bytes: Buffer.from(`\ufeff${text}`, 'utf16le') },
    { what: 'UTF-16, big end first', bytes: Buffer.from(`\ufeff${text}`, 'utf16le').swap16() },
    { what: 'Latin-1', bytes: Buffer.from(text.replace('"', '"é'), 'latin1') },
    { what: 'surrogates as bytes', bytes: Buffer.from(text.replace('"', '"\xed\xa0\x80'), 'latin1') },
    { what: 'line ends of Windows', bytes: Buffer.from(text.replaceAll('\n', '\r\n')) },
    { what: 'line ends of old', bytes: Buffer.from(text.replaceAll('\n', '\r')) },
  );
}

/** Values of every kind as they are written, few of which fit any one field. */
const values = [
  ...'null true false 0 -1 1 2.0 1.5 6 1e999 -1e308 123456789012345678901234567890'.split(' '),
  ...'"" "\\ud800" "\\u0000" "x" "a" "__proto__" "constructor" "red.one" "red.two" "red.one-001"'.split(' '),
  ...'[] {} [[]] [null] [{}] ["a","a"] ["a","b"] {"__proto__":{"x":1}} [1e999]'.split(' '),
  ...[30, 5000].map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  JSON.stringify('x'.repeat(5000)),
];
const names = [
  '',
  ...'__proto__ constructor toString id Id stem questions domains key 0 length \ud800'.split(' '),
];

/** How one member of a list or an object is written; its label is empty in a list. */
type Edit = (label: string, value: string) => string;

const edit: fc.Arbitrary<[string, Edit]> = fc.oneof(
  fc.constantFrom(...values).map((raw): [string, Edit] => [`is ${raw.slice(0, 30)}`, (label) => label + raw]),
  fc
    .constantFrom(...names.map((name) => JSON.stringify(name)))
    .map((name): [string, Edit] => [
      `is called ${name}`,
      (label, value) => (label === '' ? value : `${name}: ${value}`),
    ]),
  fc.constantFrom<[string, Edit]>(
    ['is left out', () => ''],
    ['stands twice', (label, value) => `${label}${value}, ${label}${value}`],
    ['stands twice, the second time empty', (label, value) => `${label}${value}, ${label}null`],
  ),
);

/** A sound text of JSON with a value or a name that does not belong where it stands. */
function misfit(text: string): fc.Arbitrary<Change> {
  const root: unknown = JSON.parse(text);
  return fc.tuple(fc.nat(membersOf(root) - 1), edit).map(([nth, [what, how]]) => {
    let turn = 0;
    return {
      what: `member ${nth} ${what}`,
      bytes: Buffer.from(
        written(root, (label, value) => (turn++ === nth ? how(label, value) : label + value)),
      ),
    };
  });
}

/** How many members the lists and objects of a value have, at any depth. */
function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + 1 + membersOf(member), 0);
}

/** A value as JSON, a member a line. */
function written(value: unknown, member: Edit): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const list = Array.isArray(value);
  const lines = Object.entries(value)
    .map(([name, each]) => member(list ? '' : `${JSON.stringify(name)}: `, written(each, member)))
    .filter(Boolean)
    .join(',\n');
  return list ? `[${lines}]` : `{${lines}}`;
}
