import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatQuestions } from '../../bank/files/format.ts';
import { checkFiles, readBank } from '../../bank/files/load.ts';
import type { Question } from '../../bank/model.ts';
import { parseQuestions, readBankFile } from '../../bank/parse/parse.ts';
import { type SourcePicture, shelvesOf } from '../../bank/pictures/picture.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { type BankFile, isLanguage } from '../../bank/schema/taxonomy.ts';
import { codeOf } from '../../base/data/files.ts';
import { Refusal } from '../../base/failure.ts';
import { folderOf, isBuiltIn } from '../../base/installation.ts';
import { createChanges } from './changes.door.ts';
import { directoryOf } from './identity.ts';
import { type About, contentOf, type Ground, type Incoming, type Intake, type Updates } from './intake.ts';

/** The bank that questions go into; a new one has no files yet. */
export type Target = { folder: string; ground: Ground; bank?: BankFile; texts: ReadonlyMap<string, string> };

/** Looks at the folder that questions go into: a bank without problems, or a new or empty folder. */
export function openTarget(folder: string): Target {
  if (isBuiltIn(folder))
    throw new Refusal('The bank that comes with Etude cannot be changed: name a folder with --into.');
  if (!existsSync(join(folder, 'bank.json'))) {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new Refusal(
        `${folder} holds files but no bank.json: name a bank, or a new or empty folder, with --into.`,
      );
    return { folder, ground: groundOf([], []), texts: new Map() };
  }
  const files = readBank(folder);
  const { problems, questions } = checkFiles(files);
  if (problems.length > 0)
    throw new Refusal(
      `The bank in ${folder} has problems: "etude check ${folder}" lists them. Fix them first.`,
    );
  const texts = new Map(files.files.map(({ path, text }) => [path, text]));
  const bank = readBankFile(files.files.find(({ path }) => path === 'bank.json')!).value;
  return { folder, ground: groundOf(questions, files.pictures), bank, texts };
}

function groundOf(questions: readonly Question[], pictures: readonly SourcePicture[]): Ground {
  const shelves = [...shelvesOf(pictures, new Map())].map(([folder, { shelf }]) => [folder, shelf] as const);
  const ground = {
    ids: new Set<string>(),
    contents: new Map<string, string>(),
    counts: new Map<string, number>(),
    find: directoryOf(questions),
    shelves: new Map(shelves),
  };
  for (const question of questions) {
    for (const id of [question.id, ...question.formerly]) ground.ids.add(id);
    ground.contents.set(contentOf(question), question.id);
    ground.counts.set(question.objective, (ground.counts.get(question.objective) ?? 0) + 1);
  }
  return ground;
}

/**
 * Writes what came in: pictures, then questions, then bank.json, so that a server never sees half of it. A write that
 * fails leaves everything as it was.
 */
export function writeInto(target: Target, title: string, intake: Intake): void {
  const changes = createChanges();
  try {
    writeAll(target, title, intake, changes);
  } catch (error) {
    if (!changes.takeBack())
      throw new Refusal(
        `${target.folder} cannot be written to, and the changes could not be undone: restore the folder from your own copy, and import again.`,
      );
    throw refusalOf(target.folder, error);
  }
}

/** What is said of a write that failed; an error of our own is thrown on. */
function refusalOf(folder: string, error: unknown): unknown {
  if (error instanceof Refusal || !(error instanceof Error && 'code' in error)) return error;
  return new Refusal(
    `${folder} cannot be written to (${codeOf(error)}): free some space or correct its permissions, and import again. Nothing was changed.`,
  );
}

function writeAll(
  { folder, bank, texts }: Target,
  title: string,
  intake: Intake,
  { makeFolder, make, replace }: ReturnType<typeof createChanges>,
): void {
  const write = (path: string, content: string) => {
    const before = texts.get(path);
    const name = join(folder, path);
    makeFolder(dirname(name));
    if (before === undefined) make(name, content);
    else replace(name, before, content);
  };
  for (const [path, bytes] of intake.pictures) {
    const name = join(folder, path);
    makeFolder(dirname(name));
    // A picture of this name has this content, by its checksum.
    if (!existsSync(name)) make(name, bytes);
  }
  const added = new Map(intake.incoming().map(({ objective, questions }) => [objective, questions]));
  for (const objective of new Set([...added.keys(), ...intake.updates.keys()]))
    writeObjective(objective, added.get(objective) ?? [], intake.updates.get(objective), texts, write);
  if (!bank) for (const name of schemas) write(name, readFileSync(join(folderOf('questions'), name), 'utf8'));
  const whole = withObjectives(bank ?? intake.bank() ?? newBank(title, intake.about), intake.incoming());
  write('bank.json', `${JSON.stringify(whole, null, 2)}\n`);
}

const schemas = ['bank.schema.json', 'questions.schema.json'];

/** A bank with the title and the language that its first file gives it, or the title of that file. */
function newBank(fileTitle: string, { title = fileTitle, language }: About): BankFile {
  const named = title.trim().slice(0, 120) || fileTitle;
  const spoken = isLanguage(language) ? { language } : {};
  return {
    $schema: './bank.schema.json',
    title: named,
    ...spoken,
    profile: 'plain',
    domains: [],
  } as BankFile;
}

function writeObjective(
  objective: string,
  added: readonly AuthoredQuestion[],
  updates: Updates | undefined,
  texts: ReadonlyMap<string, string>,
  write: (path: string, content: string) => void,
): void {
  const path = `${objective.replace('.', '/')}.json`;
  const before = texts.get(path);
  const file = before
    ? (JSON.parse(before) as { questions: AuthoredQuestion[] })
    : { $schema: '../questions.schema.json', questions: [] };
  const questions = file.questions.map((each) => ({ ...each, ...updates?.get(each.id) }));
  const text = `${JSON.stringify({ ...file, questions: [...questions, ...added] }, null, 2)}\n`;
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
