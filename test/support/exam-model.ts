import { expect } from 'vitest';
import type { Question } from '../../src/bank/model.ts';
import { MINUTE } from '../../src/base/time.ts';
import {
  type LearnerClock,
  learnerDay,
  mendClock,
  nextMoment,
  toLogDay,
  toLogMoment,
} from '../../src/learner/clock.ts';
import type { House } from './house.ts';

/** A question of a paper as it should stand in the store. */
export type ModelItem = {
  asked: Question;
  scored: boolean;
  /** The options by the letters that the page shows. */
  order: ReadonlyMap<string, string>;
  response: string[];
  first: string[] | undefined;
  at: number | undefined;
  day: number | undefined;
  flagged: boolean;
  struck: string[];
  tookMs: number;
  inGrace: boolean;
  late: { response: string[]; at: number } | undefined;
  correct: boolean | undefined;
  marked: number | undefined;
};

type ModelResult = { markedAt: number; correct: number; scored: number; passed: boolean; revised: number[] };

export type ModelSitting = {
  id: string;
  learner: string;
  pass: number;
  startedAt: number;
  deadline: number | undefined;
  revision: number;
  movedAt: number;
  currentNumber: number;
  settledAt: number | undefined;
  ending: string | undefined;
  items: ModelItem[];
  moves: { revision: number; number: number; kind: string; value: string; at: number }[];
  results: ModelResult[];
};

/** The fields of a question's form. */
export type Fields = Record<string, string | string[]>;

/** What a form of a sitting should be met with: gone on with, refused, or too late. */
export type Expected = { met: 'moved'; currentNumber: number } | { met: 'invalid' | 'not found' | 'ended' };

/** What exams should have done, in the plainest words. It knows nothing of how they do it. */
export class ExamModel {
  readonly clocks = new Map<string, LearnerClock>();
  readonly sittings: ModelSitting[] = [];
  readonly flags = new Set<string>();
  /** The questions that are live, by id. */
  live = new Map<string, Question>();

  open(learner: string | undefined): ModelSitting | undefined {
    return this.sittings.find((each) => each.learner === learner && each.settledAt === undefined);
  }

  /** The moment and the day under which an answer of this moment stands in the log. */
  stamp(learner: string, now: number): { at: number; day: number } {
    const clock = this.clocks.get(learner)!;
    clock.lastAnsweredAt = nextMoment(clock, now);
    clock.lastDay = learnerDay(clock, now);
    return { at: toLogMoment(clock, clock.lastAnsweredAt), day: toLogDay(clock, clock.lastDay) };
  }

  /** A learner comes by, which puts their clock right. */
  visit(learner: string | undefined, now: number): void {
    const clock = this.clocks.get(learner ?? '');
    if (clock) Object.assign(clock, mendClock(clock, now));
  }

