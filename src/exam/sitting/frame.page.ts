import { clockTime, MINUTE } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { grace, type Sitting } from '../sitting.ts';

/** The address of a sitting. */
export function sittingPath({ id }: Pick<Sitting, 'id'>): string {
  return `/exams/${id}`;
}

/** What every page of a running sitting has: its name, its clock, no way out by accident. */
export function framePage(
  title: string,
  sitting: Sitting,
  learner: Learner,
  now: number,
): Page & Record<string, unknown> {
  return {
    title: `${title}, ${sitting.terms.title}`,
    here: '',
    bare: true,
    keys: keysOf(learner.keysOff),
    clock: clockOf(sitting, learner, now),
  };
}

/** The clock at the head of a page. Scripts count it down; without them it shows the time of day at which it ends. */
function clockOf(sitting: Sitting, { zone }: Learner, now: number) {
  const { deadline, id, terms } = sitting;
  return {
    title: terms.title,
    sitting: id,
    left: deadline === undefined ? '' : Math.max(0, deadline - now),
    until: deadline === undefined ? 'no time limit' : `until ${clockTime(deadline, zone)}`,
    end: sittingPath(sitting),
    soon: 10 * MINUTE,
    tenMinutes: 'Less than ten minutes left.',
    oneMinute: 'Less than a minute left.',
    over: 'Time is up. Your choices are saved and are being marked.',
    overUnsaved: `Time is up. Some of your choices are not saved yet. They count if they reach the server within ${grace / 1000} seconds. Keep this page open.`,
    tooLate:
      'Time is up. Some of your choices could not be saved in time. Keep this page open until it can reach the server. Your result will list the choices that do not count.',
    grace,
    lost: 'Not saved yet: this page cannot reach the server. Keep it open; it will try again by itself.',
  };
}

/** A span of time as people say it: 20 minutes, 1 hour 30 minutes. */
export function spanOfTime(minutes: number): string {
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const said = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`;
  if (hours === 0) return said(rest, 'minute');
  return rest === 0 ? said(hours, 'hour') : `${said(hours, 'hour')} ${said(rest, 'minute')}`;
}
