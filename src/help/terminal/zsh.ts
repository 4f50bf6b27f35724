import { type CommandEntry, type CommandLine, choicesOf, type OptionEntry, takesPath } from './model.ts';

/** What zsh reads to complete the words of a command line. */
export function zshCompletion({ commands, options }: CommandLine): string {
  const described = commands.map(({ name, help }) => quoted(`${name}:${help}`)).join('\n    ');
  return `#compdef etude
# Completion for zsh: put it into a folder of $fpath as _etude.
_etude() {
  local curcontext="$curcontext" state line
  local -a commands
  commands=(
    ${described}
  )
  _arguments -C '1:command:->command' '*::argument:->rest'
  case $state in
    command) _describe command commands ;;
    rest)
      case $words[1] in
${commands.map((command) => `        ${command.name}) _arguments ${specsOf(command, options).map(quoted).join(' ')} ;;`).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _etude ]]; then _etude "$@"; else compdef _etude etude; fi`;
}

/** What may follow a command: its options, then its words, then paths. */
function specsOf(
  { options: own, words, takesPaths }: CommandEntry,
  options: readonly OptionEntry[],
): string[] {
  const flags = options.filter(({ name }) => own.includes(name) || name === 'help').map(flagOf);
  const first = words.length > 0 ? [`1:word:(${words.join(' ')})`] : [];
  return [...flags, ...first, ...(takesPaths ? ['*:file:_files'] : [])];
}

function flagOf(option: OptionEntry): string {
  const said = `--${option.name}[${option.help.replaceAll(/[[\]:]/g, '\\$&')}]`;
  if (option.value === '') return said;
  const choices = choicesOf(option);
  if (choices.length > 0) return `${said}:value:(${choices.join(' ')})`;
  return `${said}:value:${takesPath(option) ? '_files' : ' '}`;
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
