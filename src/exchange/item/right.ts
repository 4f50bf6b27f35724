import type { Question } from '../../bank/model.ts';
import { type Item, Unfit } from './model.ts';
import { plainNumber } from './number.ts';

/** The right answer with letters for options and numbers for prompts, such as “A, C” or “1 = B, 2 = A”. */
export function rightOf({
  options,
  prompts = [],
  key,
}: Pick<Question, 'options' | 'prompts' | 'key'>): string {
  if (options.length === 0) return key.join(', ');
  const letter = (id: string) => String.fromCharCode(65 + options.findIndex((option) => option.id === id));
  const number = (id: string) => prompts.findIndex((prompt) => prompt.id === id) + 1;
  const partOf = (part: string) => {
    const [first, second] = part.split('=') as [string, string?];
    return second === undefined ? letter(first) : `${number(first)} = ${letter(second)}`;
  };
  return key.map(partOf).join(', ');
}

/** The key that such an answer names. */
export function keyIn(
  right: string,
  { type, options, prompts }: Pick<Item, 'type' | 'options' | 'prompts'>,
): string[] {
  if (type === 'numeric') return [plainNumber(right.replace(',', '.'))];
  const parts = right.split(/[,;|]/).map((part) => part.trim().toLowerCase());
  return parts.map((part) => {
    const [, number, letter] =
      (type === 'matching' ? /^(\d)\s*=\s*([a-h])$/ : /^()([a-h])$/).exec(part) ?? [];
    const option = letter === undefined ? undefined : options[letter.charCodeAt(0) - 97];
    const prompt = number ? prompts[Number(number) - 1] : undefined;
    if (!option || (number && !prompt))
      throw new Unfit(`Its right answer “${right}” is not one of its options.`);
    return prompt ? `${prompt.id}=${option.id}` : option.id;
  });
}
