import { type CommandLine, choicesOf } from './model.ts';

/** What bash reads to complete the words of a command line. */
export function bashCompletion({ commands, options }: CommandLine): string {
  const flags = (names: readonly string[]) => names.map((name) => `--${name}`).join(' ');
  const withValue = options.filter(({ value }) => value !== '');
  return `# Completion for bash: source <(etude completion bash)
_etude() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} command='' after=0 i
  COMPREPLY=()
  # Bash treats the = in --format=json as a separate word.
  if [[ $word == = ]]; then word=''; elif [[ $before == = ]]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${withValue.map(({ name }) => `--${name}`).join('|')})
        [[ \${COMP_WORDS[i + 1]} == = ]] && ((i++))
        ((i++)) ;;
      -*|=) ;;
      *) if [[ -z $command ]]; then command=\${COMP_WORDS[i]}; else ((after++)); fi ;;
    esac
  done
  case $before in
${withValue.map((option) => `    --${option.name}) COMPREPLY=($(compgen -W '${choicesOf(option).join(' ')}' -- "$word")); return ;;`).join('\n')}
  esac
  local words='' own=''
  case $command in
    '') words='${commands.map(({ name }) => name).join(' ')}' own='${flags(['env-file', 'help', 'version'])}' ;;
${commands.map(({ name, words, options: own }) => `    ${name}) words='${words.join(' ')}' own='${flags([...own, 'help'])}' ;;`).join('\n')}
  esac
  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$own" -- "$word"))
  elif ((after == 0)); then COMPREPLY=($(compgen -W "$words" -- "$word")); fi
}
complete -o default -F _etude etude`;
}
