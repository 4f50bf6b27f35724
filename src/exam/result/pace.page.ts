import { nameOf, type ResultGiven } from './given.ts';
import { markWord } from './marks.ts';

/** A time as clocks show it: 1:05. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** The height of the picture of the pace, in pixels. */
const paceHeight = 80;

/** The time spent on each question, as bars and as a table. */
export function paceOf(given: ResultGiven) {
  const { items } = given;
  const longest = Math.max(1, ...items.map(({ tookMs }) => tookMs));
  return {
    name: `Time spent on each of ${items.length} questions, the longest ${minutesAndSeconds(longest)}`,
    last: items.length,
    width: `${(72 / items.length).toFixed(2)}%`,
    bars: items.map(({ number, tookMs, correct }) => {
      const height = Math.max(1, (tookMs / longest) * paceHeight);
      return {
        x: `${(((number - 1) / items.length) * 100).toFixed(2)}%`,
        y: (paceHeight - height).toFixed(1),
        height: height.toFixed(1),
        look: correct ? 'ink' : 'miss',
      };
    }),
    rows: items.map((item) => ({
      number: item.number,
      domain: nameOf(given, item.domain),
      time: minutesAndSeconds(item.tookMs),
      mark: markWord(item),
    })),
  };
}
