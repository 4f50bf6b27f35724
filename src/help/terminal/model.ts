/** A command line as its tables have it: what man pages and completions are made from. */
export type CommandLine = {
  commands: readonly CommandEntry[];
  options: readonly OptionEntry[];
};

/** A command, the options that it takes, and the words that may follow it. */
export type CommandEntry = {
  name: string;
  help: string;
  options: readonly string[];
  words: readonly string[];
  takesPaths: boolean;
};

/** An option; its value is `<file>`, `text|json` or the like, and empty where it takes none. */
export type OptionEntry = { name: string; short: string; value: string; help: string };

/** The words that may be the value of an option; none where it is a file, a folder or a day. */
export function choicesOf({ value }: OptionEntry): string[] {
  return value === '' || value.startsWith('<') ? [] : value.split('|');
}

/** Whether the value of an option is the path of a file or a folder. */
export function takesPath({ value }: OptionEntry): boolean {
  return value === '<file>' || value === '<folder>';
}
