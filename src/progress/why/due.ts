import { dayName } from '../../base/time.ts';
import type { Met } from '../../memory/fold.ts';

/** When a concept comes back, in few words. */
export function whenDue({ dueDay, readyAt }: Pick<Met, 'dueDay' | 'readyAt'>, day: number): string {
  const days = dueDay - day;
  if (readyAt !== undefined) return 'Again soon';
  if (days <= 0) return 'Today';
  return days === 1 ? 'Tomorrow' : `${dayName(dueDay)}, in ${days} days`;
}
