import type { Bank } from '../../bank/bank.ts';
import type { Database } from '../../base/data/database.ts';
import { type Progress, partOf } from '../../base/process/progress.ts';
import type { OpenStores } from '../deps.ts';
import { examineBank } from '../examine/bank.load.ts';
import { examineClocks, repairClocks } from '../examine/clocks.load.ts';
import { examineCounts, repairCounts } from '../examine/counts.load.ts';
import { type Broken, brokenFindings, brokenSentences } from '../examine/differences.ts';
import { examineExams } from '../examine/exams.load.ts';
import type { Finding } from '../examine/findings.ts';
import { examineMemory, repairMemory } from '../examine/memory.load.ts';
import { examinePlans, repairPlans } from '../examine/plan.load.ts';

type Content = { db: Database; bank: Bank } & ReturnType<OpenStores>;

/** Examines what a database holds, and repairs what the log can make again. Returns how many findings are repaired. */
export async function examineContent(
  rooms: Content,
  { repair, now }: { repair: boolean; now: number },
  findings: Finding[],
  progress: Progress,
): Promise<number> {
  if (!repair) {
    const found = await lookInside(rooms, now, progress);
    findings.push(...found.bank, ...found.others, ...brokenFindings(found.broken));
    return 0;
  }
  const found = await lookInside(rooms, now, partOf(progress, 0, 0.4));
  await repairClocks(rooms, found.frozen, now);
  await repairMemory(rooms, found.broken, partOf(progress, 0.4, 0.6));
  await repairPlans(rooms, found.unplanned);
  if (found.areCountsWrong) await repairCounts(rooms);
  const left = await lookInside(rooms, now, partOf(progress, 0.6, 1));
  findings.push(...left.bank, ...left.others, ...brokenFindings(left.broken));
  const remains = new Set(sentencesOf(left));
  return sentencesOf(found).reduce((sum, sentence) => sum + (remains.has(sentence) ? 0 : 1), 0);
}

/** What in a database is not as its log says, whatever has become of the question files since. */
export async function proveContent(rooms: Content, now: number, progress: Progress): Promise<Finding[]> {
  const { others, broken } = await lookInside(rooms, now, progress);
  return [...others, ...brokenFindings(broken)];
}

/** What was found inside; all that is neither about the question files nor broken memory is among the others. */
type Found = {
  bank: Finding[];
  others: Finding[];
  frozen: string[];
  broken: Broken[];
  unplanned: string[];
  areCountsWrong: boolean;
};

function* sentencesOf({ bank, others, broken }: Found): Generator<string> {
  for (const { what } of [...bank, ...others]) yield what;
  yield* brokenSentences(broken);
}

/** One look at everything at once, so that a running server cannot change half of it meanwhile. */
function lookInside(rooms: Content, now: number, progress: Progress): Promise<Found> {
  return rooms.db.atOneMoment(async () => {
    const { findings: bank, changed } = await examineBank(rooms.texts, rooms.bank);
    const clocks = await examineClocks(rooms, now);
    const broken = await examineMemory(rooms, changed, partOf(progress, 0, 0.8));
    const plans = await examinePlans(rooms, changed);
    const exams = await examineExams(rooms, partOf(progress, 0.8, 1));
    const counts = await examineCounts(rooms);
    const others = [...clocks.findings, ...plans.findings, ...exams, ...counts];
    const areCountsWrong = counts.length > 0;
    return { bank, others, frozen: clocks.frozen, broken, unplanned: plans.broken, areCountsWrong };
  });
}
