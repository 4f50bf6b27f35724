import { harmless } from '../../base/text/words.ts';
import type { Finding } from '../lint/lint.ts';
import type { Problem } from '../model.ts';

/** One line for each warning. */
export function warningLines(warnings: readonly Problem[]): string[] {
  return warnings.map((warning) => problemLines([{ ...warning, level: 'warning' }]));
}

/** One line for each problem, as editors and terminals link it: an error, unless it says that it is a warning. */
export function problemLines(problems: readonly (Problem & Partial<Finding>)[]): string {
  return problems
    .map(({ file, line, column, level, rule, message }) => {
      const marks = [...(level === 'warning' ? ['warning'] : []), ...(rule === undefined ? [] : [rule])];
      return harmless([`${file}:${line}:${column}`, ...marks, message].join(' '));
    })
    .join('\n');
}
