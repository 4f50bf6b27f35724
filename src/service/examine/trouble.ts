import { sqliteErrorIn } from '../../base/data/trouble.ts';
import { Failure, Refusal } from '../../base/failure.ts';
import { damaged, type Finding, sqliteFinding } from './findings.ts';

/** What an error that stopped doctor says is wrong; an error that says nothing of the kind is a bug, and thrown. */
export function findingOf(error: unknown): Finding {
  if (error instanceof Refusal) return { what: error.message };
  // All that doctor parses is what the database holds of questions.
  if (error instanceof SyntaxError) return damaged('the text of a question cannot be read');
  const told = sqliteErrorIn(error);
  if (told) return sqliteFinding(told);
  if (error instanceof Failure) return { what: error.message };
  if (error instanceof Error && 'syscall' in error) return systemFinding(error as NodeJS.ErrnoException);
  throw error;
}

function systemFinding({ code, path }: NodeJS.ErrnoException): Finding {
  const mend = 'check its permissions and its disk';
  if (code !== 'ENOSPC' && code !== 'EDQUOT')
    return { what: `${path ?? 'A file'} cannot be used (${code}).`, mend };
  return { what: 'The disk is full.', mend: 'free some space' };
}
