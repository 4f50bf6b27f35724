import { endOfText, next } from './cut.ts';

/** The value of a JSON text; undefined if it is not JSON. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The names in a value; a file in which one is repeated has more of them. */
export function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + countNames(each), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/** The colons outside of texts in JSON that can be read: one for each name. */
export function countColons(text: string): number {
  let count = 0;
  for (let i = next(quotesAndColons, text, 0); i < text.length; i = next(quotesAndColons, text, i + 1)) {
    if (text[i] === '"') i = endOfText(text, i);
    else count++;
  }
  return count;
}

const quotesAndColons = /[":]/g;
