import { problemLines } from '../../bank/author/lines.ts';
import { type Bank, createBank } from '../../bank/bank.ts';
import { loadBank } from '../../bank/files/load.ts';
import type { Finding } from '../examine/findings.ts';
import { findingOf } from '../examine/trouble.ts';

/** One part of the examination; what stops it is a finding beside what it has found before. */
export async function look<T>(findings: Finding[], part: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await part();
  } catch (error) {
    findings.push(findingOf(error));
    return undefined;
  }
}

/** The bank of the question files, if it is sound. */
export function examineQuestions(folder: string, findings: Finding[]): Bank | undefined {
  const { problems, taxonomy, questions, lessons } = loadBank(folder);
  findings.push(...problems.map((each) => ({ what: problemLines([each]), mend: 'fix the file' })));
  return problems.length > 0 ? undefined : createBank(taxonomy, questions, lessons);
}
