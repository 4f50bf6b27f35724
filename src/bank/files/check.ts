import { atOnce, type Work } from '../../base/turns.ts';
import { repeatedIds, scatteredConcepts, unknownConfusions, unknownEnemies } from '../check/across.ts';
import { type Entry, type Placed, readQuestion } from '../check/question.ts';
import { blueprintProblems, taxonomyProblems } from '../check/taxonomy.ts';
import { readLesson } from '../lesson/lesson.ts';
import type { Lesson, Problem, ProblemAt, Question } from '../model.ts';
import { type ParsedQuestions, parsingQuestions, readBankFile } from '../parse/parse.ts';
import { withMore } from '../parse/slips.ts';
import { noPictures, type Shelf, type Shelves, type SourcePicture, shelvesOf } from '../pictures/picture.ts';
import { unusedPictures } from '../pictures/unused.ts';
import type { BankFile } from '../schema/taxonomy.ts';
import { objectiveOf, pathsOf, strayProblems } from './contents.ts';

/** A file of the bank as it was read; `path` counts from the bank's folder and has forward slashes. */
export type SourceFile = { path: string; name: string; text: string };

/** A bank's files judged together: every problem, and the questions and lessons that are sound in themselves. */
export type Checked = {
  problems: Problem[];
  /** What its author should know, and what keeps nothing from going live. */
  warnings: Problem[];
  taxonomy: BankFile;
  questions: Question[];
  lessons: Lesson[];
  pictures: readonly SourcePicture[];
};

/** A bank as its authors see it: with what the rules of item writing need to judge it further. */
export type Judged = Checked & {
  placed: Placed[];
  bankAt: ProblemAt;
  files: readonly JudgedFile[];
  lessonFiles: SourceFile[];
};

/** A file of questions, judged by itself. */
export type JudgedFile = {
  file: SourceFile;
  shelf: Shelf;
  parsed: ParsedQuestions;
  problems: Problem[];
  entries: Entry[];
  questions: Question[];
  placed: Placed[];
};

/** What was found out about files when they were last judged: only what has changed since is read and judged again. */
export type Known = {
  files: Map<string, JudgedFile>;
  lessons: Map<
    string,
    { file: SourceFile; domains: BankFile['domains']; shelf: Shelf; read: ReturnType<typeof checkLesson> }
  >;
  shelves: Shelves;
};

/** The start of what is known of a bank's files. */
export function nothingKnown(): Known {
  return { files: new Map(), lessons: new Map(), shelves: new Map() };
}

/** What was judged without the places. */
export function checkedOf({ problems, warnings, taxonomy, questions, lessons, pictures }: Checked): Checked {
  return { problems, warnings, taxonomy, questions, lessons, pictures };
}

/** Judges all files of a bank at once. If bank.json is broken, nothing is judged by it. */
export function judgeBank(files: readonly SourceFile[]): Judged {
  return atOnce(judging(files, []));
}

/** The same, step by step, reading only what is not known. */
function* judging(
  given: readonly SourceFile[],
  pictures: readonly SourcePicture[],
  known: Known = nothingKnown(),
): Work<Judged> {
  known.shelves = shelvesOf(pictures, known.shelves);
  const bankFile = given.find(({ path }) => path === 'bank.json');
  const bank = bankFile && readBankFile(bankFile);
  const sound = bank?.problems.length === 0 ? bank : undefined;
  const objectives = sound?.value.domains.flatMap((domain) => domain.objectives.map(({ id }) => id));
  const paths = sound && new Set(pathsOf(sound.value));
  const isOwn = ({ path }: SourceFile) =>
    paths ? paths.has(path) : /\.md$|^(bank|facts)\.json$/.test(path) || objectiveOf(path) !== undefined;
  const files = given.filter(isOwn);
  const lessonFiles = files.filter(isLesson);
  const lessons = yield* judgingLessons(lessonFiles, sound?.value.domains, known);
  const results = yield* judgingFiles(
    files.filter((file) => !['bank.json', 'facts.json'].includes(file.path) && !isLesson(file)),
    known,
  );
  const entries = yield* joining(results, ({ entries }) => entries);
  const problems = [
    ...(bank ? withMore(bank.problems, bank.more) : []),
    ...(sound ? [...taxonomyProblems(sound), ...blueprintProblems(sound)] : []),
    ...lessons.flatMap((lesson) => lesson.problems),
    ...results.flatMap((result) => result.problems),
  ];
  for (const judge of [repeatedIds, scatteredConcepts, unknownEnemies])
    problems.push(...(yield* judge(entries)));
  if (objectives) problems.push(...(yield* unknownConfusions(entries, objectives)));
  return {
    problems: firstOfEachFile(problems.sort(byPlace)),
    warnings: [
      ...strayProblems(
        given.filter((file) => !isOwn(file)),
        sound?.value,
      ),
      ...unusedPictures(pictures, files),
    ],
    taxonomy: sound?.value ?? { title: '', domains: [] },
    questions: yield* joining(results, ({ questions }) => questions),
    lessons: lessons.flatMap(({ lesson }) => lesson ?? []),
    pictures,
    placed: yield* joining(results, ({ placed }) => placed),
    bankAt: bank?.problemAt ?? ((_, message) => ({ file: 'bank.json', line: 1, column: 1, message })),
    files: results,
    lessonFiles,
  };
}

