const directions = new Map<string, boolean>();

/** Whether a language is written from the right to the left. */
export function isRightToLeft(language: string): boolean {
  return directions.getOrInsertComputed(language, () => {
    try {
      return new Intl.Locale(language).getTextInfo().direction === 'rtl';
    } catch {
      return false;
    }
  });
}

const rightLetter =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;

/** Text that begins with a letter of another direction, where no mark of Markdown is. */
const beginsLeft = /^[^\p{L}\n#>~`*+-]*(?!\p{Script=Hebrew}|\p{Script=Arabic})\p{L}/u;

const rightMark = '\u200f';

/** A text that runs from the right even if it begins with a foreign word, in a language that does. */
export function directed(text: string, language: string): string {
  const needsMark = isRightToLeft(language) && rightLetter.test(text) && beginsLeft.test(text);
  return needsMark && !/^\s*\d+[.)]\s/.test(text) ? rightMark + text : text;
}
