import { mkdirSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { createFile, replaceFile } from '../../base/data/files.ts';
import { Refusal } from '../../base/failure.ts';
import { isBuiltIn } from '../../base/installation.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import { harmless } from '../../base/text/words.ts';
import { judgeBank } from '../files/check.ts';
import { formatQuestions } from '../files/format.ts';
import { readBank } from '../files/load.ts';
import { nextId, skeleton } from '../files/skeleton.ts';
import { appendQuestion } from '../json/tree.ts';
import { parseQuestions } from '../parse/parse.ts';
import { banksOf, type Outcome } from './check.command.ts';
import { problemLines, warningLines } from './lines.ts';
import { count } from './summary.ts';

/** `etude fmt`: lays the files of questions at or under the paths out as usual. A broken file stays as it is. */
export function fmt(paths: readonly string[]): Outcome {
  const wanted = paths.map((path) => resolve(path));
  const isWanted = (name: string) =>
    wanted.some((path) => resolve(name) === path || resolve(name).startsWith(path + sep));
  const folders = banksOf(paths);
  for (const folder of folders) requireOwn('fmt', folder);
  const banks = folders.map(readBank);
  const files = banks
    .flatMap(({ files }) => files)
    .filter(({ path, name }) => isQuestions(path) && isWanted(name));
  const lines: string[] = [];
  const problems = banks.flatMap(({ unreadable }) => unreadable).filter(({ file }) => isWanted(file));
  for (const { name, text } of files) {
    const parsed = parseQuestions(name, text);
    const formatted = formatQuestions(parsed, text);
    problems.push(...parsed.problems);
    if (formatted === undefined || formatted === text) continue;
    replaceFile(name, formatted);
    lines.push(harmless(name));
  }
  const warnings = banks.flatMap((bank) => bank.warnings).filter(({ file }) => isWanted(file));
  lines.push(...warningLines(warnings));
  if (problems.length > 0) lines.push(problemLines(problems), 'Files with problems were left as they were.');
  return { text: [...lines, `${count(files.length, 'file')} read.`].join('\n'), failed: problems.length > 0 };
}

/** The bank inside the single file is for reading. */
function requireOwn(command: string, folder: string): void {
  if (!isBuiltIn(folder)) return;
  throw new Refusal(
    `${command}: the bank that comes with Etude cannot be changed: run "etude questions unpack <folder>" and set ETUDE_QUESTIONS to that folder.`,
  );
}

const isQuestions = (path: string) => path.endsWith('.json') && !['bank.json', 'facts.json'].includes(path);

/** `etude new`: appends a question to be filled in to the file of an objective, and says where. */
export function addQuestion(folder: string, objective: string | undefined, today: string): Outcome {
  requireOwn('new', folder);
  const { files, unreadable } = readBank(folder);
  const { taxonomy } = judgeBank(files.filter(({ path }) => path === 'bank.json'));
  const objectives = taxonomy.domains.flatMap((domain) => domain.objectives.map(({ id }) => id));
  const bankTrouble = unreadable.find(({ file }) => file === join(folder, 'bank.json'));
  if (bankTrouble) throw new Refusal(`new: ${problemLines([bankTrouble])}`);
  if (objectives.length === 0)
    throw new Refusal(`new: bank.json in ${folder} has problems: "etude check" lists them.`);
  if (objective === undefined)
    throw new Refusal(`new: name an objective, such as "etude new ${objectives[0]}".`);
  if (!objectives.includes(objective)) {
    const hint = didYouMean(objective, objectives) || ` bank.json lists ${objectives.join(', ')}.`;
    throw new Refusal(`new: there is no objective "${objective}".${hint}`);
  }
  const question = skeleton(
    nextId(
      objective,
      files.map(({ text }) => text),
    ),
    today,
  );
  const path = `${objective.replace('.', '/')}.json`;
  const name = join(folder, path);
  const file = files.find((each) => each.path === path);
  const trouble = unreadable.find(({ file }) => file === name || file === dirname(name));
  if (trouble)
    throw new Refusal(`new: ${name} cannot be read: "etude check" says why.\n${problemLines([trouble])}`);
  const before = file ? parseQuestions(name, file.text) : undefined;
  if (before && before.problems.length > 0)
    return {
      text: `${problemLines(before.problems)}\n${name} has problems: fix them first. Nothing was changed.`,
      failed: true,
    };
  const empty = '{\n  "$schema": "../questions.schema.json",\n  "questions": []\n}\n';
  const text = appendQuestion(file?.text ?? empty, question);
  if (file) replaceFile(name, text);
  else {
    mkdirSync(dirname(name), { recursive: true });
    createFile(name, text);
  }
  const { line } = parseQuestions(name, text).problemAt(
    ['questions', before?.value.questions.length ?? 0],
    '',
  );
  return { text: `${name}:${line}`, failed: false };
}
