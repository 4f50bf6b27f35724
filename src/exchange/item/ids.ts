/** The names that options get in Etude, by those they have in a file: as they are where that is possible, else letters. */
export function optionIds(identifiers: readonly string[]): ReadonlyMap<string, string> {
  const slugs = identifiers.map(slugOf);
  const isUsable = slugs.every((slug, i) => slug !== '' && slug.length <= 20 && slugs.indexOf(slug) === i);
  return new Map(identifiers.map((identifier, i) => [identifier, isUsable ? slugs[i]! : letter(i)]));
}

function slugOf(identifier: string): string {
  return identifier
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

function letter(i: number): string {
  return i < 26 ? String.fromCharCode(97 + i) : `o${i + 1}`;
}

/** The type of a question of which some options are right. */
export function choiceType(right: readonly string[]): 'single' | 'multiple' {
  return right.length > 1 ? 'multiple' : 'single';
}
