import { didYouMean } from '../base/nearest.ts';
import { type BankFile, complete, type Problem, type Question } from './model.ts';
import { isQuestion, type Parsed, parseBank, parseQuestions } from './parse.ts';

/** A file of the bank as it was read; `path` counts from the bank's folder and has forward slashes. */
export type SourceFile = { path: string; name: string; text: string };

/** A bank's files judged together: every problem, and the questions where there is none. */
export type Checked = { problems: Problem[]; taxonomy: BankFile; questions: Question[] };

type Entry = { question: Question; problemAt: (path: (string | number)[], message: string) => Problem };

/** Judges all files of a bank at once; without a readable bank.json there is nothing to judge by. */
export function checkBank(files: readonly SourceFile[]): Checked {
  const bankFile = files.find(({ path }) => path === 'bank.json');
  if (!bankFile) return { problems: [], taxonomy: { title: '', domains: [] }, questions: [] };
  const bank = parseBank(bankFile.name, bankFile.text);
  if (bank.problems.length > 0) return { problems: bank.problems, taxonomy: bank.value, questions: [] };

  const objectives = bank.value.domains.flatMap((domain) => domain.objectives.map(({ id }) => id));
  const results = files.filter((file) => file !== bankFile).map((file) => checkFile(file, objectives));
  const entries = results.flatMap((result) => result.entries);
  const problems = [
    ...taxonomyProblems(bank),
    ...results.flatMap((result) => result.problems),
    ...repeatedIds(entries),
    ...scatteredConcepts(entries),
    ...unknownConfusions(entries, objectives),
  ];
  return {
    problems: problems.sort(byPlace),
    taxonomy: bank.value,
    questions: entries.map((e) => e.question),
  };
}

function byPlace(a: Problem, b: Problem): number {
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

function checkFile(file: SourceFile, objectives: string[]): { problems: Problem[]; entries: Entry[] } {
  const parsed = parseQuestions(file.name, file.text);
  const objective = objectiveOf(file.path);
  if (objective === undefined || !objectives.includes(objective)) {
    const found = objective
      ? `bank.json lists no objective "${objective}".${didYouMean(objective, objectives)}`
      : '';
    const message = found || 'Questions stand in <domain>/<objective>.json: this file would never be read.';
    return { problems: [parsed.problemAt([], message)], entries: [] };
  }
  if (!Array.isArray(parsed.value?.questions)) return { problems: parsed.problems, entries: [] };
  const entries = parsed.value.questions.flatMap((authored, i): Entry[] => {
    if (!isQuestion(authored)) return [];
    const problemAt: Entry['problemAt'] = (path, message) =>
      parsed.problemAt(['questions', i, ...path], message);
    return [{ question: complete(authored, objective), problemAt }];
  });
  const problems = [...parsed.problems, ...entries.flatMap((entry) => questionProblems(entry, objective))];
  return { problems, entries };
}

function objectiveOf(path: string): string | undefined {
  const match = /^([^/]+)\/([^/]+)\.json$/.exec(path);
  return match ? `${match[1]}.${match[2]}` : undefined;
}

function questionProblems({ question, problemAt }: Entry, objective: string): Problem[] {
  const problems: Problem[] = [];
  const { options, key, type } = question;
  const ids = options.map(({ id }) => id);
  const texts = options.map(({ text }) => text.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim());
  const report = (path: (string | number)[], message: string) => problems.push(problemAt(path, message));

  if (question.objective !== objective) {
    report(['objective'], `This file holds "${objective}": move the question or correct its objective.`);
  }
  ids.forEach((id, i) => {
    if (ids.indexOf(id) < i) report(['options', i, 'id'], `The option id "${id}" stands twice.`);
    if (texts.indexOf(texts[i]!) < i) report(['options', i, 'text'], 'Another option has the same text.');
  });
  key.forEach((id, i) => {
    if (!ids.includes(id)) report(['key', i], `No option has the id "${id}".${didYouMean(id, ids)}`);
  });
  if (type === 'single' && key.length !== 1)
    report(['key'], 'A question of type "single" has exactly one key.');
  if (type === 'multiple' && (key.length < 2 || key.length >= ids.length)) {
    report(['key'], 'A question of type "multiple" has at least two keys and at least one distractor.');
  }
  if (question.asOf !== undefined && !isDate(question.asOf))
    report(['asOf'], `"${question.asOf}" is no date.`);
  return problems;
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

function repeatedIds(entries: readonly Entry[]): Problem[] {
  const owners = new Map<string, string>(entries.map(({ question }) => [question.id, question.id]));
  const seen = new Set<string>();
  return entries.flatMap(({ question, problemAt }) => {
    const problems = question.formerly.flatMap((id, i) => {
      const owner = owners.get(id);
      if (owner !== undefined) return [problemAt(['formerly', i], `"${id}" already belongs to "${owner}".`)];
      owners.set(id, question.id);
      return [];
    });
    if (seen.has(question.id)) problems.push(problemAt(['id'], `The id "${question.id}" is used twice.`));
    seen.add(question.id);
    return problems;
  });
}

function scatteredConcepts(entries: readonly Entry[]): Problem[] {
  const homes = new Map<string, string>();
  return entries.flatMap(({ question: { concept, objective }, problemAt }) => {
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
  const known = new Set([...objectives, ...entries.map(({ question }) => question.concept)]);
  return entries.flatMap(({ question, problemAt }) =>
    question.options.flatMap(({ confusedWith }, i) => {
      if (confusedWith === undefined || known.has(confusedWith)) return [];
      const hint = didYouMean(confusedWith, [...known]);
      return [
        problemAt(
          ['options', i, 'confusedWith'],
          `No concept or objective is called "${confusedWith}".${hint}`,
        ),
      ];
    }),
  );
}
