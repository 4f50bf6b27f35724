import { didYouMean, hintsAmong } from '../../base/text/nearest.ts';
import { atOnce, type Work } from '../../base/turns.ts';
import { hasKind, kindOf } from '../kinds/kinds.ts';
import { readLesson } from '../lesson/lesson.ts';
import {
  type AuthoredQuestion,
  type BankFile,
  complete,
  type Lesson,
  type Outline,
  type Problem,
  type ProblemAt,
  type Question,
} from '../model.ts';
import { objectiveOf, pathsOf, strayProblems } from './contents.ts';
import {
  isOutline,
  isQuestion,
  type Parsed,
  type ParsedQuestions,
  parsingQuestions,
  type Read,
  readBankFile,
  withMore,
} from './parse.ts';

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
};

/** A question that is sound in itself, with the way to its place. */
export type Placed = { question: Question; problemAt: ProblemAt };

/** A bank as its authors see it: what it takes to go on judging where `checkBank` ends. */
export type Judged = Checked & {
  placed: Placed[];
  bankAt: ProblemAt;
  files: readonly JudgedFile[];
  lessonFiles: SourceFile[];
};

/** A file of questions, judged by itself. */
export type JudgedFile = {
  file: SourceFile;
  parsed: ParsedQuestions;
  problems: Problem[];
  entries: Entry[];
  questions: Question[];
  placed: Placed[];
};

type Entry = {
  outline: Outline & Pick<Question, 'concept' | 'formerly' | 'objective'>;
  problemAt: ProblemAt;
};

/** What was found out about files when they were last judged: only what has changed since is read and judged again. */
export type Known = {
  files: Map<string, JudgedFile>;
  lessons: Map<
    string,
    { file: SourceFile; domains: BankFile['domains']; read: ReturnType<typeof checkLesson> }
  >;
};

/** The start of what is known of a bank's files. */
export function nothingKnown(): Known {
  return { files: new Map(), lessons: new Map() };
}

/** Judges all files of a bank at once. Where bank.json cannot be relied on, nothing is judged by it. */
export function checkBank(files: readonly SourceFile[]): Checked {
  return checkedOf(judgeBank(files));
}

/** What was judged without the places. */
export function checkedOf({ problems, warnings, taxonomy, questions, lessons }: Checked): Checked {
  return { problems, warnings, taxonomy, questions, lessons };
}

/** Judges as `checkBank` does and keeps the places. */
export function judgeBank(files: readonly SourceFile[]): Judged {
  return atOnce(judging(files));
}

/** The same, step by step, reading only what is not known. */
export function* judging(given: readonly SourceFile[], known: Known = nothingKnown()): Work<Judged> {
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
    warnings: strayProblems(
      given.filter((file) => !isOwn(file)),
      sound?.value,
    ),
    taxonomy: sound?.value ?? { title: '', domains: [] },
    questions: yield* joining(results, ({ questions }) => questions),
    lessons: lessons.flatMap(({ lesson }) => lesson ?? []),
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

/** What is found at each entry, one after the other. */
function* findingAt(entries: readonly Entry[], find: (entry: Entry) => readonly Problem[]): Work<Problem[]> {
  const problems: Problem[] = [];
  for (const entry of entries) {
    for (const problem of find(entry)) problems.push(problem);
    yield;
  }
  return problems;
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
    const isKnown = before?.file === file && before.domains === domains;
    lessons.set(file.name, isKnown ? before : { file, domains, read: checkLesson(file, domains) });
    yield;
  }
  known.lessons = lessons;
  return [...lessons.values()].map(({ read }) => read);
}

function* judgingFiles(files: readonly SourceFile[], known: Known): Work<JudgedFile[]> {
  const judged = new Map<string, JudgedFile>();
  for (const file of files) {
    const before = known.files.get(file.name);
    judged.set(file.name, before?.file === file ? before : yield* judgingFile(file, before));
    yield;
  }
  known.files = judged;
  return [...judged.values()];
}

/** So many problems of a file are listed. */
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

