import { type CommandEntry, type CommandLine, choicesOf, type OptionEntry, takesPath } from './model.ts';

/** What fish reads to complete the words of a command line. */
export function fishCompletion({ commands, options }: CommandLine): string {
  const ofCommand = commands.map(
    ({ name, help }) => `complete -c etude -n __fish_use_subcommand -a ${name} -d ${quoted(help)}`,
  );
  const rest = commands.flatMap((command) => [
    ...wordsOf(command),
    ...options
      .filter(({ name }) => command.options.includes(name) || name === 'help')
      .map((option) => flagOf(command, option)),
  ]);
  return [
    '# Completion for fish: etude completion fish > ~/.config/fish/completions/etude.fish',
    'complete -c etude -f',
    ...ofCommand,
    ...rest,
  ].join('\n');
}

const follows = (name: string) => `__fish_seen_subcommand_from ${name}`;

/** The words that may follow a command, and paths where it takes any. */
function wordsOf({ name, words, takesPaths }: CommandEntry): string[] {
  const line = (condition: string) => `complete -c etude -n ${quoted(`${follows(name)}${condition}`)}`;
  if (words.length === 0) return takesPaths ? [`${line('')} -F`] : [];
  const follow = follows(words.join(' '));
  return [`${line(`; and not ${follow}`)} -a ${quoted(words.join(' '))}`, `${line(`; and ${follow}`)} -F`];
}

function flagOf({ name }: CommandEntry, option: OptionEntry): string {
  const line = `complete -c etude -n ${quoted(follows(name))} -l ${option.name} -d ${quoted(option.help)}`;
  if (option.value === '') return line;
  const choices = choicesOf(option);
  if (choices.length > 0) return `${line} -x -a ${quoted(choices.join(' '))}`;
  return takesPath(option) ? `${line} -r -F` : `${line} -x`;
}

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
