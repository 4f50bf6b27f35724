import type { Question } from '../bank/model.ts';
import type { BankStore } from '../bank/past/store.ts';
import { isoDay } from '../base/time.ts';
import { answersCsv, examsCsv } from './spreadsheets.ts';
import type { ExchangeStore } from './store.ts';
import { type Everything, format, version } from './tables.ts';
import { zipOf } from './zip/write.door.ts';

/** What a download is made of. */
export type TakeDeps = { texts: BankStore; exchange: ExchangeStore };

/** The name of the file in the zip that comes back in; the others are for spreadsheets. */
export const mainFile = 'etude.json';

/** Everything of a learner, as a file has it; undefined for one who is not there. */
export async function takeEverything(
  { exchange }: Pick<TakeDeps, 'exchange'>,
  learner: string,
): Promise<Everything | undefined> {
  const found = await exchange.everything(learner);
  return found && { format, version, ...found };
}

/** The zip that a learner takes along: everything as JSON, and answers and exams for spreadsheets. */
export async function takeAlong(deps: TakeDeps, learner: string): Promise<Buffer | undefined> {
  const everything = await takeEverything(deps, learner);
  if (!everything) return undefined;
  const hashes = [...new Set(everything.tables.review!.map(({ hash }) => String(hash)))];
  const texts: ReadonlyMap<string, Question> = await deps.texts.named(hashes);
  return zipOf([
    { name: mainFile, content: `${JSON.stringify(everything, null, 1)}\n` },
    { name: 'answers.csv', content: answersCsv(everything, texts) },
    { name: 'exams.csv', content: examsCsv(everything) },
  ]);
}

/** The name of the file that a learner downloads on a day. */
export function takeName(now: number): string {
  return `etude-progress-${isoDay(now)}.zip`;
}
