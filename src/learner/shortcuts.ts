/** The keys that do something, in the order in which they are explained. */
export const shortcuts = [
  { name: 'choose', key: '1 … 9', does: 'choose an option' },
  { name: 'guess', key: 'g', does: 'answer: Guess' },
  { name: 'think', key: 't', does: 'answer: Think so' },
  { name: 'sure', key: 's', does: 'answer: Sure' },
  { name: 'enter', key: 'Enter', does: 'answer: Think so; after a verdict, the next question' },
  { name: 'show', key: 'd', does: 'I don’t know' },
  { name: 'next', key: 'n', does: 'begin, or the next question' },
  { name: 'previous', key: 'p', does: 'in an exam: the previous question' },
  { name: 'review', key: 'r', does: 'in an exam: review and submit' },
  { name: 'strike', key: 'Shift+1 … 9', does: 'in an exam: strike out an option, or undo that' },
  { name: 'undo', key: 'u', does: 'undo the last answer' },
  { name: 'flag', key: 'f', does: 'flag a question, or remove the flag' },
  { name: 'help', key: '?', does: 'show the keys for this page' },
] as const;

export type ShortcutName = (typeof shortcuts)[number]['name'];

export const shortcutNames: ShortcutName[] = shortcuts.map(({ name }) => name);

/** The key of every shortcut for someone who has turned some off; empty where it is off. */
export type Keys = Record<ShortcutName, string>;

/** The keys that are on. */
export function keysOf(keysOff: readonly string[]): Keys {
  return keysOff.length === 0 ? allKeys : keysWithout(keysOff);
}

const allKeys = keysWithout([]);

function keysWithout(keysOff: readonly string[]): Keys {
  return Object.fromEntries(
    shortcuts.map(({ name, key }) => [name, keysOff.includes(name) ? '' : key]),
  ) as Keys;
}
