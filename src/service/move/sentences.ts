import { oneOrMany } from '../../base/text/words.ts';
import { countLine } from '../archive/backups.ts';
import type { Moved } from './move.load.ts';

/** What to tell of a move that is done, and what to do next. */
export function movedLines(
  source: string,
  target: string,
  { rows, broken, begun }: Moved,
  next: readonly string[],
): string[] {
  const counts = Object.values(rows);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return [
    ...begunLine[begun],
    `Moved ${source} to ${target}: ${countLine(rows)}; ${total} rows in ${counts.length} tables, the same on both sides.`,
    ...brokenLine(broken),
    ...next,
    `${source} is as it was. Keep it until you have looked at the new one, and never serve both.`,
  ];
}

const begunLine = {
  new: [],
  already: ['An earlier move has already ended, and nothing has changed on either side since.'],
  continued: ['Etude continued the move that was interrupted.'],
  again: ['The data has changed since the move that was interrupted, so Etude copied everything again.'],
};

function brokenLine(broken: number): string[] {
  if (broken === 0) return ['Every card and tally matches the log.'];
  const were = oneOrMany(broken, 'card or tally was', 'cards and tallies were');
  return [`${broken} ${were} not what the log says, just as before the move: run "etude doctor --repair".`];
}
