import type { Outcome } from '../item/model.ts';

/** Where a question goes in a bank: its domain and objective, with the titles that learners see. */
export type Spot = { domain: string; domainTitle: string; objective: string; title: string };

/** The part of an id that a title gives; empty where it has no letters of the Latin alphabet. */
export function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

/** Gives each category of a file its place: the outermost is the domain, the rest is the objective. */
export function createPlaces(fileTitle: string) {
  const slugs = new Map<string, string>();
  const slug = (scope: string, title: string, fallback: string) =>
    slugs.getOrInsertComputed(`${scope}\n${title}`, () => {
      const taken = new Set([...slugs].filter(([key]) => key.startsWith(`${scope}\n`)).map(([, id]) => id));
      const wanted = slugOf(title) || fallback;
      for (let n = 1; ; n++) {
        const id = n === 1 ? wanted : `${wanted.slice(0, 36)}-${n}`;
        if (!taken.has(id)) return id;
      }
    });
  return (outcome: Outcome): Spot => {
    const own = 'reason' in outcome ? undefined : outcome.rest?.objective;
    const [first = fileTitle, ...rest] = outcome.category
      .map((each) => each.trim())
      .filter((each) => each !== '');
    const title = rest.length > 0 ? rest.join(' / ') : first;
    const given = /^([a-z][a-z0-9-]{0,39})\.([a-z0-9-]+)$/.exec(own ?? '');
    const domain = given?.[1] ?? slug('', first, 'imported');
    const name = given?.[2] ?? slug(domain, rest.join(' / '), 'general');
    return {
      domain,
      domainTitle: first.slice(0, 120),
      objective: `${domain}.${name}`,
      title: title.slice(0, 120),
    };
  };
}
