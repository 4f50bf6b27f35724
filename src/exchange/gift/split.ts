/** A block of a GIFT file: the text between two blank lines, and what its comments say. */
export type Block = { line: number; text: string; comments: string[]; isTorn: boolean };

/** The blocks of a GIFT file. A blank line between braces ends none, as long as the braces end before the next ones begin. */
export function blocksOf(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [i, line] of lines.entries()) {
    const comment = /^\s*\/\/(.*)$/.exec(line)?.[1];
    if (line.trim() === '' && open && isOpen(open.text) && closesBefore(lines, i)) open.isTorn = true;
    else if (line.trim() === '') open = undefined;
    else {
      if (!open) {
        open = { line: i + 1, text: '', comments: [], isTorn: false };
        blocks.push(open);
      }
      if (comment === undefined) open.text += `${line}\n`;
      else open.comments.push(comment.trim());
      if (/^\s*\$CATEGORY:/.test(line)) open = undefined;
    }
  }
  return blocks.filter((block) => block.text.trim() !== '');
}

const bare = (text: string) => text.replace(/\\./g, '');

function isOpen(text: string): boolean {
  const signs = bare(text);
  return signs.lastIndexOf('{') > signs.lastIndexOf('}');
}

function closesBefore(lines: readonly string[], from: number): boolean {
  for (let i = from; i < Math.min(lines.length, from + 200); i++) {
    const [first] = /[{}]/.exec(bare(lines[i]!)) ?? [];
    if (first) return bare(lines[i]!).trimStart().startsWith('::') ? false : first === '}';
  }
  return false;
}

const escapes = ':#={}~n\\';

/** A text in which no escaped sign is taken for a mark of GIFT: each becomes a character that no text has. */
export function hide(text: string): string {
  return text.replace(/\\([:#={}~n\\])/g, (_, sign: string) =>
    String.fromCharCode(0xe000 + escapes.indexOf(sign)),
  );
}

/** The text with the signs that were hidden. */
export function reveal(text: string): string {
  return text
    .replace(/[\ue000-\ue007]/g, (sign) => escapes[sign.charCodeAt(0) - 0xe000]!.replace('n', '\n'))
    .trim();
}
