import type { Nodes } from '../html/parse.ts';
import { textOf } from '../html/parse.ts';

/** A front with its options: what comes before them, and each of them with its letter. */
export type Listed = { stem: Nodes; options: { letter: string; nodes: Nodes }[] };

const breaking = /^(br|p|div|li|ul|ol|tr|table|h[1-6]|pre|blockquote)$/;

/** The lines of a field: what stands between breaks and in blocks. */
export function linesIn(nodes: Nodes): Nodes[] {
  const lines: Nodes[number][][] = [[]];
  for (const node of nodes) {
    if (typeof node === 'string' || !breaking.test(node.name)) lines.at(-1)!.push(node);
    else if (node.name === 'br') lines.push([]);
    else if (node.name === 'pre') lines.push([node], []);
    else lines.push(...linesIn(node.children).map((line) => [...line]), []);
  }
  return lines.filter((line) => textOf(line).trim() !== '' || line.some((node) => typeof node !== 'string'));
}

const lettered = /^\s*\(?([A-Ha-h])\s?[.):]\s+(?=\S)/;

/** Takes a field apart whose last lines are options: A) one, B) another. */
export function listedIn(nodes: Nodes): Listed | undefined {
  const lines = linesIn(nodes);
  const letters = lines.map((line) => lettered.exec(textOf(line))?.[1]?.toUpperCase());
  const start = letters.indexOf('A');
  const options = lines.slice(start);
  const isRow = options.every((_, i) => letters[start + i] === String.fromCharCode(65 + i));
  if (start < 1 || options.length < 2 || !isRow) return fromList(nodes);
  return {
    stem: lines.slice(0, start).flatMap((line) => [...line, { name: 'br', attributes: {}, children: [] }]),
    options: options.map((line, i) => ({ letter: letters[start + i]!, nodes: withoutLetter(line) })),
  };
}

/** Options as the items of the only list, which comes last. */
function fromList(nodes: Nodes): Listed | undefined {
  const lists = nodes.filter((node) => typeof node !== 'string' && /^[uo]l$/.test(node.name));
  const [list] = lists;
  const last = nodes.findLast((node) => typeof node !== 'string' || node.trim() !== '');
  if (lists.length !== 1 || typeof list !== 'object' || last !== list) return undefined;
  const items = list.children.filter((item) => typeof item !== 'string' && item.name === 'li');
  const stem = nodes.slice(0, nodes.indexOf(list));
  if (items.length < 2 || textOf(stem).trim() === '') return undefined;
  return {
    stem,
    options: items.map((item, i) => ({
      letter: String.fromCharCode(65 + i),
      nodes: typeof item === 'string' ? [item] : item.children,
    })),
  };
}

function withoutLetter(line: Nodes): Nodes {
  const [first, ...rest] = line;
  if (typeof first === 'string') return [first.replace(lettered, ''), ...rest];
  return first ? [{ ...first, children: [...withoutLetter(first.children)] }, ...rest] : [];
}

/** The letters that a back names first: B, or A, C; undefined where it names none. */
export function lettersIn(text: string): string[] | undefined {
  const [, row] =
    /^\s*(?:(?:the\s+)?(?:correct\s+)?(?:answers?|keys?|solution)\s*(?:is|are)?\s*[:=]?\s*)?\(?([A-Ha-h](?:\s*(?:,|;|&|\band\b|\+)\s*[A-Ha-h])*)\)?\s*(?:$|[.):\n\u2013-])/i.exec(
      text,
    ) ?? [];
  return row?.toUpperCase().match(/\b[A-H]\b/g) ?? undefined;
}
