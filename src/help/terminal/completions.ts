import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import type { CommandLine } from './model.ts';
import { zshCompletion } from './zsh.ts';

/** The shells that Etude can be completed in, each with what makes its script. */
export const completions: Record<string, (line: CommandLine) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};
