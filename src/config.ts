import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { codeOf } from './base/data/files.ts';
import { Refusal } from './base/failure.ts';
import { didYouMean } from './base/text/nearest.ts';
import { type Setting, settings } from './settings.ts';

type ValueOf<S> = S extends { read(text: string): infer R } ? Extract<R, { value: unknown }>['value'] : never;

/** The settings' values. */
export type Config = { -readonly [K in keyof typeof settings]: ValueOf<(typeof settings)[K]> };

export type Environment = Record<string, string | undefined>;

/** The environment with what a file adds to it; what is set in the environment itself wins. */
export function withEnvFile(environment: Environment, file: string | undefined): Environment {
  if (file === undefined) return environment;
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')), ...environment };
  } catch (error) {
    throw new Refusal(`--env-file: ${file} cannot be read (${codeOf(error)}): name a settings file.`);
  }
}

/** Reads every setting; a wrong or unknown one is refused with the mend. */
export function readConfig(environment: Environment): Config {
  refuseUnknown(environment);
  const entries = Object.entries(settings).map(([key, setting]) => {
    const { name, value } = written(setting, environment);
    const result = setting.read(value);
    if ('mend' in result)
      throw new Refusal(
        `${name} is "${shown(setting, value)}": ${result.mend}.`.replace(/\.\.$|\?\.$/, (end) => end[0]!),
      );
    return [key, result.value];
  });
  return Object.fromEntries(entries) as Config;
}

/** Every setting with its present value; secrets lie in files, but for a password in an address, which is left out. */
export function describeConfig(environment: Environment) {
  return Object.values(settings).map((setting: Setting<unknown>) => {
    const { value } = written(setting, environment);
    return {
      name: setting.name,
      value: shown(setting, value),
      default: setting.default,
      help: setting.help,
    };
  });
}

const shown = (setting: Setting<unknown>, value: string) => setting.show?.(value) ?? value;

function written(setting: Setting<unknown>, environment: Environment): { name: string; value: string } {
  const name = [setting.name, ...(setting.also ?? [])].find((name) => environment[name] !== undefined);
  return name === undefined
    ? { name: setting.name, value: setting.default }
    : { name, value: environment[name]! };
}

function refuseUnknown(environment: Environment): void {
  const names = Object.values(settings).map(({ name }) => name);
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith('ETUDE_') && !names.includes(name as never),
  );
  if (unknown)
    throw new Refusal(
      `There is no setting ${unknown}.${didYouMean(unknown, names)} "etude config" lists them all.`,
    );
}

/** The file of the secret. */
export function secretFileOf({ secretFile, data }: Config): string {
  return secretFile || join(data, 'secret');
}
