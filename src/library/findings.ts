import type { Desk, DeskQuestion } from '../bank/desk.ts';
import type { Finding } from '../bank/lint/lint.ts';

/**
 * The findings of each question by its id. What breaks a rule is found in sound questions only, so that it belongs to
 * the last of them that begins before it; what has no rule may belong to a broken question between two sound ones.
 */
export function findingsByQuestion({ questions, findings }: Desk): Map<string, Finding[]> {
  const starts = Map.groupBy(questions, ({ file }) => file);
  const owned = findings.flatMap((finding) => {
    if (finding.rule === undefined || finding.rule === 'format') return [];
    const owner = lastBefore(starts.get(finding.file) ?? [], finding.line);
    return owner ? [{ id: owner.question.id, finding }] : [];
  });
  const groups = Map.groupBy(owned, ({ id }) => id);
  return new Map([...groups].map(([id, group]) => [id, group.map(({ finding }) => finding)]));
}

function lastBefore(questions: readonly DeskQuestion[], line: number): DeskQuestion | undefined {
  return questions.findLast((each) => each.line <= line);
}

/** What cannot be read as it should; where it is more than the facts, it keeps the files from going live. */
export function obstaclesOf({ findings }: Desk): Finding[] {
  return findings.filter(({ rule, level }) => rule === undefined && level === 'error');
}
