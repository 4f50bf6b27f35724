import type { TLocalizedValidationError } from 'typebox/error';

const kinds: Record<string, string> = {
  object: 'an object in braces { }',
  array: 'a list in brackets [ ]',
  string: 'a text in double quotes',
  integer: 'a whole number',
  boolean: 'true or false',
};

/** What to do about a value that its schema does not allow; `wanted` says in words which texts it allows. */
export function schemaSentence(finding: TLocalizedValidationError, name: string, wanted?: string): string {
  switch (finding.keyword) {
    case 'required':
      return `Missing: ${quoted(finding.params.requiredProperties)}.`;
    case 'type':
      return `${name} must be ${kinds[String(finding.params.type)] ?? finding.params.type}.`;
    case 'enum':
      return `${name} must be one of ${quoted(finding.params.allowedValues)}.`;
    case 'minimum':
      return `${name} must be ${finding.params.limit} or more.`;
    case 'maximum':
      return `${name} must be ${finding.params.limit} or less.`;
    case 'maxLength':
      return `${name} is too long: shorten it to ${finding.params.limit} characters.`;
    case 'minItems':
      return `${name} needs at least ${entries(finding.params.limit)}.`;
    case 'maxItems':
      return `${name} takes at most ${entries(finding.params.limit)}.`;
    case 'uniqueItems':
      return `${name} holds the same entry twice: keep one.`;
    default:
      return `${name} ${wanted ?? finding.message}.`;
  }
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

function entries(count: number): string {
  return count === 1 ? 'one entry' : `${count} entries`;
}

const notJson: Record<string, string> = {
  InvalidSymbol:
    'JSON does not know this: texts stand in double quotes; bare words are true, false and null.',
  PropertyNameExpected: 'A field name in double quotes is missing here, or there is a comma too many.',
  ValueExpected: 'A value is missing here, or there is a comma too many.',
  ColonExpected: 'A colon is missing here.',
  CommaExpected: 'A comma is missing before this.',
  CloseBraceExpected: 'The file ends here and a closing brace } is missing.',
  CloseBracketExpected: 'The file ends here and a closing bracket ] is missing.',
  EndOfFileExpected: 'The file should end before this: remove it.',
  InvalidCommentToken: 'JSON has no comments: remove this.',
  UnexpectedEndOfString: 'This text has no closing quote: a line break inside it is written \\n.',
  UnexpectedEndOfNumber: 'This number is not finished.',
  InvalidUnicode: 'This text holds a \\u without four hexadecimal digits.',
  InvalidEscapeCharacter:
    'This text holds a backslash that JSON does not know: a backslash itself is written \\\\.',
  InvalidCharacter:
    'This text holds a control character: write a tab as \\t, any other as \\u and four digits.',
};

/** What to do where a file is not JSON; the code is what the parser calls the mistake. */
export function syntaxSentence(code: string): string {
  return notJson[code] ?? `This is not JSON (${code}).`;
}
