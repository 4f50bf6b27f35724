import type AjvCompiler from '@fastify/ajv-compiler';
import { lazy } from '../lazy.ts';

type Build = ReturnType<typeof AjvCompiler>;
type Compile = ReturnType<Build>;
type Check = { (data: unknown): unknown; errors?: unknown };

/** One for any number of servers, so that each schema is compiled once. */
const factory = lazy(async () => (await import('@fastify/ajv-compiler')).default());

/**
 * Compiles the schema of a route when it is first asked for, by Fastify's own compiler, which is not even loaded before:
 * to load it and to compile every schema would be a fifth of the start.
 */
export const compileLater: Build = (schemas, options) => {
  // A test holds our schemas against the schema of schemas, which would take longer to compile than all of a page's.
  const quick = { ...options, customOptions: { ...options?.customOptions, validateSchema: false } };
  const compiling = lazy(async () => (await factory())(schemas, quick as typeof options));
  const compileOne = (...definition: Parameters<Compile>) => {
    let check: Check | undefined;
    const making = lazy(async () => {
      check = (await compiling())(...definition) as Check;
      return check;
    });
    return (data: unknown) =>
      check
        ? resultOf(check, data)
        : making().then((made) => resultOf(made, data).error && Promise.reject(made.errors));
  };
  return compileOne as Compile;
};

/** What Fastify takes from a validator at once; from one that takes its time it takes the errors as a rejection. */
function resultOf(check: Check, data: unknown): { error?: unknown } {
  return check(data) ? {} : { error: check.errors };
}

/** Writes what has no schema as JSON. No route of ours describes its replies, so Fastify's own compiler is not loaded. */
export const writePlainJson = () => () => (data: unknown) => JSON.stringify(data);
