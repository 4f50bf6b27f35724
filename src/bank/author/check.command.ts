import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { openReadOnly } from '../../base/data/handle.ts';
import { inspect, isBehind, type Migration } from '../../base/data/migrate.ts';
import { createDatabase } from '../../base/data/sqlite.ts';
import { Refusal } from '../../base/failure.ts';
import { type BankFiles, byPlace } from '../files/check.ts';
import { checkFiles, readBank } from '../files/load.ts';
import { botsTable, winners } from '../lint/bots.ts';
import { coverageTables } from '../lint/coverage.ts';
import type { Finding } from '../lint/lint.ts';
import { weigh } from '../lint/policy.ts';
import { rulesText } from '../lint/rules/rules.ts';
import type { Problem, Question } from '../model.ts';
import { findPartings } from '../past/gone.load.ts';
import type { Parting } from '../past/gone.ts';
import { bankStore } from '../past/store.ts';
import { type AuthorView, buildAuthorView } from './author-view.ts';
import { problemLines } from './lines.ts';
import { byRule, countLine, firstOfEachRule, moreLine, mostOfRule } from './summary.ts';

/** What a command prints, and whether it failed. */
export type Outcome = { text: string; failed: boolean };

/** What `etude check` shows of a bank. */
export type View = 'findings' | 'rules' | 'bots' | 'coverage';

/** The arguments of `etude check`. */
type CheckCall = {
  paths: readonly string[];
  view: View;
  format: 'text' | 'json';
  /** Whether warnings fail too. */
  strict: boolean;
  /** Whether every finding is listed. */
  isWhole: boolean;
  /** A day such as 2026-11-24. */
  today: string;
  /** The folder of a server's data to compare keys with. */
  data: string | undefined;
  migrations: readonly Migration[];
};

/** `etude check`: what is wrong at or under the paths, or one view of the banks they belong to. */
export async function check(call: CheckCall): Promise<Outcome> {
  if (call.view === 'rules') return { text: rulesText(), failed: false };
  const folders = banksOf(call.paths);
  const banks = folders.map(readBank);
  const { stored, partings } =
    call.data === undefined ? nothingStored : await lookBeside(call.data, call.migrations, banks);
  const authorViews = banks.map((files) => buildAuthorView(files, call.today, stored));
  if (call.view === 'bots') return showBots(authorViews);
  if (call.view === 'coverage') return showCoverage(authorViews);
  const isWanted = within(call.paths);
  // A broken bank does not show which questions have gone.
  const gone = authorViews.some((each) => each.isHeldBack)
    ? []
    : weigh(
        authorViews[0]!.policy,
        partings.map((each) => goneFinding(each, authorViews, join(folders[0]!, 'bank.json'))),
      );
  const findings = [...authorViews.flatMap((each) => each.findings), ...gone].filter(isWanted).sort(byPlace);
  const waived = authorViews.flatMap((each) => each.waived).filter(isWanted).length;
  const files = authorViews.flatMap((each) => each.files).filter(isWanted);
  const questions = files.reduce((sum, file) => sum + file.questions, 0);
  return {
    text:
      call.format === 'json'
        ? JSON.stringify(findings, null, 2)
        : [
            ...findingLines(findings, call.isWhole),
            ...authorViews.flatMap((each) => each.departures),
            countLine(questions, findings, waived),
          ].join('\n'),
    failed: findings.some(({ level }) => level === 'error' || call.strict),
  };
}

function findingLines(findings: readonly Finding[], isWhole: boolean): string[] {
  if (findings.length === 0) return [];
  const { listed, more } = firstOfEachRule(findings, isWhole ? findings.length : mostOfRule);
  const isWorthCounting = findings.length > 1 && findings.some(({ rule }) => rule !== undefined);
  return [
    problemLines(listed),
    ...(isWorthCounting ? ['', byRule(findings), ''] : []),
    ...(more > 0 ? [moreLine(more)] : []),
  ];
}

function showBots(authorViews: readonly AuthorView[]): Outcome {
  const scores = authorViews.map((each) => each.scores());
  return {
    text: scores.map(botsTable).join('\n\n'),
    failed: scores.some((each) => winners(each).length > 0),
  };
}

function showCoverage(authorViews: readonly AuthorView[]): Outcome {
  return { text: authorViews.map((each) => coverageTables(each.coverage())).join('\n\n'), failed: false };
}

/** A warning at the question that resembles one that has gone, or at bank.json. */
function goneFinding(
  { message, like }: Parting,
  authorViews: readonly AuthorView[],
  bankFile: string,
): Finding {
  const successor = authorViews
    .flatMap((each) => each.questions)
    .find(({ question }) => question.id === like?.id);
  const place = successor ?? { file: bankFile, line: 1 };
  return { file: place.file, line: place.line, column: 1, level: 'warning', rule: 'gone', message };
}

type Beside = { stored: Question[]; partings: Parting[] };
const nothingStored: Beside = { stored: [], partings: [] };

/** The texts that a server has stored of the same questions in the same edition, and which of its questions have gone. */
async function lookBeside(
  folder: string,
  migrations: readonly Migration[],
  banks: readonly BankFiles[],
): Promise<Beside> {
  const file = join(folder, 'etude.db');
  const which = 'name the folder that a server uses as ETUDE_DATA';
  if (!existsSync(folder)) throw new Refusal(`--data: there is no folder ${folder}: ${which}.`);
  if (!existsSync(file)) throw new Refusal(`--data: there is no etude.db in ${folder}: ${which}.`);
  inspect(file, migrations);
  const handle = openReadOnly(file);
  try {
    if (isBehind(handle, migrations))
      throw new Refusal(
        `--data: ${file} is from an earlier version of Etude: start the server once to bring it up to date.`,
      );
    const questions = banks.flatMap((files) => checkFiles(files).questions);
    const texts = bankStore(createDatabase(handle));
    const partings = await findPartings(texts, await texts.everLive(), questions);
    return { stored: await texts.sameEdition(questions), partings };
  } finally {
    handle.close();
  }
}

/** The folders of the banks that paths belong to: a path is a bank's folder, a folder in it or a file. */
export function banksOf(paths: readonly string[]): string[] {
  return [...new Map(paths.map(bankFolderOf).map((folder) => [resolve(folder), folder])).values()];
}

/**
 * Whether a problem is at or under one of the paths. Problems of bank.json and facts.json always count, because
 * everything else is judged by them.
 */
function within(paths: readonly string[]): (problem: Pick<Problem, 'file'>) => boolean {
  const grounds = banksOf(paths).flatMap((folder) => [join(folder, 'bank.json'), join(folder, 'facts.json')]);
  const all = [...paths, ...grounds];
  const wanted = all.map((path) => resolve(path));
  return ({ file }) => wanted.some((path) => resolve(file) === path || resolve(file).startsWith(path + sep));
}

function bankFolderOf(path: string): string {
  if (!existsSync(path)) throw new Refusal(`There is no file or folder ${path}.`);
  const start = statSync(path).isDirectory() ? path : dirname(path);
  for (let folder = start; ; folder = join(folder, '..')) {
    if (existsSync(join(folder, 'bank.json'))) return folder;
    if (resolve(folder) === resolve(folder, '..')) return start;
  }
}
