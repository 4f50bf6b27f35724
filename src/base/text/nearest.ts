import { closestMatch } from 'leven';

/** No name is longer than this; comparing longer ones would take as long as the two lengths multiplied. */
const longest = 200;
/** Each search looks at all candidates, so a list of wrong names gets a hint for the first of them only. */
const mostHints = 100;

/** ` Did you mean "x"?` with the candidate nearest to what was written, or nothing when none is near. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  if (written.length > longest) return '';
  const names = candidates.filter(({ length }) => length <= longest);
  const near = closestMatch(written, names, { maxDistance: Math.floor(written.length / 2) });
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}

/** Hints for many names that are looked for among the same candidates: each name is looked for once. */
export function hintsAmong(candidates: Iterable<string>): (written: string) => string {
  const names = [...candidates];
  const hints = new Map<string, string>();
  return (written) => {
    if (hints.size >= mostHints) return hints.get(written) ?? '';
    return hints.getOrInsertComputed(written, () => didYouMean(written, names));
  };
}
