import { check, type View } from './bank/author/check.command.ts';
import { addQuestion, fmt } from './bank/author/new.command.ts';
import { unpackBank } from './bank/author/unpack.command.ts';
import { requireBank } from './bank/files/load.ts';
import { readMigrations } from './base/data/migrate.ts';
import { Refusal } from './base/failure.ts';
import { folderOf } from './base/installation.ts';
import { didYouMean } from './base/text/nearest.ts';
import { isoDay } from './base/time.ts';
import { realWorld } from './base/world.ts';
import { type Call, onePath } from './call.ts';
import { type Environment, readConfig } from './config.ts';
import { exportBank } from './exchange/export/export.command.ts';
import { importFile } from './exchange/import/import.command.ts';
import { type CommandResult, resultOf } from './result.ts';

/** `etude check`. */
export async function checkQuestions({ environment, paths, options }: Call): Promise<CommandResult> {
  const { format = 'text', strict = false, all = false, today, data } = options;
  if (format !== 'text' && format !== 'json') {
    throw new Refusal(`--format is "${format}": use text or json.${didYouMean(format, ['text', 'json'])}`);
  }
  const views = (['rules', 'bots', 'coverage'] as const).filter((view) => options[view]);
  if (views.length > 1)
    throw new Refusal(`--${views[0]} and --${views[1]} cannot be used together: choose one.`);
  const view: View = views[0] ?? 'findings';
  const ofFindings = (['format', 'strict', 'all', 'data', 'today'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (view !== 'findings' && ofFindings)
    throw new Refusal(`--${view} and --${ofFindings} cannot be used together: choose one.`);
  const migrations = readMigrations(folderOf('migrations'));
  const call = { view, format, strict, isWhole: all, data, migrations, today: dayOf(today) } as const;
  return resultOf(await check({ ...call, paths: pathsOr(environment, paths) }));
}

/** `etude fmt`. */
export function formatQuestions({ environment, paths }: Call): CommandResult {
  return resultOf(fmt(pathsOr(environment, paths)));
}

/** `etude new`. */
export function newQuestion({ environment, paths }: Call): CommandResult {
  if (paths.length > 1) throw new Refusal(`"new" takes one objective: remove "${paths[1]}".`);
  return resultOf(addQuestion(readConfig(environment).questions, paths[0], dayOf(undefined)));
}

/** `etude import`. */
export async function importQuestions({
  environment,
  paths,
  options,
  progress,
}: Call): Promise<CommandResult> {
  return resultOf(
    await importFile({
      path: onePath('import', paths),
      into: options.into ?? readConfig(environment).questions,
      isDry: options['dry-run'] ?? false,
      showsAll: options.all ?? false,
      progress,
    }),
  );
}

/** `etude export`: the bank goes to a file or to standard output, and what is said of it to standard error. */
export function exportQuestions(
  { environment, paths: [format, file, another], options, progress }: Call,
  isTerminal: boolean,
): CommandResult {
  if (another !== undefined) throw new Refusal(`"export" takes a format and one file: remove "${another}".`);
  const { questions: folder } = readConfig(environment);
  const showsAll = options.all ?? false;
  const { pieces, report } = exportBank({
    folder,
    format,
    file,
    isTerminal,
    showsAll,
    progress,
    now: realWorld.now(),
  });
  return { status: 0, stdout: file === undefined ? '' : `Wrote ${file}.\n`, stderr: `${report}\n`, pieces };
}

/** The paths that are given, or the folder of the bank. */
function pathsOr(environment: Environment, paths: string[]): string[] {
  const { questions: folder } = readConfig(environment);
  if (paths.length > 0) return paths;
  requireBank(folder);
  return [folder];
}

/** The day that is given, or today's. */
function dayOf(text: string | undefined): string {
  if (text === undefined) return isoDay(realWorld.now());
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new Refusal(`--today is "${text}": use a date, such as 2026-06-30.`);
  }
}

/** `etude questions`, which has one verb. */
export function unpackQuestions({ paths: [verb, folder, ...more] }: Call): CommandResult {
  if (verb === undefined) throw new Refusal('questions: run "etude questions unpack <folder>".');
  if (verb !== 'unpack')
    throw new Refusal(`questions: there is no "questions ${verb}".${didYouMean(verb, ['unpack'])}`);
  if (more.length > 0) throw new Refusal(`"questions unpack" takes one folder: remove "${more[0]}".`);
  return resultOf(unpackBank(folder));
}
