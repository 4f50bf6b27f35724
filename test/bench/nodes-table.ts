import type { Load } from './servers.ts';
import { median, show, spread } from './table.ts';

/** What a load of one kind came to, with the processor time of PostgreSQL for each request. */
type Measured = Load & { engineUs: number };

/** By what was asked, and by the number of nodes; 0 is SQLite. */
const measured = new Map<string, Measured[][]>();

/** Notes what a load came to. */
export function recordNodes(what: string, nodes: number, found: Measured): void {
  const all = measured.getOrInsertComputed(what, () => []);
  all[nodes] = [...(all[nodes] ?? []), found];
}

/** One row for each comparison with SQLite, round by round, and a column for each number of nodes. */
export function nodesTable(): string {
  const rows = [...measured].flatMap(([what, [sqlite, ...nodes]]) => {
    const row = (name: string, ratio: (mine: Measured, theirs: Measured) => number) =>
      `| ${name} | ${nodes.map((mine) => spread(mine.map((each, i) => ratio(each, sqlite![i]!)))).join(' | ')} |`;
    const cpu = `${what}: processor time of`;
    const us = show(median(sqlite!.map(({ cpuUs }) => cpuUs)));
    return [
      row(`${what}: requests a second ÷ SQLite’s`, (mine, theirs) => mine.perSecond / theirs.perSecond),
      row(`${cpu} Etude ÷ that on SQLite (${us} µs)`, (mine, theirs) => mine.cpuUs / theirs.cpuUs),
      row(`${cpu} PostgreSQL ÷ the same`, (mine, theirs) => mine.engineUs / theirs.cpuUs),
    ];
  });
  return [
    '| median (least to most) | one node | two nodes | three nodes |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
