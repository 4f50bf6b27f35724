import { readFileSync, writeFileSync } from 'node:fs';
import { folderOf } from '../../src/base/installation.ts';

/** How many times each row compares two things in turn. */
export const rounds = Number(process.env.ROUNDS ?? 3);

/** A row of the table: what is compared, its ratio in each round, and the aim it is held to. */
type Row = { name: string; ratios: number[]; cpu: number[]; aim: string; note: string };

const rows = new Map<string, Row>();

/** Adds the ratio of one round to a row; `cpu` compares the processor time for each request. */
export function record(
  name: string,
  aim: string,
  ratio: number,
  { cpu, note = '' }: { cpu?: number; note?: string } = {},
): void {
  const row = rows.get(name) ?? { name, aim, ratios: [], cpu: [], note };
  row.ratios.push(ratio);
  if (cpu !== undefined) row.cpu.push(cpu);
  rows.set(name, { ...row, note });
}

/** The middle of some values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** A number with three digits or so. */
export function show(value: number): string {
  return value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toFixed(3);
}

/** The middle of some values, with the least and the most of them. */
export function spread(values: readonly number[]): string {
  if (new Set(values).size === 1) return show(values[0]!);
  return `${show(median(values))} (${show(Math.min(...values))} to ${show(Math.max(...values))})`;
}

/** The rows in the order in which they were first recorded, as Markdown. */
export function table(): string {
  const lines = [...rows.values()].map(({ name, ratios, cpu, aim, note }) => {
    const label = note ? `${name} (${note})` : name;
    return `| ${label} | ${aim} | ${spread(ratios)} | ${cpu.length > 0 ? spread(cpu) : ''} |`;
  });
  return [
    '| measure | aim | median (least to most) | ours ÷ theirs, in processor time for each request |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

/** Puts the table in its place in the help. */
export const writePage = () => writeBlock('bench', table());

/** Puts a table in the place in the help that has its name. */
export function writeBlock(name: string, lines: string): void {
  const file = folderOf('views/help/speed.md');
  const text = readFileSync(file, 'utf8');
  const place = new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`);
  writeFileSync(
    file,
    text.replace(place, (_, start, end) => `${start}${lines}\n${end}`),
  );
}
