import { withSet } from '../set/forms.ts';
import type { SetState } from '../set/set.ts';

/** The address of the verdict on an answer, within its set. */
export function verdictPath(review: string, set: SetState | undefined): string {
  return withSet(`/practice/answers/${review}`, set);
}
