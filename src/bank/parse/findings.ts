import type { TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { Settings } from 'typebox/system';
import { lazy } from '../../base/lazy.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import type { Path } from '../model.ts';
import { insteadOf, schemaSentence } from './sentences.ts';

type Finding = { keyword: string; path: Path; message: () => string };

/** More errors than an author would read; the library stops at eight by default. */
const manyErrors = 1_000;

function errorsOf(validator: Validator, value: unknown, maxErrors: number): TLocalizedValidationError[] {
  Settings.Set({ maxErrors });
  const errors = validator.Errors(value) as TLocalizedValidationError[];
  return errors.filter(({ keyword }) => keyword !== 'boolean');
}

/** Everything in a value that its schema does not allow. */
export function schemaFindings(validator: Validator, schema: TSchema, value: unknown): Finding[] {
  if (validator.Check(value)) return [];
  const some = errorsOf(validator, value, manyErrors);
  // The library reports an unknown name twice; the last report lists all of them.
  return (some.length > 0 ? some : errorsOf(validator, value, Number.MAX_SAFE_INTEGER)).flatMap(
    (finding): Finding[] => {
      const { keyword } = finding;
      const path = toPath(finding.instancePath);
      const unmet = at(schema, finding.schemaPath);
      if (keyword !== 'additionalProperties')
        return [
          { keyword, path, message: () => schemaSentence(finding, nameOf(path), unmet.patternErrorMessage) },
        ];
      const known = lazy(() => Object.keys(unmet.properties ?? {}));
      return finding.params.additionalProperties.map((name) => ({
        keyword,
        path: [...path, name],
        message: () => `Unknown field "${name}".${insteadOf(name, known()) || didYouMean(name, known())}`,
      }));
    },
  );
}

function nameOf(path: Path): string {
  const [field, last] = path.slice(-2);
  if (typeof last === 'number') return `Entry ${last + 1} of "${field}"`;
  return path.length === 0 ? 'The file' : `"${path.at(-1)}"`;
}

function toPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

type Unmet = { patternErrorMessage?: string; properties?: object };

/** The part of a schema that a path such as `#/properties/id` names. */
function at(schema: TSchema, schemaPath: string): Unmet {
  return toPath(schemaPath.slice(1)).reduce(
    (node, key) => (node as Record<string, TSchema>)[String(key)]!,
    schema,
  );
}
