import { lazy } from '../../base/lazy.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import type { Path } from '../model.ts';
import { insteadOf, schemaSentence } from './sentences.ts';
import { findUnmet, type Schema } from './unmet.ts';

type Finding = { keyword: string; path: Path; message: () => string };

/** Everything in a value that its schema does not allow. */
export function schemaFindings(schema: Schema, value: unknown): Finding[] {
  return findUnmet(schema, value).flatMap((unmet): Finding[] => {
    const { keyword, path, names } = unmet;
    if (keyword !== 'additionalProperties')
      return [{ keyword, path, message: () => schemaSentence(unmet, nameOf(path)) }];
    const known = lazy(() => Object.keys(unmet.schema.properties ?? {}));
    return names.map((name) => ({
      keyword,
      path: [...path, name],
      message: () => `Unknown field "${name}".${insteadOf(name, known()) || didYouMean(name, known())}`,
    }));
  });
}

function nameOf(path: Path): string {
  const [field, last] = path.slice(-2);
  if (typeof last === 'number') return `Entry ${last + 1} of "${field}"`;
  return path.length === 0 ? 'The file' : `"${path.at(-1)}"`;
}
