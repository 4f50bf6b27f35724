import { oneOrMany } from '../base/text/words.ts';
import { countCap } from './model.ts';

/** A number with its noun: 1 question, 7 questions, 200+ questions. */
export function counted(n: number, one: string, many: string): string {
  return `${n > countCap ? `${countCap}+` : n} ${oneOrMany(n, one, many)}`;
}
