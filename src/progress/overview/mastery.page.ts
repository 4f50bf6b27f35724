import type { Bank } from '../../bank/bank.ts';
import { oneOrMany } from '../../base/text/words.ts';
import { percent } from '../../exam/span.page.ts';
import { type Remembered, rememberedOf } from '../../learn/lesson/remembered.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { alongWidth } from '../chart/scale.ts';
import type { ProgressGiven } from './load.ts';

/** What of each domain and each of its objectives has been met, and how much of it is remembered now. */
export function masteryPart(given: ProgressGiven) {
  const { bank } = given;
  const domains = bank.domains.flatMap(({ id, title, objectives }) => {
    const row = rowOf(given, id, title);
    return row
      ? [{ ...row, objectives: objectives.flatMap((each) => rowOf(given, each.id, each.title) ?? []) }]
      : [];
  });
  return { sentence: sentenceOf(rememberedIn(given, conceptsOf(bank))), domains };
}

const conceptsOf = (bank: Bank) => bank.syllabus.concepts;

function rememberedIn({ cards, now, learner }: ProgressGiven, concepts: readonly string[]): Remembered {
  return rememberedOf(concepts, cards, now, scheduleFor(learner));
}

function rowOf(given: ProgressGiven, id: string, title: string) {
  const { concepts, met, recall } = rememberedIn(given, given.bank.topic(id)!.concepts);
  if (concepts === 0) return undefined;
  const x = alongWidth(0, concepts);
  const known = (recall ?? 0) * met;
  return {
    path: `/progress/topics/${id}`,
    title,
    met: `${met} of ${concepts}`,
    remembered: recall === undefined ? '–' : percent(recall),
    metWidth: x(met),
    knownWidth: x(known),
  };
}

function sentenceOf({ concepts, met, recall }: Remembered): string {
  const all = `${met} of ${concepts} ${oneOrMany(concepts, 'idea', 'ideas')}`;
  if (recall === undefined) return `You have met ${all}.`;
  const known = Math.round(recall * met);
  return `You have met ${all}. If you were asked now, you would remember about ${known} of them (${percent(recall)}).`;
}
