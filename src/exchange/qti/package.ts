import type { Question } from '../../bank/model.ts';
import type { Outgoing } from '../item/format.ts';
import type { Xml } from '../xml/parse.ts';
import { el, lines, listOf } from '../xml/write.ts';

/** A file of a package: its type in the manifest, and the pictures that belong to it. */
export type Resource = { identifier: string; type: string; href: string; files: readonly string[] };

/** What a manifest says of itself. */
export type Profile = { xmlns: string; schema: string; schemaversion: string };

/** The manifest of a package; its first resource may be a test, which depends on the others. */
export function manifestOf(
  { xmlns, schema, schemaversion }: Profile,
  test: Resource | undefined,
  items: readonly Resource[],
): Xml {
  const dependencies = items.map(({ identifier }) => el('dependency', { identifierref: identifier }));
  return lines(
    'manifest',
    { xmlns, identifier: 'MANIFEST' },
    lines('metadata', {}, el('schema', {}, schema), el('schemaversion', {}, schemaversion)),
    el('organizations', {}),
    listOf('resources', {}, [
      ...(test ? [resource(test, dependencies)] : []),
      ...items.map((item) => resource(item, [])),
    ]),
  );
}

function resource({ identifier, type, href, files }: Resource, dependencies: readonly Xml[]): Xml {
  const named = [href, ...files].map((each) => el('file', { href: each }));
  return listOf('resource', { identifier, type, href }, [...named, ...dependencies]);
}

/** Questions below the titles of their domain and objective, in the order in which these come first. */
export function sectionsOf<T>(
  { taxonomy, questions }: Outgoing,
  make: (question: Question) => T,
): { title: string; inside: { title: string; inside: T[] }[] }[] {
  const domains = Map.groupBy(questions, ({ objective }) => objective.split('.')[0]!);
  return [...domains].map(([id, own]) => {
    const domain = taxonomy.domains.find((each) => each.id === id)!;
    const objectives = Map.groupBy(own, ({ objective }) => objective);
    return {
      title: domain.title,
      inside: [...objectives].map(([objective, those]) => ({
        title: domain.objectives.find((each) => each.id === objective)!.title,
        inside: those.map(make),
      })),
    };
  });
}

/** Where a picture of a question lies in a package. */
export function pathOf({ objective }: Question, name: string): string {
  return `pictures/${objective.split('.')[0]}/${name}`;
}
