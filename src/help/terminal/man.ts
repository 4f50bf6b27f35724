import type { CommandLine, OptionEntry } from './model.ts';

/** A setting as the man page shows it. */
type SettingEntry = { name: string; default: string; help: string };

/** The man page, in roff. */
export function manPage(
  { version, day }: { version: string; day: string },
  { commands, options }: CommandLine,
  settings: readonly SettingEntry[],
): string {
  const entry = (term: string, text: string) => ['.TP', term, markedUp(text)];
  return [
    `.TH ETUDE 1 ${day} "Etude ${version}"`,
    '.SH NAME',
    'etude \\- exam practice with spaced repetition',
    '.SH SYNOPSIS',
    '.B etude',
    '.RI [ command ]',
    '.RI [ option " ...]"',
    '.RI [ path " ...]"',
    '.SH DESCRIPTION',
    markedUp(
      'Etude serves practice questions and mock exams to browsers, and keeps its data in one folder. Without a command, it starts the server.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap(({ name, help, options: own, words }) => [
      ...entry(`.B ${escaped(name)}`, help),
      ...(words.length > 0 ? ['.br', markedUp(`It is followed by: ${words.join(', ')}.`)] : []),
      ...(own.length > 0 ? ['.br', markedUp(`Options: ${own.map((each) => `--${each}`).join(', ')}.`)] : []),
    ]),
    '.SH OPTIONS',
    ...options.flatMap((option) => entry(termOf(option), option.help)),
    '.SH ENVIRONMENT',
    ...settings.flatMap(({ name, default: fallback, help }) =>
      entry(`.B ${escaped(name)}`, `${help} Default: ${fallback || 'not set'}.`),
    ),
    '.SH EXIT STATUS',
    ...entry('.B 0', 'The command did what it was asked.'),
    ...entry('.B 1', 'It found something wrong, or could not do it.'),
    ...entry('.B 2', 'The command line or a setting is wrong.'),
    ...entry('.B 3', 'The database is from a newer version of Etude.'),
    '.SH SEE ALSO',
    markedUp('While Etude is running, its help is at /help, such as http://127.0.0.1:3000/help.'),
  ].join('\n');
}

function termOf({ name, short, value }: OptionEntry): string {
  const shown = short === '' ? `\\-\\-${escaped(name)}` : `\\-${short}, \\-\\-${escaped(name)}`;
  return value === '' ? `.B ${shown}` : `.BI "${shown} " "${escaped(value)}"`;
}

/** Text with bold code, in lines that are not too long and that roff does not take for requests. */
function markedUp(text: string): string {
  return wrapped(escaped(text).replaceAll(/`([^`]*)`/g, '\\fB$1\\fR'))
    .map((line) => line.replace(/^(?=[.'])/, '\\&'))
    .join('\n');
}

const wrapped = (text: string) => text.match(/(?:.{1,76}|\S+)(?= |$)/g)!.map((line) => line.trim());

const signs: Record<string, string> = {
  '\\': '\\e',
  '-': '\\-',
  '’': '\\(cq',
  '‘': '\\(oq',
  '“': '\\(lq',
  '”': '\\(rq',
  '…': '\\&...',
};

function escaped(text: string): string {
  return text.replaceAll(/[\\\-’‘“”…]/g, (sign) => signs[sign]!);
}