function taxonomyProblems({ value, problemAt }: Parsed<BankFile>): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  value.domains.forEach((domain, d) => {
    if (seen.has(domain.id))
      problems.push(problemAt(['domains', d, 'id'], `The domain "${domain.id}" is listed twice.`));
    seen.add(domain.id);
    domain.objectives.forEach(({ id }, o) => {
      const path = ['domains', d, 'objectives', o, 'id'];
      if (seen.has(id)) problems.push(problemAt(path, `The objective "${id}" is listed twice.`));
      if (!id.startsWith(`${domain.id}.`))
        problems.push(problemAt(path, `It must begin with "${domain.id}.".`));
      seen.add(id);
    });
  });
  return problems;
}

function blueprintProblems({ value, problemAt }: Parsed<BankFile>): Problem[] {
  const { domains, blueprints = [] } = value;
  const counting = domains.filter(({ scored }) => scored !== false).map(({ id }) => id);
  return blueprints.flatMap((blueprint, b) => {
    const { id, questions, unscored = 0, scale, weights } = blueprint;
    const problems: Problem[] = [];
    const report = (path: (string | number)[], message: string) =>
      problems.push(problemAt(['blueprints', b, ...path], message));
    if (blueprints.findIndex((other) => other.id === id) < b)
      report(['id'], `The blueprint "${id}" is listed twice.`);
    if (unscored >= questions) report(['unscored'], 'One question at least must count.');
    if (scale && !(scale.lowest < scale.pass && scale.pass < scale.highest))
      report(['scale'], 'A scale rises: "lowest" below "pass", and "pass" below "highest".');
    weights.forEach(({ domain }, w) => {
      const path = ['weights', w, 'domain'];
      if (!counting.includes(domain))
        report(path, `There is no domain "${domain}" that counts.${didYouMean(domain, counting)}`);
      if (weights.findIndex((other) => other.domain === domain) < w)
        report(path, `The domain "${domain}" has a weight already.`);
    });
    return problems;
  });
}

function checkLesson(file: SourceFile, domains: BankFile['domains']) {
  const folder = file.path.split('/')[0]!;
  return readLesson(file, domains.find(({ id }) => id === folder)!);
}

function* judgingFile(file: SourceFile, before: JudgedFile | undefined): Work<JudgedFile> {
  const closely = before?.parsed.pieces?.filter(({ isSkimmed }) => !isSkimmed) ?? [];
  const known = new Map(closely.map((read) => [read.source, read]));
  const parsed = yield* parsingQuestions(file.name, file.text, known);
  const objective = objectiveOf(file.path)!;
  const judged: JudgedFile = {
    file,
    parsed,
    problems: withMore(parsed.problems, parsed.more),
    entries: [],
    questions: [],
    placed: [],
  };
  const authored: unknown[] = Array.isArray(parsed.value?.questions) ? parsed.value.questions : [];
  for (const [i, value] of authored.entries()) {
    const { problems, entry, question, placed } = readQuestion(value, i, parsed, objective);
    judged.problems.push(...problems);
    if (entry) judged.entries.push(entry);
    if (question) judged.questions.push(question);
    if (placed) judged.placed.push(placed);
    yield;
  }
  return judged;
}

function readQuestion(value: unknown, i: number, parsed: ParsedQuestions, objective: string) {
  const problemAt: ProblemAt = (path, message) => parsed.problemAt(['questions', i, ...path], message);
  const entry: Entry | undefined = isOutline(value)
    ? { outline: { concept: value.id, formerly: [], objective, ...value }, problemAt }
    : undefined;
  const problems = entry ? questionProblems(entry, objective) : [];
  const question = questionOf(value, parsed.pieces?.[i], objective);
  const isSound = problems.length === 0 && !parsed.isHurt(['questions', i]);
  return { entry, problems, question, placed: question && isSound ? { question, problemAt } : undefined };
}

/** The question of a text: the same as long as the text is the same, so that what is known of it is kept. */
function questionOf(value: unknown, read: Read | undefined, objective: string): Question | undefined {
  if (!isQuestion(value)) return undefined;
  if (!read) return complete(value, objective);
  return completed.getOrInsertComputed(read, () => complete(value as AuthoredQuestion, objective));
}

const completed = new WeakMap<Read, Question>();