  move(sitting: ModelSitting, number: number, fields: Fields, now: number): Expected {
    const isUp = this.#isOver(sitting, now);
    if (
      sitting.settledAt !== undefined ||
      (isUp && (!(Number(fields.left) > 0) || this.#isDue(sitting, now)))
    ) {
      this.#noteLate(sitting, number, fields, now);
      this.settle(sitting, now);
      return { met: 'ended' };
    }
    const item = sitting.items[number - 1];
    if (!item) return { met: 'not found' };
    const chosen = [fields.choice ?? []].flat();
    const named = [...chosen, ...[fields.strike ?? []].flat(), ...[fields.restore ?? []].flat()];
    if (named.some((letter) => !item.order.has(letter))) return { met: 'invalid' };
    if (item.asked.type === 'single' && chosen.length > 1) return { met: 'invalid' };
    sitting.revision++;
    const at = isUp ? sitting.deadline! - 1 : now;
    const note = (kind: string, value: string) =>
      sitting.moves.push({ revision: sitting.revision, number, kind, value, at });
    const idOf = (letter: string | string[]) => item.order.get(String(letter))!;
    const response = chosen.map(idOf).toSorted();
    if (chosen.toSorted().join('') !== fields.shown && response.join() !== item.response.join()) {
      const stamped = this.stamp(sitting.learner, at);
      Object.assign(item, { response, ...stamped, inGrace: item.inGrace || isUp });
      if (response.length === item.asked.key.length) item.first ??= response;
      note('choose', JSON.stringify(response));
    }
    if (fields.flag && (fields.flag === 'yes') !== item.flagged) {
      item.flagged = !item.flagged;
      note(item.flagged ? 'flag' : 'unflag', '');
    }
    if (fields.strike && !item.struck.includes(idOf(fields.strike))) {
      item.struck = [...item.struck, idOf(fields.strike)].toSorted();
      note('strike', idOf(fields.strike));
    }
    if (fields.restore && item.struck.includes(idOf(fields.restore))) {
      item.struck = item.struck.filter((id) => id !== idOf(fields.restore!));
      note('restore', idOf(fields.restore));
    }
    item.tookMs += Math.min(30 * MINUTE, Math.max(0, at - sitting.movedAt));
    sitting.movedAt = Math.max(sitting.movedAt, at);
    const wanted = fields.go === undefined || fields.go === 'review' ? number : Number(fields.go);
    sitting.currentNumber = Math.min(wanted, sitting.items.length);
    return { met: 'moved', currentNumber: sitting.currentNumber };
  }

  /** Ends a sitting: at its deadline if that has passed, and once. */
  settle(sitting: ModelSitting, now: number): void {
    if (sitting.settledAt !== undefined) return;
    if (this.#isOver(sitting, now) && !this.#isDue(sitting, now)) return;
    const isLate = this.#isOver(sitting, now);
    sitting.ending = isLate ? 'time up' : 'submitted';
    sitting.settledAt = isLate ? sitting.deadline! : now;
    sitting.revision++;
    for (const item of sitting.items) {
      item.correct = sameIds(item.response, item.asked.key);
      item.marked = item.asked.edition;
      if (item.flagged) this.flags.add(`${sitting.learner}/${item.asked.id}`);
    }
    this.#note(sitting, sitting.settledAt, []);
    this.#regrade(sitting, now);
  }

  settleOverdue(now: number): void {
    for (const sitting of this.sittings) if (this.#isDue(sitting, now)) this.settle(sitting, now);
  }

  /** Another bank goes live. */
  replace(questions: readonly Question[], now: number): void {
    this.live = new Map(questions.map((question) => [question.id, question]));
    for (const sitting of this.sittings) if (sitting.settledAt !== undefined) this.#regrade(sitting, now);
  }

  #isOver({ deadline, settledAt }: ModelSitting, now: number): boolean {
    return settledAt === undefined && deadline !== undefined && now >= deadline;
  }

  /** Ten seconds after the end. */
  #isDue(sitting: ModelSitting, now: number): boolean {
    return this.#isOver(sitting, now - 10_000);
  }

  #noteLate(sitting: ModelSitting, number: number, fields: Fields, now: number): void {
    const item = sitting.items[number - 1];
    const chosen = [fields.choice ?? []].flat().toSorted();
    const isWrong = chosen.some((letter) => !item?.order.has(letter));
    if (!item || isWrong || (item.asked.type === 'single' && chosen.length > 1)) return;
    const response = chosen.map((letter) => item.order.get(letter)!).toSorted();
    if (chosen.join('') === fields.shown || sameIds(response, item.response)) return;
    const claimed =
      sitting.deadline === undefined || fields.left === undefined
        ? now
        : sitting.deadline - Number(fields.left);
    const at = Math.min(now, Math.max(sitting.startedAt, claimed));
    if (item.late?.at === at && sameIds(item.late.response, response)) return;
    item.late = { response, at };
    sitting.revision++;
  }

  #regrade(sitting: ModelSitting, now: number): void {
    const revised = sitting.items.flatMap((item, i) => {
      const today = this.live.get(item.asked.id);
      if (!today || today.edition <= item.marked!) return [];
      const ids = (question: Question) => question.options.map(({ id }) => id);
      const isSame = sameIds(ids(today), ids(item.asked));
      item.correct = isSame ? sameIds(item.response, today.key) : undefined;
      item.marked = today.edition;
      return [i + 1];
    });
    if (revised.length > 0) this.#note(sitting, now, revised);
  }

