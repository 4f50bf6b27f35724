import { lazy, perObject } from '../../base/lazy.ts';
import { atOnce, type Work } from '../../base/turns.ts';
import type { Placed } from '../check/question.ts';
import { type BankFiles, byPlace, type Judged, judgingFolder, type SourceFile } from '../files/check.ts';
import { type Score, scoringBots } from '../lint/bots.ts';
import { changedKeys } from '../lint/changes.ts';
import { type Coverage, coverageOf } from '../lint/coverage.ts';
import { type Finding, linting, readFacts, readyReadings } from '../lint/lint.ts';
import { departuresOf, type Policy, policyOf, weigh } from '../lint/policy.ts';
import { groundOf } from '../lint/sources.ts';
import type { Problem, Question } from '../model.ts';
import type { Fact } from '../schema/facts.ts';
import { languageOf } from '../schema/taxonomy.ts';

/** A question and its place on disk. */
export type QuestionOnDisk = { question: Question; file: string; line: number };

/** A bank as its authors see it: the files as they are on disk, whether or not they could go live. */
export type AuthorView = {
  /** Every sound question, drafts and retired ones too, in the order of the files. */
  questions: readonly QuestionOnDisk[];
  /** The files that hold questions, and how many could be read in each. */
  files: readonly { file: string; questions: number }[];
  /** Everything that is wrong, in the order of the files, and what their authors have waived. */
  findings: readonly Finding[];
  /** The findings of a question by its id; problems without a rule may belong to none. */
  findingsOf(id: string): readonly Finding[];
  waived: readonly Problem[];
  /** Whether the rules are still to be applied: what they find is not here yet. */
  isBeingJudged: boolean;
  /** Whether something keeps the files from going live; the bank before them then still is. */
  isHeldBack: boolean;
  facts: readonly Fact[];
  /** What bank.json makes of the rules. */
  policy: Policy;
  /** How bank.json departs from the rules, in words. */
  departures: readonly string[];
  scores(): Score[];
  coverage(): Coverage;
};

/** Judges files for their authors on a day (such as 2026-11-24), beside every text that a server has stored. */
export function buildAuthorView(files: BankFiles, today: string, stored: readonly Question[]): AuthorView {
  return atOnce(buildingAuthorView(files, atOnce(judgingFolder(files)), today, stored));
}

/** The same, step by step, for files that have been judged. */
export function* buildingAuthorView(
  { files }: BankFiles,
  judged: Judged,
  today: string,
  stored: readonly Question[],
): Work<AuthorView> {
  const { facts, told, ...rest } = yield* sketching(files, judged);
  const { findings, byQuestion, waived } = yield* linting(judged, groundOf(judged.taxonomy, facts, today));
  const { policy } = rest;
  const changed = changedKeys(judged.placed, stored).flatMap(({ id, finding }) =>
    weigh(policy, [finding]).map((each) => ({ id, finding: each })),
  );
  for (const { id, finding } of changed) byQuestion.set(id, [...(byQuestion.get(id) ?? []), finding]);
  const scores = yield* scoringBots(readyReadings(judged.placed, languageOf(judged.taxonomy)));
  const all = told.concat(
    findings,
    changed.map(({ finding }) => finding),
  );
  return {
    ...rest,
    isBeingJudged: false,
    facts: facts ?? [],
    waived,
    findings: yield* inOrder(all),
    findingsOf: (id) => byQuestion.get(id) ?? [],
    scores: () => scores,
  };
}

/** Files as they are on disk, before they are judged by the rules. */
export function* sketchingAuthorView({ files }: BankFiles, judged: Judged): Work<AuthorView> {
  const { facts, told, ...rest } = yield* sketching(files, judged);
  return {
    ...rest,
    isBeingJudged: true,
    facts: facts ?? [],
    waived: [],
    findings: told.sort(byPlace),
    findingsOf: () => [],
    scores: () => [],
  };
}

function* sketching(files: readonly SourceFile[], judged: Judged) {
  const { facts, problems } = readFacts(files.find(({ path }) => path === 'facts.json'));
  const policy = policyOf(judged.taxonomy);
  const questions: QuestionOnDisk[] = [];
  for (const placed of judged.placed) {
    questions.push(questionOnDisk(placed));
    yield;
  }
  return {
    questions,
    files: judged.files.map(({ file, questions }) => ({ file: file.name, questions: questions.length })),
    told: [
      ...[...judged.problems, ...problems].map((problem): Finding => ({ ...problem, level: 'error' })),
      ...weigh(
        policy,
        judged.warnings.map((problem): Finding => ({ ...problem, level: 'warning', rule: 'stray' })),
      ),
    ],
    isHeldBack: judged.problems.length > 0,
    policy,
    departures: departuresOf(judged.taxonomy),
    facts,
    coverage: lazy(() =>
      coverageOf(
        judged.taxonomy,
        facts ?? [],
        questions.map(({ question }) => question),
      ),
    ),
  };
}

const questionOnDisk = perObject(({ question, problemAt }: Placed): QuestionOnDisk => {
  const { file, line } = problemAt([], '');
  return { question, file, line };
});

/** Findings in the order of the files, sorted a file at a time. */
function* inOrder(findings: readonly Finding[]): Work<Finding[]> {
  const groups = [...Map.groupBy(findings, ({ file }) => file)].sort(([a], [b]) => (a < b ? -1 : 1));
  const sorted: Finding[][] = [];
  for (const [, group] of groups) {
    yield;
    sorted.push(group.sort(byPlace));
  }
  return sorted.flat();
}

/** What authors see if their files cannot be read at all: what they saw before, and the reason. */
export function heldBack(authorView: AuthorView, file: string, message: string): AuthorView {
  const finding: Finding = { file, line: 1, column: 1, level: 'error', message };
  return { ...authorView, isHeldBack: true, findings: [finding, ...authorView.findings] };
}