function questionProblems({ outline, problemAt }: Entry, objective: string): Problem[] {
  const problems: Problem[] = [];
  const { options, key } = outline;
  const ids = options.map(({ id }) => id);
  const texts = options.map(({ text }) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim());
  const report = (path: (string | number)[], message: string) => problems.push(problemAt(path, message));

  if (outline.objective !== objective) {
    report(['objective'], `This file holds "${objective}": move the question or correct its objective.`);
  }
  const [seenIds, seenTexts] = [new Set<string>(), new Set<string>()];
  ids.forEach((id, i) => {
    if (seenIds.has(id)) report(['options', i, 'id'], `The option id "${id}" stands twice.`);
    if (seenTexts.has(texts[i]!)) report(['options', i, 'text'], 'Another option has the same text.');
    seenIds.add(id);
    seenTexts.add(texts[i]!);
  });
  const hintFor = hintsAmong(seenIds);
  key.forEach((id, i) => {
    if (!seenIds.has(id)) report(['key', i], `No option has the id "${id}".${hintFor(id)}`);
  });
  const keyProblem = hasKind(outline) ? kindOf(outline).keyProblem() : undefined;
  if (keyProblem) report(['key'], keyProblem);
  return problems;
}

function* repeatedIds(entries: readonly Entry[]): Work<Problem[]> {
  const owners = new Map<string, string>(entries.map(({ outline }) => [outline.id, outline.id]));
  const seen = new Set<string>();
  return yield* findingAt(entries, ({ outline, problemAt }) => {
    const problems = outline.formerly.flatMap((id, i) => {
      const owner = owners.get(id);
      if (owner !== undefined) return [problemAt(['formerly', i], `"${id}" already belongs to "${owner}".`)];
      owners.set(id, outline.id);
      return [];
    });
    if (seen.has(outline.id)) problems.push(problemAt(['id'], `The id "${outline.id}" is used twice.`));
    seen.add(outline.id);
    return problems;
  });
}

function* scatteredConcepts(entries: readonly Entry[]): Work<Problem[]> {
  const homes = new Map<string, string>();
  return yield* findingAt(entries, ({ outline: { concept, objective }, problemAt }) => {
    const home = homes.get(concept) ?? objective;
    homes.set(concept, home);
    if (home === objective) return [];
    return [
      problemAt(
        ['concept'],
        `The concept "${concept}" is already asked in "${home}": a concept has one objective.`,
      ),
    ];
  });
}

function* unknownConfusions(entries: readonly Entry[], objectives: string[]): Work<Problem[]> {
  const known = new Set([...objectives, ...entries.map(({ outline }) => outline.concept)]);
  const hintFor = hintsAmong(known);
  return yield* findingAt(entries, ({ outline, problemAt }) =>
    outline.options.flatMap(({ confusedWith }, i) => {
      if (confusedWith === undefined || known.has(confusedWith)) return [];
      return [
        problemAt(
          ['options', i, 'confusedWith'],
          `No concept or objective is called "${confusedWith}".${hintFor(confusedWith)}`,
        ),
      ];
    }),
  );
}

function* unknownEnemies(entries: readonly Entry[]): Work<Problem[]> {
  const known = new Set(entries.flatMap(({ outline: { id, formerly } }) => [id, ...formerly]));
  const hintFor = hintsAmong(known);
  return yield* findingAt(entries, ({ outline: { id, enemies = [] }, problemAt }) =>
    enemies.flatMap((enemy, i) => {
      if (enemy === id) return [problemAt(['enemies', i], 'A question is no enemy of itself: remove it.')];
      if (known.has(enemy)) return [];
      return [problemAt(['enemies', i], `There is no question "${enemy}".${hintFor(enemy)}`)];
    }),
  );
}

/** The files of a bank's folder as they were read, which of them could not be, and what else lies there. */
export type BankFiles = {
  files: readonly SourceFile[];
  unreadable: readonly Problem[];
  warnings: readonly Problem[];
};

/** Judges files as they were read, step by step: what could not be read is a problem too. */
export function* judgingFolder({ files, unreadable, warnings }: BankFiles, known?: Known): Work<Judged> {
  const judged = yield* judging(files, known);
  return {
    ...judged,
    problems: [...unreadable, ...judged.problems],
    warnings: [...warnings, ...judged.warnings].sort(byPlace),
  };
}
