import type { Entry } from './model.ts';

const page = (name: string): Entry => ({ name, file: `views/help/${name}.md` });

/** The table of contents: every page of the help, by its readers. */
export const contents: readonly { readers: string; entries: readonly Entry[] }[] = [
  { readers: 'For candidates', entries: [page('practising')] },
  {
    readers: 'For authors',
    // It lies beside the questions, so that it goes along when they are unpacked.
    entries: [{ name: 'questions', file: 'questions/README.md' }, page('banks')],
  },
  {
    readers: 'For self-hosters',
    entries: ['running', 'postgresql', 'backups', 'settings', 'promises'].map(page),
  },
  { readers: 'For reference', entries: ['commands', 'pages', 'speed', 'plan'].map(page) },
];

/** The pages in the order of the contents. */
export const entries: readonly Entry[] = contents.flatMap((part) => part.entries);