  #note(sitting: ModelSitting, markedAt: number, revised: number[]): void {
    const counting = sitting.items.filter(({ scored, correct }) => scored && correct !== undefined);
    const correct = counting.filter((item) => item.correct).length;
    const passed = counting.length > 0 && correct * 100 >= sitting.pass * counting.length;
    sitting.results.push({ markedAt, correct, scored: counting.length, passed, revised });
  }
}

const sameIds = (a: readonly string[], b: readonly string[]) => a.toSorted().join() === b.toSorted().join();

const orNull = <T>(value: T | undefined) => value ?? null;
const list = (ids: readonly (string | number)[] | undefined) => (ids ? JSON.stringify(ids) : null);

/** Everything about exams that is stored, beside what the model says of it. */
export function expectAsModelled({ handle }: House, model: ExamModel): void {
  const stored = (sql: string) => handle.prepare(sql).all();
  const sittings = model.sittings.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const items = sittings.flatMap((sitting) =>
    sitting.items.map((item, i) => ({ sitting, item, number: i + 1 })),
  );
  expect(
    stored(
      `select id, learner, started_at, deadline, revision, moved_at, current_number, settled_at, ending from sitting order by id`,
    ),
  ).toEqual(
    sittings.map((sitting) => ({
      id: sitting.id,
      learner: sitting.learner,
      started_at: sitting.startedAt,
      deadline: orNull(sitting.deadline),
      revision: sitting.revision,
      moved_at: sitting.movedAt,
      current_number: sitting.currentNumber,
      settled_at: orNull(sitting.settledAt),
      ending: orNull(sitting.ending),
    })),
  );
  expect(
    stored(
      `select sitting, number, question, edition, response, first_response, answered_at, day, flagged, struck, took_ms,
         in_grace, late_response, late_at, correct, marked_edition
       from paper order by sitting, number`,
    ),
  ).toEqual(
    items.map(({ sitting, item, number }) => ({
      sitting: sitting.id,
      number,
      question: item.asked.id,
      edition: item.asked.edition,
      response: list(item.response),
      first_response: list(item.first),
      answered_at: orNull(item.at),
      day: orNull(item.day),
      flagged: Number(item.flagged),
      struck: list(item.struck),
      took_ms: item.tookMs,
      in_grace: Number(item.inGrace),
      late_response: list(item.late?.response.toSorted()),
      late_at: orNull(item.late?.at),
      correct: item.correct === undefined ? null : Number(item.correct),
      marked_edition: orNull(item.marked),
    })),
  );
  expect(stored('select * from move order by sitting, revision, kind')).toEqual(
    sittings.flatMap(({ learner, id, moves }) =>
      moves
        .toSorted((a, b) => a.revision - b.revision || (a.kind < b.kind ? -1 : 1))
        .map(({ at, ...move }) => ({ learner, sitting: id, ...move, moved_at: at })),
    ),
  );
  expect(stored('select * from result order by sitting, number')).toEqual(
    sittings.flatMap(({ learner, id, results }) =>
      results.map(({ markedAt, passed, revised, ...count }, i) => ({
        learner,
        sitting: id,
        number: i + 1,
        marked_at: markedAt,
        ...count,
        passed: Number(passed),
        revised: list(revised),
      })),
    ),
  );
  expectLogged(stored, items);
  expect(
    new Set(
      stored("select learner || '/' || question as flag from flag").map(
        (row) => (row as { flag: string }).flag,
      ),
    ),
  ).toEqual(model.flags);
}

/** The answered questions of settled sittings stand in the log, once, and no others. */
function expectLogged(
  stored: (sql: string) => unknown[],
  items: readonly { sitting: ModelSitting; item: ModelItem; number: number }[],
): void {
  const logged = items.filter(
    ({ sitting, item }) => sitting.settledAt !== undefined && item.response.length === item.asked.key.length,
  );
  expect(
    stored(
      `select id, learner, question, edition, answered_at, day, response, correct, took_ms, certainty
       from review where kind = 'exam' order by id`,
    ),
  ).toEqual(
    logged.map(({ sitting, item, number }) => ({
      id: `${sitting.id}-${number}`,
      learner: sitting.learner,
      question: item.asked.id,
      edition: item.asked.edition,
      answered_at: item.at,
      day: item.day,
      response: list(item.response),
      correct: Number(sameIds(item.response, item.asked.key)),
      took_ms: item.tookMs,
      certainty: 'none',
    })),
  );
}
