import { capital, oneOrMany, spelled } from '../../base/text/words.ts';
import type { Plan } from '../../plan/day/model.ts';
import { contentsOf } from '../../plan/day/state.ts';

/** What Today says at its head on the way to an exam. */
export function planCover({ order, state, secondsLeft }: Plan, waiting: number) {
  if (state === 'done') return doneCover(order.minutes);
  const { minutes, fresh, again, missed } = contentsOf(order, secondsLeft, waiting);
  const back = again + missed;
  const parts = [
    fresh > 0 ? `${spelled(fresh)} ${oneOrMany(fresh, 'is', 'are')} new` : '',
    back > 0 ? `${spelled(back)} ${oneOrMany(back, 'comes', 'come')} back` : '',
  ].filter(Boolean);
  return {
    heading:
      state === 'goes on'
        ? 'More than planned'
        : `${minutes} ${oneOrMany(minutes, 'minute', 'minutes')} today`,
    lead: parts.length > 0 ? `${capital(parts.join(', '))}.` : 'Etude asks what helps your exam most.',
    begin: state === 'begins' ? 'Begin' : 'Go on',
  };
}

function doneCover(minutes: number) {
  const lead =
    minutes === 0
      ? 'Your plan has no minutes for today. Rest is part of learning.'
      : `You have used the ${minutes} ${oneOrMany(minutes, 'minute', 'minutes')} you planned. You may go on if you like.`;
  return { heading: minutes === 0 ? 'A day off' : 'Done for today', lead, begin: '' };
}
