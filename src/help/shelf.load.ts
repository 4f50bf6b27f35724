import { readFileSync } from 'node:fs';
import { folderOf } from '../base/installation.ts';
import { lazy } from '../base/lazy.ts';
import { entries } from './contents.ts';
import type { HelpPage } from './model.ts';
import { readHelp } from './parse.ts';

/** Every page of the help, read from the files of this Etude. */
export const helpPages: () => readonly HelpPage[] = lazy(() =>
  entries.map(({ name, file }) => readHelp(name, readFileSync(folderOf(file), 'utf8'))),
);
