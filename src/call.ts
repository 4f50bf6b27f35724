import type { Options } from './arguments.ts';
import { Refusal } from './base/failure.ts';
import type { Progress } from './base/process/progress.ts';
import type { Environment } from './config.ts';

/** What a command is called with. */
export type Call = { environment: Environment; paths: string[]; options: Options; progress: Progress };

/** The one path that a command may be given. */
export function onePath(command: string, [path, another]: string[]): string | undefined {
  if (another !== undefined) throw new Refusal(`"${command}" takes one file: remove "${another}".`);
  return path;
}
