import compiler from '@fastify/ajv-compiler';
import { expect } from 'vitest';

const compile = compiler()({}, { customOptions: { coerceTypes: false, removeAdditional: false } });

/** Expects a value to be exactly what a schema describes. */
export function expectFits(schema: object, value: unknown, what = ''): void {
  const check = compile({ schema, method: '', url: '', httpPart: '' }) as ((value: unknown) => boolean) & {
    errors?: unknown;
  };
  check(value);
  expect(check.errors ?? [], what).toEqual([]);
}
