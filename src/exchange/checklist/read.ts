import { choiceType } from '../item/ids.ts';
import { attempt, type Outcome, Unfit } from '../item/model.ts';
import { withRest } from '../item/rest.ts';
import { titleOf } from '../item/text.ts';

type Part = {
  line: number;
  stem: string[];
  options: { isKey: boolean; text: string }[];
  after: string[];
  rest?: string;
};

const box = /^\s*[-*+]\s+\[([ xX])\]\s*(.*)$/;

/** Reads Markdown in which each question is a heading or a paragraph with a list of boxes, the ticked ones right. */
export function readChecklist(text: string): Outcome[] {
  const outcomes: Outcome[] = [];
  let category: string[] = [];
  let open: Part = { line: 1, stem: [], options: [], after: [] };
  let fence = '';
  const close = (line: number) => {
    if (open.options.length > 0) outcomes.push(settle(open, category));
    open = { line, stem: [], options: [], after: [] };
  };
  for (const [i, line] of text.split('\n').entries()) {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? '';
    if (mark !== '' && (fence === '' || mark.startsWith(fence))) fence = fence === '' ? mark : '';
    const isPlain = fence === '' && mark === '';
    const [, hashes, heading] = (isPlain && /^(#{1,6})\s+(.*?)#*\s*$/.exec(line)) || [];
    const [, ticked, option] = (isPlain && box.exec(line)) || [];
    const rest = isPlain ? /^<!-- etude: (.*) -->$/.exec(line)?.[1] : undefined;
    if (rest !== undefined) open.rest = rest;
    else if (option !== undefined) open.options.push({ isKey: ticked !== ' ', text: option.trim() });
    else if (hashes) {
      // A heading without boxes before the next one is about those that follow it.
      if (open.options.length === 0 && open.stem.length > 0 && open.stem[0]!.startsWith('# '))
        category = [open.stem[0]!.slice(2)];
      close(i + 1);
      open.stem.push(`# ${heading}`);
    } else if (open.options.length > 0 && /^\s*(\*\*)?(?:\[⬆|⬆)/.test(line)) continue;
    else (open.options.length > 0 ? open.after : open.stem).push(line);
  }
  close(0);
  return outcomes;
}

function settle({ line, stem, options, after, rest }: Part, category: string[]): Outcome {
  const words = stem
    .map((each) => each.replace(/^# (?:(?:Q(?:uestion)?\s*)?\d+[.):]\s*)?/i, ''))
    .join('\n')
    .trim();
  const outcome = attempt({ id: `line ${line}`, title: titleOf(words), category }, () => {
    if (words === '') throw new Unfit('There is a checklist with no question before it.');
    const letters = options.map((option, i) => ({ ...option, id: String.fromCharCode(97 + i) }));
    const key = letters.filter(({ isKey }) => isKey).map(({ id }) => id);
    if (!options.some(({ isKey }) => isKey)) throw new Unfit('None of its boxes is ticked.');
    return {
      type: choiceType(key),
      stem: words,
      options: letters.map(({ id, text }) => ({ id, text })),
      prompts: [],
      key,
      shuffle: true,
      rationale: after
        .join('\n')
        .replace(/<\/?(?:details|summary)[^>]*>/g, '')
        .trim(),
      extra: {},
      changes: [],
      format: 'checklist',
    };
  });
  return 'reason' in outcome ? outcome : withRest(outcome, rest);
}
