import type { Bank } from '../bank/bank.ts';
import type { LiveBank } from '../bank/live/live.ts';
import type { Question } from '../bank/model.ts';
import type { BankStore } from '../bank/past/store.ts';
import { type Rendered, render } from '../bank/rendered.ts';
import type { Database } from '../base/data/database.ts';
import { Failure } from '../base/failure.ts';
import type { Learner } from '../learner/model.ts';
import type { LearnerStore } from '../learner/store.ts';
import type { MemoryOccasions } from '../memory/model.ts';
import type { MemoryStore } from '../memory/store.ts';
import type { ExamOccasions } from './model.ts';
import { hasSameOptions, type PaperItem, type Sitting } from './sitting.ts';
import type { ExamStore } from './store.ts';

/** What exams work with. */
export type ExamDeps = {
  db: Database;
  live: LiveBank;
  texts: BankStore;
  learners: LearnerStore;
  memory: MemoryStore;
  exams: ExamStore;
  occasions: ExamOccasions & Pick<MemoryOccasions, 'relogged'>;
};

/** The same with the bank of one moment. */
export type Here = ExamDeps & { bank: Bank };

/** A question of a paper as it was asked. */
export type Shown = { question: Question; html: Rendered };

/** One's own sitting, or a page that is not there. */
export async function ownSitting(
  exams: ExamStore,
  learner: Learner | undefined,
  id: string,
): Promise<{ learner: Learner; sitting: Sitting }> {
  const sitting = learner && (await exams.sitting(learner.id, id));
  if (sitting) return { learner, sitting };
  throw noSuchExam();
}

/** The failure of an exam that is not there, perhaps not any more. */
export function noSuchExam(): Failure {
  return new Failure(
    'not found',
    'You have no exam at this address. Find all your exams in Exams. Etude removes an unanswered exam after an hour; you can start it again.',
  );
}

/** The questions of a sitting, which may have been removed since it was read. */
export async function ownPaper(exams: ExamStore, sitting: Sitting): Promise<PaperItem[]> {
  const items = await exams.paper(sitting);
  if (items.length === 0) throw noSuchExam();
  return items;
}

/** The questions of some items as they were asked, by number. */
export async function loadShown(
  { bank, texts }: Here,
  items: readonly PaperItem[],
): Promise<Map<number, Shown>> {
  const live = (item: PaperItem) => {
    const found = bank.question(item.question);
    return found?.hash === item.hash ? found : undefined;
  };
  const past = items.filter((item) => !live(item));
  const stored = past.length === 0 ? undefined : await texts.named(past.map(({ hash }) => hash));
  return new Map(
    items.map((item) => {
      const found = live(item);
      if (found) return [item.number, found];
      const question = stored!.get(item.hash)!;
      return [item.number, { question, html: render(question, bank.language) }];
    }),
  );
}

/** The questions of some items as they are today, by number, where these were marked by a later edition than was asked. */
export function revisedOf(
  bank: Bank,
  items: readonly PaperItem[],
  shown: ReadonlyMap<number, Shown>,
): Map<number, Shown> {
  return new Map(
    items.flatMap((item): [number, Shown][] => {
      const live = bank.question(item.question);
      const isMarkedBy = live?.question.edition === item.markedEdition && item.edition !== item.markedEdition;
      const asked = shown.get(item.number)!.question;
      return live && isMarkedBy && hasSameOptions(asked, live.question) ? [[item.number, live]] : [];
    }),
  );
}
