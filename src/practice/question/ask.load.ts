import type { Question } from '../../bank/model.ts';
import type { Rendered } from '../../bank/rendered.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Day } from '../day/load.ts';
import type { PracticeDeps } from '../deps.ts';
import type { LoadedSet } from '../set/load.ts';
import { type Asked, sealAsked } from './answer.ts';
import { progressIn } from './load.ts';
import { questionPage } from './page.ts';

/** What is asked, of whom and when; `chosen` and `note` if an answer comes back for more. */
type Asking = {
  asked: Asked;
  shown: { question: Question; html: Rendered };
  learner: Learner | undefined;
  day: Day;
  set: LoadedSet | undefined;
  chosen?: readonly string[];
  note?: string;
};

/** The page of a question, under the token with which it must be answered. */
export function askedPage({ bank, seal }: Pick<PracticeDeps, 'bank' | 'seal'>, asking: Asking) {
  const { asked, shown, learner, day, set } = asking;
  const { concept } = bank.question(asked.question)!.question;
  return questionPage({
    ...shown,
    objective: bank.concepts.get(concept)!.objective,
    seed: asked.seed,
    token: sealAsked(seal, asked),
    set: set?.state,
    progress: progressIn(day, set),
    chosen: asking.chosen ?? [],
    note: asking.note ?? '',
    keys: keysOf(learner?.keysOff ?? []),
    asksZone: learner === undefined,
  });
}
