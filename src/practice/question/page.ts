import { askedParts } from '../../bank/asked.page.ts';
import type { Objective } from '../../bank/bank.ts';
import type { Question } from '../../bank/model.ts';
import { optionOrder } from '../../bank/options.ts';
import type { Rendered } from '../../bank/rendered.ts';
import type { Keys } from '../../learner/shortcuts.ts';
import { fieldsOf, type SetState } from '../set/set.ts';
import { type Progress, throughLine } from './progress.ts';

/** What a question page is made of. */
export type QuestionGiven = {
  question: Question;
  html: Rendered;
  objective: Objective;
  seed: string;
  token: string;
  /** The set that is practised; undefined for the day's practice. */
  set: SetState | undefined;
  progress: Progress;
  /** Letters that were chosen before, when the form comes back with a note. */
  chosen: readonly string[];
  note: string;
  keys: Keys;
  /** Whether the browser may tell its zone with the answer. */
  asksZone: boolean;
};

/** The page that asks. Nothing in it tells keys from distractors. */
export function questionPage(given: QuestionGiven) {
  const { question, objective, progress } = given;
  const through = throughLine(progress, progress.answered + 1);
  const where = `Question ${through.count}`;
  return {
    title: `${where}, ${objective.domainTitle}`,
    here: '',
    bare: true,
    where,
    progress: { ...through, more: '' },
    domain: objective.domainTitle,
    objective: objective.title,
    ...askedParts(
      { ...given, order: optionOrder(question, given.seed) },
      given.chosen,
      given.keys.choose !== '',
    ),
    note: given.note,
    keys: given.keys,
    token: given.token,
    set: given.set ? fieldsOf(given.set) : [],
    asksZone: given.asksZone,
  };
}
