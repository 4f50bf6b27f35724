import { later } from '../base/later.ts';
import { byPlace, judgeBank, type SourceFile } from './check.ts';
import { type Score, scoreBots } from './lint/bots.ts';
import { changedKeys } from './lint/changes.ts';
import { type Coverage, coverageOf } from './lint/coverage.ts';
import { type Finding, lintBank, readFacts, readyReadings } from './lint/lint.ts';
import { groundOf } from './lint/sources.ts';
import type { Fact, Problem, Question } from './model.ts';

/** A question as it stands in its file. */
export type DeskQuestion = { question: Question; file: string; line: number };

/** A bank as its authors see it: the files as they are on disk, whether or not they could go live. */
export type Desk = {
  /** Every sound question, drafts and retired ones too, in the order of the files. */
  questions: readonly DeskQuestion[];
  /** The files that hold questions, and how many could be read in each. */
  files: readonly { file: string; questions: number }[];
  /** Everything that is wrong, in the order of the files, and what their authors have waived. */
  findings: readonly Finding[];
  waived: readonly Problem[];
  /** Whether something keeps the files from going live; the bank before them then still is. */
  isHeldBack: boolean;
  facts: readonly Fact[];
  scores(): Score[];
  coverage(): Coverage;
};

/** The files of a bank's folder as they were read, which of them could not be, and what else lies there. */
export type BankFiles = {
  files: readonly SourceFile[];
  unreadable: readonly Problem[];
  warnings: readonly Problem[];
};

/** Judges files for their authors on a day (such as 2026-11-24), beside every text that a server has stored. */
export function layOutDesk(
  { files, unreadable, warnings }: BankFiles,
  today: string,
  stored: readonly Question[],
): Desk {
  const judged = judgeBank(files);
  const { facts, problems } = readFacts(files.find(({ path }) => path === 'facts.json'));
  const errors = [...unreadable, ...judged.problems, ...problems];
  const { findings, waived } = lintBank(judged, groundOf(judged.taxonomy, facts, today));
  const questions = judged.placed.map(({ question }) => question);
  return {
    questions: judged.placed.map(({ question, problemAt }) => {
      const { file, line } = problemAt([], '');
      return { question, file, line };
    }),
    files: judged.files.map(({ file, questions }) => ({ file: file.name, questions: questions.length })),
    waived,
    findings: [
      ...errors.map((problem): Finding => ({ ...problem, level: 'error' })),
      ...[...warnings, ...judged.warnings].map(
        (problem): Finding => ({ ...problem, level: 'warning', rule: 'stray' }),
      ),
      ...findings,
      ...changedKeys(judged.placed, stored),
    ].sort(byPlace),
    isHeldBack: unreadable.length > 0 || judged.problems.length > 0,
    facts: facts ?? [],
    scores: later(() => scoreBots(readyReadings(judged.placed))),
    coverage: later(() => coverageOf(judged.taxonomy, facts ?? [], questions)),
  };
}

/** A desk whose files can no longer be read at all: what was on it, and why. */
export function heldBack(desk: Desk, file: string, message: string): Desk {
  const finding: Finding = { file, line: 1, column: 1, level: 'error', message };
  return { ...desk, isHeldBack: true, findings: [finding, ...desk.findings] };
}
