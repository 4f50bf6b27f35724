import { isSameResponse } from '../bank/kinds/kind.ts';
import { kindOf } from '../bank/kinds/kinds.ts';
import type { Question } from '../bank/model.ts';
import type { Blueprint } from '../bank/schema/blueprint.ts';
import { MINUTE } from '../base/time.ts';

/** The time that a learner may choose before the start, in per cent of the blueprint's; none means untimed. */
export const timePercents = [100, 125, 150, 200] as const;

/** One learner taking one paper. */
export type Sitting = {
  id: string;
  learner: string;
  /** The blueprint as it was when the sitting began. */
  terms: Blueprint;
  seed: string;
  startedAt: number;
  timePercent: number | undefined;
  /** The moment from which no click counts; undefined when untimed. */
  deadline: number | undefined;
  /** Rises with every move. */
  revision: number;
  movedAt: number;
  /** The question at which to go on. */
  currentNumber: number;
  settledAt: number | undefined;
  ending: Ending | undefined;
};

export type Ending = 'submitted' | 'time up';

/** A question of a paper, and what the learner has done with it. */
export type PaperItem = {
  number: number;
  question: string;
  hash: string;
  edition: number;
  domain: string;
  scored: boolean;
  /** Whether the learner had seen it before this paper. */
  seen: boolean;
  /** The ids of the chosen options, and those of the first choice that had as many as were asked for. */
  response: string[];
  firstResponse: string[] | undefined;
  answeredAt: number | undefined;
  day: number | undefined;
  flagged: boolean;
  /** The ids of the options that were struck out. */
  struck: string[];
  tookMs: number;
  /** Whether the response arrived in the seconds of grace after the deadline. */
  inGrace: boolean;
  /** The last choice that arrived too late to count. */
  late: LateChoice | undefined;
  /** Whether it was right when it was last marked; undefined before that and where it no longer counts. */
  correct: boolean | undefined;
  /** The edition by which it was last marked; undefined before that. */
  markedEdition: number | undefined;
};

/** What a form of a question says; what it leaves out stays as it is. */
export type Edits = {
  /** The options chosen, where that has changed since the page was shown. */
  response?: string[];
  flagged?: boolean;
  /** Options to strike out or to take back. */
  strike?: string;
  restore?: string;
};

/** One click, for the record. */
export type Move = { kind: 'choose' | 'flag' | 'unflag' | 'strike' | 'restore'; value: string };

/** A choice that arrived too late to count, with the moment of its click. */
export type LateChoice = { response: string[]; at: number };

/** How long a click that was made before the deadline may take to arrive, in milliseconds. */
export const grace = 10_000;

/** The deadline of a sitting. */
export function deadlineOf(
  startedAt: number,
  minutes: number,
  timePercent: number | undefined,
): number | undefined {
  return timePercent === undefined
    ? undefined
    : startedAt + Math.round((minutes * MINUTE * timePercent) / 100);
}

/** Whether the time of a sitting is up. */
export function isOver({ deadline }: Pick<Sitting, 'deadline'>, now: number): boolean {
  return deadline !== undefined && now >= deadline;
}

/** Whether even clicks that were made before the deadline arrive too late. */
function isClosed({ deadline }: Pick<Sitting, 'deadline'>, now: number): boolean {
  return deadline !== undefined && now >= deadline + grace;
}

/** Whether the time is up while clicks from before the deadline may still arrive. */
export function isInGrace(sitting: Pick<Sitting, 'deadline'>, now: number): boolean {
  return isOver(sitting, now) && !isClosed(sitting, now);
}

/** When a click was made that arrives now, by the milliseconds that its page says were left; never outside the sitting. */
export function clickedAt(
  { startedAt, deadline }: Pick<Sitting, 'startedAt' | 'deadline'>,
  left: number | undefined,
  now: number,
): number {
  if (deadline === undefined || left === undefined) return now;
  return Math.min(now, Math.max(startedAt, deadline - left));
}

/** Whether a click counts. Its page may claim a wrong time, which gains the seconds of grace at most. */
export function isInTime(sitting: Sitting, left: number | undefined, now: number): boolean {
  return (
    sitting.settledAt === undefined &&
    !isClosed(sitting, now) &&
    !isOver(sitting, clickedAt(sitting, left, now))
  );
}

/** The moment under which a click that counts is noted: one in the grace belongs to the last moment of the exam. */
export function noteMoment({ deadline }: Pick<Sitting, 'deadline'>, now: number): number {
  return deadline === undefined ? now : Math.min(now, deadline - 1);
}

/** What edits make of a question, and the clicks in it that changed something. */
export function applyEdits(
  item: PaperItem,
  question: Question,
  edits: Edits,
  at: { now: number; day: number },
) {
  const next = { ...item };
  const moves: Move[] = [];
  const kind = kindOf(question);
  const response = edits.response && kind.inOrder(edits.response);
  if (response && !isSameResponse(response, kind.inOrder(item.response))) {
    next.response = response;
    next.answeredAt = at.now;
    next.day = at.day;
    if (kind.isComplete(next.response)) next.firstResponse ??= next.response;
    moves.push({ kind: 'choose', value: JSON.stringify(next.response) });
  }
  if (edits.flagged !== undefined && edits.flagged !== item.flagged) {
    next.flagged = edits.flagged;
    moves.push({ kind: edits.flagged ? 'flag' : 'unflag', value: '' });
  }
  if (edits.strike !== undefined && !item.struck.includes(edits.strike)) {
    next.struck = inOrder(question, [...item.struck, edits.strike]);
    moves.push({ kind: 'strike', value: edits.strike });
  }
  if (edits.restore !== undefined && next.struck.includes(edits.restore)) {
    next.struck = next.struck.filter((id) => id !== edits.restore);
    moves.push({ kind: 'restore', value: edits.restore });
  }
  return { item: next, moves };
}

function inOrder({ options }: Question, ids: readonly string[]): string[] {
  return options.map(({ id }) => id).filter((id) => ids.includes(id));
}

/**
 * The mark of a response by a later edition of its question: by the new key where the options are still the same;
 * otherwise none, and the question no longer counts.
 */
export function regrade(
  asked: Question,
  revised: Question,
  response: readonly string[],
): boolean | undefined {
  return hasSameOptions(asked, revised) ? kindOf(revised).isCorrect(response) : undefined;
}

/** Whether a later edition of a question can be answered in the ways that were asked, whatever its texts say. */
export function hasSameOptions(asked: Question, revised: Question): boolean {
  return kindOf(asked).responseSpace === kindOf(revised).responseSpace;
}
