import { decimalForm, numbersIn } from './decimal.ts';
import { type Choice, isBlank, type Kind, type KindProblem, type Row, withoutPicking } from './kind.ts';

/** The answer is a number. A response is a decimal text; what cannot be read as a number is kept as it was typed. */
export function numeric(question: Choice): Kind {
  const { tolerance = 0, unit = '' } = question;
  const key = question.key[0] ?? '';
  const isCorrect = ([given]: readonly string[]) => given !== undefined && isNear(given, key, tolerance);
  const withUnit = (text: string) => text + spaceBefore(unit) + unit;
  const said = ([given = '']: readonly string[]) =>
    decimalForm.test(given) ? withUnit(given) : `“${given}”`;
  return {
    ...withoutPicking,
    name: 'numeric',
    fields: ['tolerance', 'unit'],
    read: (fields) => (fields.length > 1 ? undefined : read(fields[0] ?? '', unit, isCorrect)),
    fieldsOf: (response) => [...response],
    isAllowed: ([given = '', ...more]) => more.length === 0 && given.length <= longest,
    isComplete: ([given = '']) => decimalForm.test(given),
    isCorrect,
    partlyRight: () => '',
    guessChance: 0,
    responseSpace: 'numeric',
    marking: `numeric ${key} ${tolerance}`,

    view: 'kinds/number',
    controls: ([value = '']) => [{ letter: '', value, isChosen: value !== '', choices: [] }],
    listsOptions: false,
    wanted: 1,
    isDistinct: false,
    instruction: '',
    incompleteNote: (response) =>
      isBlank(response)
        ? 'Type a number first, then say how sure you are. Or let us show you. Nothing has been counted.'
        : `We cannot read ${said(response)} as a number: type digits, such as 42.5. Nothing has been counted.`,
    verb: 'answered',
    inWords: (response) => said(response),
    rows: (response) => rowsOf(response, key, said, tolerance, isCorrect(response)),

    partsOf: (response) => response,
    listedParts: question.key,
    isRightPart: (part) => isCorrect([part]),

    problems: () => problemsOf(question),
    optionRange: { least: 0, most: 0 },
  };
}

/** A percent sign and a degree follow the number; a word or a symbol of letters has a space before it. */
const spaceBefore = (unit: string) => (/^[\p{L}\p{N}]/u.test(unit) ? ' ' : '');

/** The longest text that a form may send. */
const longest = 40;

/** The number that a text means: of two that it may be, the right one. */
function read(text: string, unit: string, isCorrect: (response: readonly string[]) => boolean): string[] {
  const typed = text.trim().slice(0, longest);
  const isMarked = unit !== '' && typed.toLowerCase().endsWith(unit.toLowerCase());
  const numbers = numbersIn(isMarked ? typed.slice(0, -unit.length) : typed);
  const meant = numbers.find((number) => isCorrect([number])) ?? numbers[0] ?? typed;
  return meant === '' ? [] : [meant];
}

/** Whether a decimal text lies within the tolerance; the last bits of a sum decide nothing. */
function isNear(given: string, key: string, tolerance: number): boolean {
  if (given === key) return true;
  if (tolerance === 0 || !decimalForm.test(given)) return false;
  const [a, b] = [Number(given), Number(key)];
  return Math.abs(a - b) <= tolerance + 1e-12 * Math.max(Math.abs(a), Math.abs(b), tolerance);
}

function rowsOf(
  response: readonly string[],
  key: string,
  said: (response: readonly string[]) => string,
  tolerance: number,
  isRight: boolean,
): Row[] {
  const range = tolerance === 0 ? '' : `, give or take ${tolerance}`;
  const isSame = response[0] === key;
  const answer: Row = {
    letter: '',
    plain: `${said([key])}${range}`,
    mark: 'key',
    tag: isSame ? 'Your answer, right' : 'Right answer',
  };
  if (isBlank(response) || isSame) return [answer];
  const yours = { letter: '', plain: said(response) };
  return isRight
    ? [{ ...yours, mark: 'key', tag: 'Your answer, right' }, answer]
    : [answer, { ...yours, mark: 'missed', tag: 'Your answer' }];
}

function problemsOf({ options, key }: Choice): KindProblem[] {
  const problems: KindProblem[] = [];
  if (options.length > 0)
    problems.push({ path: ['options'], message: 'A question of type "numeric" has no options: write [].' });
  if (key.length > 1)
    problems.push({ path: ['key'], message: 'A question of type "numeric" has one number as its key.' });
  if (key[0] !== undefined && !decimalForm.test(key[0]))
    problems.push({
      path: ['key', 0],
      message:
        'Write the key as a decimal number in quotes, such as "42.5": no spaces, no zeros at its ends.',
    });
  return problems;
}
