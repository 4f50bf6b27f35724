import { oneOrMany } from '../base/text/words.ts';
import { countCap } from './model.ts';

/** A number with its noun: 1 question, 7 questions, 200+ questions. */
export function counted(n: number, one: string, many: string): string {
  return `${n > countCap ? `${countCap}+` : n} ${oneOrMany(n, one, many)}`;
}

/** How many questions are new, as a part of a sentence that names them first or after others; empty for none. */
export function newOnes(fresh: number, isFirst: boolean, number = String(fresh)): string {
  if (fresh === 0) return '';
  if (!isFirst) return `${number} ${oneOrMany(fresh, 'is', 'are')} new`;
  return `${number} new ${oneOrMany(fresh, 'question', 'questions')}`;
}
