import type { Bank } from '../../bank/bank.ts';
import { idsOf } from '../../bank/bank.ts';
import type { LiveBank } from '../../bank/live/live.ts';
import type { Change, Database } from '../../base/data/database.ts';
import { nextTurn } from '../../base/turns.ts';
import { difficultyOf } from './difficulty.ts';
import { flagsOf } from './flags.ts';
import type { AnalysisStore, Due, Known } from './store.ts';

/** Everything that keeping the analysis takes. */
export type AnalysisDeps = { db: Database; live: LiveBank; analysis: AnalysisStore };

/** Keeps up to date what the counts say of each question, some questions at a look, while people practise. */
export function keepAnalysis({ db, live, analysis }: AnalysisDeps): { look(): Promise<void> } {
  let seen: Bank | undefined;
  let isAtWork = false;

  async function lookOnce(): Promise<void> {
    const bank = live.current();
    if (bank !== seen) await db.commit(await changedTexts(analysis, bank));
    seen = bank;
    for (const due of await analysis.due()) {
      await db.commit(await followCounts(analysis, bank, due));
      await nextTurn();
    }
  }

  return {
    async look() {
      if (isAtWork) return;
      isAtWork = true;
      await lookOnce().finally(() => {
        isAtWork = false;
      });
    },
  };
}

/** Has every question looked at again that was looked at by another text than the live one. */
async function changedTexts(analysis: AnalysisStore, bank: Bank): Promise<Change[]> {
  const changed: string[] = [];
  for (let after = ''; ; ) {
    const some = await analysis.hashes(after);
    const last = some.at(-1)?.question;
    if (last === undefined) return changed.map(analysis.markDue);
    for (const { question, hash } of some) if (hashIn(bank, question) !== hash) changed.push(question);
    after = last;
    await nextTurn();
  }
}

const hashIn = (bank: Bank, question: string) => bank.question(question)?.hash ?? '';

/** What is known of a question by its present counts; what it was called before says nothing by itself. */
async function followCounts(analysis: AnalysisStore, bank: Bank, due: Due): Promise<Change[]> {
  const live = bank.question(due.question);
  const nothing: Known = { hash: live?.hash ?? '', flags: [], difficulty: undefined };
  const changes = [analysis.done(due)];
  if (live?.question.id !== due.question) changes.push(analysis.save(due.question, nothing));
  if (!live) return changes;
  const { question, hash } = live;
  const counts = await analysis.counts(idsOf(question), question.edition);
  const known = { hash, flags: flagsOf(question, counts), difficulty: difficultyOf(question, counts) };
  return [...changes, analysis.save(question.id, known)];
}
