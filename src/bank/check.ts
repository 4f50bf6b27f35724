import { didYouMean } from '../base/nearest.ts';
import { objectiveOf, pathsOf, strayProblems } from './contents.ts';
import { type Lesson, readLesson } from './lesson.ts';
import {
  type BankFile,
  complete,
  type Outline,
  type Problem,
  type ProblemAt,
  type Question,
} from './model.ts';
import { isOutline, isQuestion, type Parsed, parseBank, parseQuestions } from './parse.ts';

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
  files: { file: SourceFile; parsed: Parsed<unknown>; questions: Question[] }[];
  lessonFiles: SourceFile[];
};

type Entry = {
  outline: Outline & Pick<Question, 'concept' | 'formerly' | 'objective'>;
  problemAt: ProblemAt;
};

/** Judges all files of a bank at once. Where bank.json cannot be relied on, nothing is judged by it. */
export function checkBank(files: readonly SourceFile[]): Checked {
  const { problems, warnings, taxonomy, questions, lessons } = judgeBank(files);
  return { problems, warnings, taxonomy, questions, lessons };
}

/** Judges as `checkBank` does and keeps the places, which take much memory. */
export function judgeBank(given: readonly SourceFile[]): Judged {
  const bankFile = given.find(({ path }) => path === 'bank.json');
  const bank = bankFile && parseBank(bankFile.name, bankFile.text);
  const sound = bank?.problems.length === 0 ? bank : undefined;
  const objectives = sound?.value.domains.flatMap((domain) => domain.objectives.map(({ id }) => id));
  const known = sound && new Set(pathsOf(sound.value));
  const isOwn = ({ path }: SourceFile) =>
    known ? known.has(path) : /\.md$|^(bank|facts)\.json$/.test(path) || objectiveOf(path) !== undefined;
  const files = given.filter(isOwn);
  const isLesson = ({ path }: SourceFile) => path.endsWith('.md');
  const lessonFiles = files.filter(isLesson);
  const lessons = sound ? lessonFiles.map((file) => checkLesson(file, sound.value)) : [];
  const results = files
    .filter((file) => !['bank.json', 'facts.json'].includes(file.path) && !isLesson(file))
    .map(checkFile);
  const entries = results.flatMap((result) => result.entries);
  const problems = [
    ...(bank?.problems ?? []),
    ...(sound ? [...taxonomyProblems(sound), ...blueprintProblems(sound)] : []),
    ...lessons.flatMap((lesson) => lesson.problems),
    ...results.flatMap((result) => result.problems),
    ...repeatedIds(entries),
    ...scatteredConcepts(entries),
    ...(objectives ? unknownConfusions(entries, objectives) : []),
    ...unknownEnemies(entries),
  ];
  return {
    problems: problems.sort(byPlace),
    warnings: strayProblems(
      given.filter((file) => !isOwn(file)),
      sound?.value,
    ),
    taxonomy: sound?.value ?? { title: '', domains: [] },
    questions: results.flatMap((result) => result.questions),
    lessons: lessons.flatMap(({ lesson }) => lesson ?? []),
    placed: results.flatMap((result) => result.placed),
    bankAt: bank?.problemAt ?? ((_, message) => ({ file: 'bank.json', line: 1, column: 1, message })),
    files: results,
    lessonFiles,
  };
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

function checkLesson(file: SourceFile, { domains }: BankFile) {
  const folder = file.path.split('/')[0]!;
  return readLesson(file, domains.find(({ id }) => id === folder)!);
}

function checkFile(file: SourceFile) {
  const parsed = parseQuestions(file.name, file.text);
  const objective = objectiveOf(file.path)!;
  const authored: unknown[] = Array.isArray(parsed.value?.questions) ? parsed.value.questions : [];
  const read = authored.map((value, i) => readQuestion(value, i, parsed, objective));
  return {
    file,
    parsed,
    problems: [...parsed.problems, ...read.flatMap(({ problems }) => problems)],
    entries: read.flatMap(({ entry }) => entry ?? []),
    questions: read.flatMap(({ question }) => question ?? []),
    placed: read.flatMap(({ placed }) => placed ?? []),
  };
}

function readQuestion(value: unknown, i: number, parsed: Parsed<unknown>, objective: string) {
  const problemAt: ProblemAt = (path, message) => parsed.problemAt(['questions', i, ...path], message);
  const entry: Entry | undefined = isOutline(value)
    ? { outline: { concept: value.id, formerly: [], objective, ...value }, problemAt }
    : undefined;
  const problems = entry ? questionProblems(entry, objective) : [];
  const question = isQuestion(value) ? complete(value, objective) : undefined;
  const isSound = problems.length === 0 && !parsed.isHurt(['questions', i]);
  return { entry, problems, question, placed: question && isSound ? { question, problemAt } : undefined };
}

function questionProblems({ outline, problemAt }: Entry, objective: string): Problem[] {
  const problems: Problem[] = [];
  const { options, key, type } = outline;
  const keys = new Set(key).size;
  const ids = options.map(({ id }) => id);
  const texts = options.map(({ text }) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim());
  const report = (path: (string | number)[], message: string) => problems.push(problemAt(path, message));

  if (outline.objective !== objective) {
    report(['objective'], `This file holds "${objective}": move the question or correct its objective.`);
  }
  ids.forEach((id, i) => {
    if (ids.indexOf(id) < i) report(['options', i, 'id'], `The option id "${id}" stands twice.`);
    if (texts.indexOf(texts[i]!) < i) report(['options', i, 'text'], 'Another option has the same text.');
  });
  key.forEach((id, i) => {
    if (!ids.includes(id)) report(['key', i], `No option has the id "${id}".${didYouMean(id, ids)}`);
  });
  if (type === 'single' && keys > 1)
    report(['key'], 'A question of type "single" has exactly one key: keep one, or make it "multiple".');
  if (type === 'multiple' && (keys === 1 || (keys > 1 && keys >= ids.length)))
    report(['key'], 'A question of type "multiple" has at least two keys and at least one distractor.');
  return problems;
}

function repeatedIds(entries: readonly Entry[]): Problem[] {
  const owners = new Map<string, string>(entries.map(({ outline }) => [outline.id, outline.id]));
  const seen = new Set<string>();
  return entries.flatMap(({ outline, problemAt }) => {
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

function scatteredConcepts(entries: readonly Entry[]): Problem[] {
  const homes = new Map<string, string>();
  return entries.flatMap(({ outline: { concept, objective }, problemAt }) => {
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

function unknownConfusions(entries: readonly Entry[], objectives: string[]): Problem[] {
  const known = new Set([...objectives, ...entries.map(({ outline }) => outline.concept)]);
  const names = [...known];
  const hints = new Map<string, string>();
  // One concept renamed may be missed in many places, and looking for its like takes time each time.
  const hintFor = (name: string) => hints.getOrInsertComputed(name, () => didYouMean(name, names));
  return entries.flatMap(({ outline, problemAt }) =>
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

function unknownEnemies(entries: readonly Entry[]): Problem[] {
  const known = new Set(entries.flatMap(({ outline: { id, formerly } }) => [id, ...formerly]));
  return entries.flatMap(({ outline: { id, enemies = [] }, problemAt }) =>
    enemies.flatMap((enemy, i) => {
      if (enemy === id) return [problemAt(['enemies', i], 'A question is no enemy of itself: remove it.')];
      if (known.has(enemy)) return [];
      return [problemAt(['enemies', i], `There is no question "${enemy}".${didYouMean(enemy, [...known])}`)];
    }),
  );
}
