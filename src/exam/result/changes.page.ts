import { kindOf } from '../../bank/kinds/kinds.ts';
import { listed, oneOrMany, spelled } from '../../base/text/words.ts';
import { changesOf } from '../score.ts';
import type { PaperItem } from '../sitting.ts';
import type { ResultGiven } from './given.ts';
import { isChanged, isRevised } from './marks.ts';

/** Whether the first answer was right, by what the last one was marked by; undefined where that is gone. */
function wasRight({ shown, revised }: ResultGiven, item: PaperItem): boolean | undefined {
  const asked = isRevised(item) ? revised : shown;
  const question = asked.get(item.number)?.question;
  return question && kindOf(question).isCorrect(item.firstResponse!);
}

/** What changing answers gained or lost. */
export function changesSentence(given: ResultGiven): string {
  const changed = given.items.flatMap((item) => {
    if (!isChanged(item) || item.correct === undefined) return [];
    const was = wasRight(given, item);
    return was === undefined ? [] : [{ wasRight: was, isRight: item.correct }];
  });
  if (changed.length === 0) return 'You changed no answers.';
  const { toRight, toWrong, toOtherWrong } = changesOf(changed);
  const parts = [
    toRight > 0 ? `${spelled(toRight)} to right` : '',
    toWrong > 0 ? `${spelled(toWrong)} to wrong` : '',
    toOtherWrong > 0 ? `${spelled(toOtherWrong)} from one wrong answer to another` : '',
  ].filter(Boolean);
  const gain = toRight - toWrong;
  const sum =
    gain === 0
      ? 'Overall, your score did not change.'
      : `Changing ${gain > 0 ? 'gained' : 'lost'} you ${spelled(Math.abs(gain))}.`;
  return `You changed ${spelled(changed.length)} ${oneOrMany(changed.length, 'answer', 'answers')}${parts.length > 0 ? `: ${listed(parts)}` : ''}. ${sum}`;
}
