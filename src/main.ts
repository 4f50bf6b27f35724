import { once } from 'node:events';
import { showVersion } from './about.ts';
import { readArguments } from './arguments.ts';
import { Refusal } from './base/failure.ts';
import { giveWay } from './base/process/child-process.ts';
import { surviveOutput } from './base/process/output.ts';
import { type Progress, progressBar, silent, toldOf } from './base/process/progress.ts';
import { didYouMean } from './base/text/nearest.ts';
import { commands, listed, showHelp } from './commands.ts';
import { type Environment, withEnvFile } from './config.ts';
import { type CommandResult, refusalOf } from './result.ts';

/** Commands that may take a minute beside a server, which goes first. */
const longCommands = new Set(['backup', 'drill', 'doctor']);

/** Runs the command line of this process. */
export async function main(): Promise<void> {
  surviveOutput((why) => {
    console.error(`The output could not be written (${why}): free some space, or write it elsewhere.`);
    process.exitCode = 1;
  });
  const args = process.argv.slice(2);
  const { progress, clear } = process.send
    ? toldOf((share) => process.send!(share))
    : progressBar(args[0] ?? '', process.stderr);
  if (longCommands.has(args[0] ?? '')) giveWay(process.pid);
  const { status, stdout, stderr } = await withPieces(await run(args, process.env, progress));
  clear();
  if (status !== 0) process.exitCode = status;
  process.stdout.write(stdout);
  process.stderr.write(stderr);
}

/** Prints what comes piece by piece, and waits for a reader that is slow. Returns what is still to be said. */
async function withPieces(result: CommandResult): Promise<CommandResult> {
  try {
    for (const piece of result.pieces ?? []) {
      if (process.stdout.errored) break;
      // A reader that has gone is told of elsewhere.
      if (!process.stdout.write(piece)) await once(process.stdout, 'drain').catch(() => {});
    }
    return result;
  } catch (error) {
    return refusalOf(error);
  }
}

/** Runs one command line to its end; only a server goes on after it. */
export async function run(
  args: string[],
  environment: Environment,
  progress: Progress = silent,
): Promise<CommandResult> {
  try {
    return await dispatch(args, environment, progress);
  } catch (error) {
    return refusalOf(error);
  }
}

async function dispatch(
  args: string[],
  environment: Environment,
  progress: Progress,
): Promise<CommandResult> {
  const { values, positionals } = readArguments(args);
  if (values.help) return showHelp();
  if (values.version) return showVersion(values.json);
  const [name = 'serve', ...paths] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    throw new Refusal(
      `There is no command "${name}".${didYouMean(name, Object.keys(listed))} "etude help" lists them.`,
    );
  }
  if (paths.length > 0 && !command.takesPaths) throw new Refusal(`"${name}" takes no "${paths[0]}".`);
  for (const option of Object.keys(values)) {
    if (!command.options.includes(option)) throw new Refusal(`"${name}" has no option --${option}.`);
  }
  return command.run({
    environment: withEnvFile(environment, values['env-file']),
    paths,
    options: values,
    progress,
  });
}
