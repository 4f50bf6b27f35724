import { rowOf } from './table/cell.ts';

/** A table as spreadsheets read it, with a first line of names. */
export function csvOf(names: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [names, ...rows].map((row) => rowOf(row)).join('');
}
