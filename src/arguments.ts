import { parseArgs } from 'node:util';
import { Refusal } from './base/failure.ts';
import { didYouMean } from './base/text/nearest.ts';

/** Every option there is, with the help on it. */
export const options = {
  'env-file': {
    type: 'string',
    value: '<file>',
    help: 'Read settings from a file; environment variables override it.',
  },
  new: {
    type: 'boolean',
    value: '',
    help: 'Let serve start with an empty database; Etude keeps what is left of a lost one.',
  },
  demo: {
    type: 'boolean',
    value: '',
    help: 'Make serve show a learner with sixty days of practice, begin again every hour, and keep nothing.',
  },
  repair: {
    type: 'boolean',
    value: '',
    help: 'Make doctor rebuild cards, tallies and plans from the log.',
  },
  format: { type: 'string', value: 'text|json', help: 'How check prints problems.' },
  strict: { type: 'boolean', value: '', help: 'Make check fail on warnings too.' },
  all: {
    type: 'boolean',
    value: '',
    help: 'Make check, import and export list everything, not only the first 50 of each kind.',
  },
  today: { type: 'string', value: '<day>', help: 'The date that check uses to find out-of-date facts.' },
  data: {
    type: 'string',
    value: '<folder>',
    help: 'Make check compare keys with those stored on a server.',
  },
  rules: { type: 'boolean', value: '', help: 'Make check explain its rules.' },
  bots: { type: 'boolean', value: '', help: 'Make check show the scores of guessing strategies.' },
  coverage: {
    type: 'boolean',
    value: '',
    help: 'Make check count questions by fact, objective, concept and level.',
  },
  into: {
    type: 'string',
    value: '<folder>',
    help: 'The bank that import writes to; if the folder is new, it becomes a bank.',
  },
  'dry-run': { type: 'boolean', value: '', help: 'Make import report what it would do, and write nothing.' },
  yes: {
    type: 'boolean',
    value: '',
    help: 'Confirm that learner may merge or delete for good.',
  },
  to: {
    type: 'string',
    value: '<address|folder>',
    help: 'Where move copies everything: the address of a PostgreSQL database, or a data folder.',
  },
  man: { type: 'boolean', value: '', help: 'Make help print a man page.' },
  json: { type: 'boolean', value: '', help: 'Make version print JSON.' },
  help: { type: 'boolean', short: 'h', value: '', help: 'Show the help.' },
  version: { type: 'boolean', short: 'v', value: '', help: 'Show the version.' },
} as const;

/** The options that were given. */
export type Options = ReturnType<typeof readArguments>['values'];

/** Reads a command line; an option that is unknown or lacks its value is refused. */
export function readArguments(args: string[]) {
  const { tokens } = parseArgs({ args, options, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!Object.hasOwn(options, token.name)) {
      throw new Refusal(
        `There is no option ${token.rawName}.${didYouMean(token.name, Object.keys(options))} "etude help" lists them.`,
      );
    }
    const wantsValue = options[token.name as keyof typeof options].type === 'string';
    const looksLikeOption = !token.inlineValue && token.value?.startsWith('-');
    if (wantsValue && (!token.value || looksLikeOption))
      throw new Refusal(`${token.rawName} needs a value after it.`);
    if (!wantsValue && token.value !== undefined) throw new Refusal(`${token.rawName} takes no value.`);
  }
  return parseArgs({ args, options, allowPositionals: true });
}
