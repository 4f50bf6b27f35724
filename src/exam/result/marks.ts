import { isBlank } from '../../bank/kinds/kind.ts';
import type { PaperItem } from '../sitting.ts';

/** How a question was marked, in a word. */
export function markWord({ correct, response, late }: PaperItem): string {
  if (correct === undefined) return 'No longer counts';
  if (correct) return 'Right';
  if (!isBlank(response)) return 'Wrong';
  return late ? 'Too late' : 'Not answered';
}

/** Whether the answer was changed after it had been complete. */
export function isChanged({ firstResponse, response }: PaperItem): boolean {
  return firstResponse !== undefined && firstResponse.join() !== response.join();
}

/** Whether a question was marked by a later edition than was asked. */
export function isRevised({ edition, markedEdition }: PaperItem): boolean {
  return markedEdition! > edition;
}
