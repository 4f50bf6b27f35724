import manifest from '../package.json' with { type: 'json' };
import { sqliteVersion } from './base/data/handle.ts';
import { isSingleFile } from './base/installation.ts';
import { describeConfig, type Environment, readConfig } from './config.ts';
import { type CommandResult, printedText, refusalOf } from './result.ts';

/** Every setting with its value, default and meaning; a setting that is refused is said on the error output. */
export function showConfig(environment: Environment): CommandResult {
  const lines = describeConfig(environment).map(({ name, value, default: fallback, help }) => {
    const isDefault = value === fallback ? 'the default' : `default ${fallback || 'not set'}`;
    return `${name} = ${value || '(not set)'}   [${isDefault}]\n    ${help}`;
  });
  const shown = printedText(lines.join('\n'));
  try {
    readConfig(environment);
    return shown;
  } catch (error) {
    return { ...refusalOf(error), stdout: shown.stdout };
  }
}

/** The version; as JSON also what Etude is made of. */
export function showVersion(json = false): CommandResult {
  const { version } = manifest;
  const { arch, platform, versions } = process;
  const parts = {
    version,
    singleFile: isSingleFile,
    node: versions.node,
    sqlite: sqliteVersion(),
    platform,
    arch,
  };
  return printedText(json ? JSON.stringify(parts, null, 2) : version);
}