function* joining<T>(files: readonly JudgedFile[], of: (file: JudgedFile) => readonly T[]): Work<T[]> {
  const all: T[] = [];
  for (const file of files)
    for (const each of of(file)) {
      all.push(each);
      yield;
    }
  return all;
}

const isLesson = ({ path }: SourceFile) => path.endsWith('.md');

function* judgingLessons(
  files: readonly SourceFile[],
  domains: BankFile['domains'] | undefined,
  known: Known,
) {
  const lessons = new Map<string, NonNullable<ReturnType<Known['lessons']['get']>>>();
  if (!domains) return [];
  for (const file of files) {
    const before = known.lessons.get(file.name);
    const shelf = shelfFor(known, file);
    const isKnown = before?.file === file && before.domains === domains && before.shelf === shelf;
    const judged = { file, domains, shelf };
    lessons.set(file.name, isKnown ? before : { ...judged, read: checkLesson(file, domains, shelf) });
    yield;
  }
  known.lessons = lessons;
  return [...lessons.values()].map(({ read }) => read);
}

function* judgingFiles(files: readonly SourceFile[], known: Known): Work<JudgedFile[]> {
  const judged = new Map<string, JudgedFile>();
  for (const file of files) {
    const before = known.files.get(file.name);
    const shelf = shelfFor(known, file);
    const isKnown = before?.file === file && before.shelf === shelf;
    judged.set(file.name, isKnown ? before : yield* judgingFile(file, shelf, before));
    yield;
  }
  known.files = judged;
  return [...judged.values()];
}

/** The most problems to list for a file. */
const mostOfFile = 100;

/** The first problems of each file, and how many more it has. */
function firstOfEachFile(problems: readonly Problem[]): Problem[] {
  return [...Map.groupBy(problems, ({ file }) => file).values()].flatMap((ofFile) =>
    // One more is the count of those that the parser has left out.
    ofFile.length <= mostOfFile + 1
      ? ofFile
      : withMore(ofFile.slice(0, mostOfFile), ofFile.length - mostOfFile),
  );
}

/** The order of files, lines and columns. */
export function byPlace(a: Problem, b: Problem): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
}

/** The pictures beside a file. */
function shelfFor({ shelves }: Known, { path }: SourceFile): Shelf {
  return shelves.get(path.slice(0, path.lastIndexOf('/')))?.shelf ?? noPictures;
}

function checkLesson(file: SourceFile, domains: BankFile['domains'], shelf: Shelf) {
  const folder = file.path.split('/')[0]!;
  return readLesson(file, domains.find(({ id }) => id === folder)!, shelf);
}

function* judgingFile(file: SourceFile, shelf: Shelf, before: JudgedFile | undefined): Work<JudgedFile> {
  const closely = before?.parsed.pieces?.filter(({ isSkimmed }) => !isSkimmed) ?? [];
  const known = new Map(closely.map((read) => [read.source, read]));
  const parsed = yield* parsingQuestions(file.name, file.text, known);
  const objective = objectiveOf(file.path)!;
  const judged: JudgedFile = {
    file,
    shelf,
    parsed,
    problems: withMore(parsed.problems, parsed.more),
    entries: [],
    questions: [],
    placed: [],
  };
  const authored: unknown[] = Array.isArray(parsed.value?.questions) ? parsed.value.questions : [];
  for (const [i, value] of authored.entries()) {
    const { problems, entry, question, placed } = readQuestion(value, i, parsed, objective, shelf);
    judged.problems.push(...problems);
    if (entry) judged.entries.push(entry);
    if (question) judged.questions.push(question);
    if (placed) judged.placed.push(placed);
    yield;
  }
  return judged;
}

/** The files of a bank's folder as they were read, those that could not be read, and stray files. */
export type BankFiles = {
  files: readonly SourceFile[];
  unreadable: readonly Problem[];
  warnings: readonly Problem[];
  pictures: readonly SourcePicture[];
};

/** Judges files as they were read, step by step: what could not be read is a problem too. */
export function* judgingFolder(
  { files, unreadable, warnings, pictures }: BankFiles,
  known?: Known,
): Work<Judged> {
  const judged = yield* judging(files, pictures, known);
  return {
    ...judged,
    problems: [...unreadable, ...judged.problems],
    warnings: [...warnings, ...judged.warnings].sort(byPlace),
  };
}
