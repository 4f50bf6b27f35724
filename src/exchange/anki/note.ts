import { type Converted, lineOf, markdownOf, type TakePicture } from '../html/markdown.ts';
import { type Nodes, parseHtml, textOf } from '../html/parse.ts';
import { type About, attempt, type Choice, type Item, type Outcome, Unfit } from '../item/model.ts';
import { type Fields, fieldsOf } from './fields.ts';
import { readKept } from './kept.ts';
import { lettersIn, linesIn, listedIn } from './listed.ts';
import type { Note } from './model.ts';

/** What is asked, before its texts are put together. */
type Asked = Pick<Item, 'type' | 'key' | 'options'> & { stem: Nodes; rest: Nodes };

/** Reads a note as a question, or says why it is none. */
export function readNote(note: Note, picture: TakePicture): Outcome {
  const title = textOf(parseHtml(note.fields[0] ?? ''))
    .trim()
    .replace(/\s+/g, ' ')
    .slice(0, 100);
  const about: About = { id: note.guid, title, category: note.deck };
  return attempt(about, () => {
    const kept = readKept(note, about, picture);
    if (kept) return kept;
    if (note.type.isCloze)
      throw new Unfit('It is a cloze note, with gaps to fill in and nothing to choose from.');
    const fields = fieldsOf(note);
    if (!fields) throw new Unfit('Its note type has no field named Question or Front.');
    const changes = new Set<string>();
    const convert = ({ text, changes: own }: Converted) => {
      for (const change of own) changes.add(change);
      return text;
    };
    const line = (nodes: Nodes) => convert(lineOf(nodes, picture));
    const asked = fields.options.length >= 2 ? fromFields(fields, line, changes) : fromFront(fields, line);
    const rationale = [asked.rest, ...fields.rationale.map((html) => parseHtml(html))];
    const stem = convert(markdownOf(withoutSounds(asked.stem, changes), picture));
    if (stem === '') throw new Unfit('It has no text.');
    return {
      type: asked.type,
      key: asked.key,
      options: asked.options,
      prompts: [],
      stem,
      shuffle: asked.type !== 'true-false',
      rationale: rationale
        .map((nodes) => convert(markdownOf(withoutSounds(nodes, changes), picture)))
        .filter((text) => text !== '')
        .join('\n\n'),
      extra: { guid: note.guid, noteType: note.type.name, tags: note.tags },
      changes: [...changes],
    };
  });
}

/** A note with a field for each option, and one that says which are right. */
function fromFields(fields: Fields, line: (nodes: Nodes) => string, changes: Set<string>): Asked {
  const options = fields.options.map((html, i): Choice => ({ id: letterOf(i), text: line(parseHtml(html)) }));
  const filled = options.filter(({ text }) => text !== '');
  const right = rightIn(fields, options).filter((id) => filled.some((option) => option.id === id));
  if (right.length === 0) throw new Unfit('Its answer field matches none of its options.');
  if (fields.kind.trim() === '0')
    changes.add('each statement was marked right or wrong (Kprim); now candidates choose all the right ones');
  const isMultiple = right.length > 1 || ['0', '1'].includes(fields.kind.trim());
  return {
    type: isMultiple ? 'multiple' : 'single',
    options: filled,
    key: right,
    stem: parseHtml(fields.question),
    rest: [],
  };
}

/** The ids of the right options, by what the field of the answer says: bits, letters, numbers or their text. */
function rightIn({ answer, options: htmls }: Fields, options: readonly Choice[]): string[] {
  const text = textOf(parseHtml(answer)).trim();
  const parts = text.split(/[\s,;|&]+/).filter((part) => part !== '');
  const areBits = parts.length >= htmls.length && parts.every((part) => /^[01]$/.test(part));
  if (areBits && parts.length > 1) return options.filter((_, i) => parts[i] === '1').map(({ id }) => id);
  const same = options.filter((_, i) => textOf(parseHtml(htmls[i]!)).trim() === text);
  if (same.length > 0) return same.map(({ id }) => id);
  if (parts.every((part) => /^\d$/.test(part)))
    return parts.flatMap((part) => options[Number(part) - 1]?.id ?? []);
  const letters = lettersIn(text) ?? (/^[A-H]{2,8}$/.test(text) ? [...text] : []);
  return letters.flatMap((letter) => options[letter.charCodeAt(0) - 65]?.id ?? []);
}

/** A note whose front lists the options, or says something that is true or false. */
function fromFront(fields: Fields, line: (nodes: Nodes) => string): Asked {
  const front = parseHtml(fields.question);
  const back = parseHtml(fields.answer);
  const lines = linesIn(back);
  const [first = []] = lines;
  const rest = lines.slice(1).flatMap((each) => [...each, { name: 'br', attributes: {}, children: [] }]);
  const said = textOf(first).trim();
  const truth = /^(true|false)\.?$/i.exec(said)?.[1]?.toLowerCase();
  const listed = listedIn(front);
  if (!listed && truth) return { type: 'true-false', key: [truth], options: trueFalse(), stem: front, rest };
  if (!listed) throw new Unfit('It is a plain note: it has a front and a back, but nothing to choose from.');
  const options = listed.options.map(({ nodes }, i): Choice => ({ id: letterOf(i), text: line(nodes) }));
  const texts = listed.options.map(({ nodes }) => textOf(nodes).trim());
  const same = options.filter((_, i) => texts[i] === said).map(({ id }) => id);
  const letters = lettersIn(said)?.map((letter) => letter.toLowerCase()) ?? [];
  const right = same.length > 0 ? same : letters.filter((letter) => options.some(({ id }) => id === letter));
  if (right.length === 0) throw new Unfit('Its back matches none of the options on its front.');
  return { type: right.length > 1 ? 'multiple' : 'single', key: right, options, stem: listed.stem, rest };
}

function trueFalse(): Choice[] {
  return [
    { id: 'true', text: 'True' },
    { id: 'false', text: 'False' },
  ];
}

function letterOf(i: number): string {
  return String.fromCharCode(97 + i);
}

/** Sounds cannot be played in a question. */
function withoutSounds(nodes: Nodes, changes: Set<string>): Nodes {
  return nodes.map((node) => {
    if (typeof node !== 'string') return { ...node, children: [...withoutSounds(node.children, changes)] };
    const plain = node.replace(/\[(sound|anki:play):[^\]]*\]/g, '');
    if (plain !== node) changes.add('a sound was left out');
    return plain;
  });
}
