import AjvCompiler from '@fastify/ajv-compiler';
import { lazy } from '../lazy.ts';

type Build = ReturnType<typeof AjvCompiler>;
type Compile = ReturnType<Build>;
type Validate = { (data: unknown): unknown; errors?: unknown };

/**
 * Compiles the schema of a route when it is first asked for, by Fastify's own compiler: to compile all of them would be
 * a fifth of the start.
 */
export const compileLater: Build = (...given) => {
  const compile = lazy(() => AjvCompiler()(...given));
  const compileOne: (...definition: Parameters<Compile>) => Validate = (...definition) => {
    const made = lazy(() => compile()(...definition) as Validate);
    const validate: Validate = (data) => {
      const result = made()(data);
      validate.errors = made().errors;
      return result;
    };
    return validate;
  };
  return compileOne as Compile;
};
