import type { AnalysisStore } from '../../author/analysis/store.ts';
import type { Database } from '../../base/data/database.ts';
import type { Finding } from './findings.ts';

const mend = 'run etude doctor --repair';

/** Counts all first answers and marked papers again, and compares them with what is kept for the statistics. */
export async function examineCounts({ analysis }: { analysis: AnalysisStore }): Promise<Finding[]> {
  const questions = await analysis.different();
  return questions.map((question) => ({
    what: `The answers counted for question ${question} do not match the log.`,
    mend,
  }));
}

/** Keeps what the log and the papers come to; the log itself is never touched. */
export async function repairCounts({
  db,
  analysis,
}: {
  db: Database;
  analysis: AnalysisStore;
}): Promise<void> {
  await db.commit(analysis.recount());
}
