import { choiceType } from '../item/ids.ts';
import { attempt, type Choice, type Outcome, Unfit } from '../item/model.ts';
import { fromPlain, titleOf } from '../item/text.ts';

type Begun = { line: number; stem: string[]; options: { letter: string; text: string }[] };

const begin = (line: number): Begun => ({ line, stem: [], options: [] });

/** Reads a file in the Aiken format: a line of text, lettered options, and a line with the answer. */
export function readAiken(text: string): Outcome[] {
  const outcomes: Outcome[] = [];
  let open = begin(1);
  const close = (answer: string | undefined, next: number) => {
    if (open.stem.length + open.options.length > 0 || answer !== undefined)
      outcomes.push(settle(open, answer));
    open = begin(next);
  };
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    const answer = /^ANSWER:\s*(.*)$/i.exec(line)?.[1];
    const [, letter, option] = /^([A-Za-z])[.)]\s*(.*)$/.exec(line) ?? [];
    if (answer !== undefined) close(answer, i + 2);
    else if (line.length < 2) continue;
    else if (letter && isNext(open, letter))
      open.options.push({ letter: letter.toUpperCase(), text: option! });
    else {
      if (open.options.length > 0) close(undefined, i + 1);
      if (open.stem.length === 0) open.line = i + 1;
      open.stem.push(line);
    }
  }
  close(undefined, 0);
  return outcomes;
}

/** Whether a letter follows those before it, so that a sentence that begins with “A.” is no option. */
function isNext({ stem, options }: Begun, letter: string): boolean {
  return stem.length > 0 && letter.toUpperCase() === String.fromCharCode(65 + options.length);
}

function settle({ line, stem, options }: Begun, answer: string | undefined): Outcome {
  const title = titleOf(stem.join(' ') || `ANSWER: ${answer ?? ''}`);
  return attempt({ id: `line ${line}`, title, category: [] }, () => {
    if (stem.length === 0) throw new Unfit('There is an answer with no question before it.');
    if (answer === undefined) throw new Unfit('It has no “ANSWER:” line.');
    if (options.length < 2) throw new Unfit('It has fewer than two options.');
    const wanted = answer
      .toUpperCase()
      .split(/[,;\s]+/)
      .filter((each) => each !== '');
    const unknown = wanted.filter((each) => !options.some(({ letter }) => letter === each));
    if (wanted.length === 0 || unknown.length > 0)
      throw new Unfit(`Its answer “${answer}” is not one of its options.`);
    return {
      type: choiceType(wanted),
      stem: fromPlain(stem.join(' ')),
      options: options.map(
        ({ letter, text }): Choice => ({ id: letter.toLowerCase(), text: fromPlain(text) }),
      ),
      prompts: [],
      key: wanted.map((each) => each.toLowerCase()),
      shuffle: true,
      rationale: '',
      extra: {},
      changes: stem.length > 1 ? ['The lines of its text were joined.'] : [],
      format: 'aiken',
    };
  });
}
