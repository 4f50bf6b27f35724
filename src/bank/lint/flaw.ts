import type { Path } from '../model.ts';
import type { Level } from './rules/rule.ts';

/** A rule broken, with the way to its place in the question. */
export type Flaw = { rule: string; level: Level; path: Path; message: string };

/** A flaw that the program decides. */
export function error(rule: string, path: Path, message: string): Flaw {
  return { rule, level: 'error', path, message };
}

/** A flaw for the author to judge. */
export function warning(rule: string, path: Path, message: string): Flaw {
  return { rule, level: 'warning', path, message };
}

/** The flaw, if there is one. */
export function when(isWrong: boolean, flaw: () => Flaw): Flaw[] {
  return isWrong ? [flaw()] : [];
}
