/** Text written so that Markdown shows every sign of it. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, '\\\\')
    .replace(/`/g, '\\`')
    .replace(/\*+|_+/g, escapeRun)
    .replace(/\](?=\()/g, '\\]')
    .replace(/&(?=#?\w+;)/g, '\\&');
}

/** A run of stars or lines, unless it stands by itself or, for lines, within a word: it could begin or end emphasis. */
function escapeRun(run: string, at: number, text: string): string {
  const [before = ' ', after = ' '] = [text[at - 1], text[at + run.length]];
  const isAlone = /\s/.test(before) && /\s/.test(after);
  const isInWord = run.startsWith('_') && /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
  return isAlone || isInWord ? run : run.replace(/./g, '\\$&');
}

/** The same where the text begins a line: no sign makes it a list, a heading or a block of code. */
export function escapeStart(line: string): string {
  return line
    .replace(/^([-+])(?=\s|$)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^~~~/, '\\~~~');
}

/** A piece of code between as many backticks as it takes. */
export function inlineCode(code: string): string {
  if (code.trim() === '') return '';
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const ticks = '`'.repeat(longest + 1);
  const padding = /^`|`$|^ .* $/.test(code) ? ' ' : '';
  return `${ticks}${padding}${code}${padding}${ticks}`;
}

/** A block of code between as many backticks as it takes. */
export function fencedCode(code: string, language = ''): string {
  const longest = Math.max(2, ...(code.match(/^\s*`{3,}/gm) ?? []).map((run) => run.trim().length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${code.replace(/^\n|\n\s*$/g, '')}\n${ticks}`;
}

const raised = new Map([...'0123456789+-=()ni'].map((sign, i) => [sign, [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ'][i]!]));
const lowered = new Map(
  [...'0123456789+-=()aeoxhklmnpst'].map((sign, i) => [sign, [...'₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜ'][i]!]),
);

/** A raised or lowered text in characters of its own where there are some, else after ^ or _. */
export function shifted(text: string, isRaised: boolean): string {
  const signs = [...text].map((sign) => (isRaised ? raised : lowered).get(sign));
  if (text === '' || signs.every((sign) => sign !== undefined)) return signs.join('');
  const mark = isRaised ? '^' : '_';
  return text.length > 1 ? `${mark}(${text})` : `${mark}${text}`;
}
