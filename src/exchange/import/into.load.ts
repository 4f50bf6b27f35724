import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatQuestions } from '../../bank/files/format.ts';
import { checkFiles, readBank } from '../../bank/files/load.ts';
import { parseQuestions, readBankFile } from '../../bank/parse/parse.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import type { BankFile } from '../../bank/schema/taxonomy.ts';
import { codeOf, createFile, replaceFile } from '../../base/data/files.ts';
import { Refusal } from '../../base/failure.ts';
import { folderOf, isBuiltIn } from '../../base/installation.ts';
import { contentOf, type Ground, type Incoming, type Intake } from './intake.ts';

/** The bank that questions go into; a new one has no files yet. */
export type Target = { folder: string; ground: Ground; bank?: BankFile; texts: ReadonlyMap<string, string> };

/** Looks at the folder that questions go into: a bank without problems, or a new or empty folder. */
export function openTarget(folder: string): Target {
  const ground: Ground = { ids: new Set(), contents: new Map(), counts: new Map() };
  if (isBuiltIn(folder))
    throw new Refusal('The bank that comes with Etude cannot be changed: name a folder with --into.');
  if (!existsSync(join(folder, 'bank.json'))) {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new Refusal(
        `${folder} holds files but no bank.json: name a bank, or a new or an empty folder, with --into.`,
      );
    return { folder, ground, texts: new Map() };
  }
  const files = readBank(folder);
  const { problems, questions } = checkFiles(files);
  if (problems.length > 0)
    throw new Refusal(
      `The bank in ${folder} has problems: "etude check ${folder}" lists them. Fix them first.`,
    );
  for (const question of questions) {
    for (const id of [question.id, ...question.formerly]) ground.ids.add(id);
    ground.contents.set(contentOf(question), question.id);
    ground.counts.set(question.objective, (ground.counts.get(question.objective) ?? 0) + 1);
  }
  const texts = new Map(files.files.map(({ path, text }) => [path, text]));
  const bank = readBankFile(files.files.find(({ path }) => path === 'bank.json')!).value;
  return { folder, ground, bank, texts };
}

/** Writes what came in: pictures, then questions, then bank.json, so that a server never sees half of it. */
export function writeInto({ folder, bank, texts }: Target, title: string, intake: Intake): void {
  const made: string[] = [];
  const replaced = new Map<string, string>();
  const write = (path: string, content: string | Buffer) => {
    const name = join(folder, path);
    mkdirSync(dirname(name), { recursive: true });
    if (typeof content !== 'string') {
      if (existsSync(name)) return;
      writeFileSync(name, content, { flag: 'wx' });
    } else if (existsSync(name)) {
      replaceFile(name, content);
      replaced.set(name, texts.get(path)!);
      return;
    } else createFile(name, content);
    made.push(name);
  };
  try {
    for (const [path, bytes] of intake.pictures) write(path, bytes);
    for (const objective of intake.incoming()) writeObjective(objective, texts, write);
    if (!bank) copySchemas(folder);
    write(
      'bank.json',
      `${JSON.stringify(withObjectives(bank ?? newBank(title), intake.incoming()), null, 2)}\n`,
    );
  } catch (error) {
    undo(made, replaced);
    throw new Refusal(
      `${folder} cannot be written (${codeOf(error)}): free some space or correct its permissions, and import again.`,
    );
  }
}

/** Takes away what was made and puts back what was replaced. */
function undo(made: readonly string[], replaced: ReadonlyMap<string, string>): void {
  for (const name of made) rmSync(name, { force: true });
  for (const [name, text] of replaced) replaceFile(name, text);
}

function copySchemas(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['bank.schema.json', 'questions.schema.json'])
    copyFileSync(join(folderOf('questions'), name), join(folder, name));
}

function newBank(title: string): BankFile {
  return { $schema: './bank.schema.json', title, profile: 'plain', domains: [] } as BankFile;
}

function writeObjective(
  { objective, questions }: Incoming,
  texts: ReadonlyMap<string, string>,
  write: (path: string, content: string) => void,
): void {
  const path = `${objective.replace('.', '/')}.json`;
  const before = texts.get(path);
  const file = before
    ? (JSON.parse(before) as { questions: AuthoredQuestion[] })
    : { $schema: '../questions.schema.json', questions: [] };
  const text = `${JSON.stringify({ ...file, questions: [...file.questions, ...questions] }, null, 2)}\n`;
  write(path, formatQuestions(parseQuestions(path, text), text) ?? text);
}

function withObjectives(bank: BankFile, incoming: readonly Incoming[]): BankFile {
  const domains = bank.domains.map((domain) => ({ ...domain, objectives: [...domain.objectives] }));
  for (const { domain, domainTitle, objective, title } of incoming) {
    let home = domains.find(({ id }) => id === domain);
    if (!home) {
      home = { id: domain, title: domainTitle, objectives: [] };
      domains.push(home);
    }
    if (!home.objectives.some(({ id }) => id === objective)) home.objectives.push({ id: objective, title });
  }
  return { ...bank, domains };
}
