import type { LastAnswer } from '../model.ts';

/** What a candidate's list can be narrowed down to, by their last answer to each question. */
export const metFilters = [
  { show: '', name: 'All' },
  { show: 'missed', name: 'Missed' },
  { show: 'flagged', name: 'Flagged' },
  { show: 'guessed', name: 'Guessed' },
  { show: 'sure-but-wrong', name: 'Sure but wrong' },
] as const;

export type MetFilter = (typeof metFilters)[number]['show'];

type Answered = { last: LastAnswer; isFlagged: boolean };

/** The filter of an address; what is unknown shows all. */
export function readFilter(show: string): MetFilter {
  return metFilters.find((each) => each.show === show)?.show ?? '';
}

/** Whether a filter shows a question. An answer that was taken back is neither missed nor guessed. */
export function isShownBy(filter: MetFilter, { last, isFlagged }: Answered): boolean {
  const { correct, certainty } = last;
  switch (filter) {
    case '':
      return true;
    case 'flagged':
      return isFlagged;
    case 'missed':
      return !last.undone && !correct;
    case 'guessed':
      return !last.undone && certainty === 'guess';
    case 'sure-but-wrong':
      return !last.undone && !correct && certainty === 'sure';
  }
}
