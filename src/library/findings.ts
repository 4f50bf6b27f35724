import type { Desk } from '../bank/author/desk.ts';
import type { Finding } from '../bank/lint/lint.ts';

/** What cannot be read as it should; where it is more than the facts, it keeps the files from going live. */
export function obstaclesOf({ findings }: Desk): Finding[] {
  return findings.filter(({ rule, level }) => rule === undefined && level === 'error');
}
