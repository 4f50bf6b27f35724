import type { Static } from 'typebox';
import { Type } from '../base/schema.ts';
import { DAY, HOUR, isZone } from '../base/time.ts';
import type { ClockMend } from './clock.ts';
import { shortcutNames } from './shortcuts.ts';

/** How pages look: as the device does, or always light or dark. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What somebody may do: a guest is a learner without an account. */
export const roles = ['learner', 'author', 'owner'] as const;
export type Role = (typeof roles)[number];

/** Who is studying, with their settings and their clock as Etude has seen it. */
export type Learner = {
  id: string;
  /** Rises with every decision about them, so that of two which overlap only one is saved. */
  revision: number;
  /** The name that they sign in with and what they may do; a guest has none. */
  account: { name: string; role: Role } | undefined;
  zone: string;
  /** The hour at which their day begins. */
  dayStart: number;
  newPerDay: number;
  /** The share of answers they want to know when a question comes back. */
  retention: number;
  /** The weights of their own schedule as JSON; empty for the standard ones. */
  weights: string;
  /** The keyboard shortcuts that are turned off. */
  keysOff: readonly string[];
  theme: Theme;
  /** The last learner day with an answer, and the moment of the last answer: neither falls while the clock is right. */
  lastDay: number;
  lastAnsweredAt: number;
  /** Where a clock was ahead once: empty for nearly everybody. */
  clockMends: readonly ClockMend[];
  /** The number of learner days with an answer. */
  practiceDays: number;
  /** New concepts granted on top of `newPerDay`, for one day. */
  extraNew: number;
  extraDay: number;
  /** How many concepts at the start of a syllabus (by its hash) have all been met. */
  syllabus: string;
  syllabusMet: number;
  /** Whether they have stopped practising: nothing is asked until they go on. */
  stopped: boolean;
  /** How many questions that they have answered were revised, until they have read of it. */
  revised: number;
  standing: Standing;
  /** The epoch of the bank that was live when they were read; 0 where only one process serves the database. */
  bankEpoch: number;
};

/** An answer in practice, as much of it as it takes to go on from it. */
export type LastAnswer = { id: string; question: string; day: number };

/** Where a learner's practice stands; days as the log numbers them. */
export type Standing = {
  /** The last day with an answer in practice, and what of it has not been taken back. */
  day: number;
  answers: number;
  correct: number;
  first: number;
  tookMs: number;
  /** The last answer that was not taken back, and the last one if it was. */
  latest: LastAnswer | undefined;
  takenBack: LastAnswer | undefined;
  /** Answers and milliseconds of the recent days. */
  paceAnswers: number;
  paceMs: number;
};

/** Before the first answer. */
export const noStanding: Standing = {
  day: -1,
  answers: 0,
  correct: 0,
  first: 0,
  tookMs: 0,
  latest: undefined,
  takenBack: undefined,
  paceAnswers: 0,
  paceMs: 0,
};

/** The settings a new learner begins with; the zone comes from the configuration. */
export const defaults = {
  dayStart: 4,
  newPerDay: 10,
  retention: 0.9,
  weights: '',
  keysOff: [],
  theme: 'auto',
} as const;

/** A learner who has done nothing yet, by the digest that their id is taken from. */
export function newLearner(digest: string, zone: string): Learner {
  return {
    id: digest.slice(0, 22),
    revision: 0,
    account: undefined,
    zone,
    ...defaults,
    lastDay: 0,
    lastAnsweredAt: 0,
    clockMends: [],
    practiceDays: 0,
    extraNew: 0,
    extraDay: 0,
    syllabus: '',
    syllabusMet: 0,
    revised: 0,
    stopped: false,
    standing: noStanding,
    bankEpoch: 0,
  };
}

/** Days with visitors before Etude deletes anything, whatever clock and settings say. */
export const fewestSilentDays = 7;

/** On how many days this installation must have had visitors without a guest until the guest is deleted. */
export function silentDays(guestDays: number): number {
  return Math.max(guestDays, fewestSilentDays);
}

/** A session as its learner sees it in a list; `hash` is that of its token. */
export type ListedSession = { hash: string; device: string; seenAt: number };

/** For how long after a sign-in its browser may change how its learner signs in. */
export const proofLasts = HOUR;

/** For how long a session of an account lets in without being used, and for how long at the most. */
export const accountIdle = 30 * DAY;
export const accountLife = 90 * DAY;

/** For how long a guest's session that nobody uses lets its learner in. */
export const sessionLife = 365 * DAY;

/** How many new concepts the learner may meet on a day. */
export function newAllowance(learner: Learner, day: number): number {
  return learner.newPerDay + (learner.extraDay === day ? learner.extraNew : 0);
}

/** The settings form as the browser sends it. */
export const SettingsForm = Type.Object({
  token: Type.String({ maxLength: 400 }),
  zone: Type.String({ maxLength: 64 }),
  dayStart: Type.Integer({ minimum: 0, maximum: 23 }),
  newPerDay: Type.Integer({ minimum: 0, maximum: 100 }),
  retention: Type.Integer({ minimum: 80, maximum: 97 }),
  /** Pages that were opened before there was a choice do not send it. */
  theme: Type.Optional(Type.Enum([...themes])),
  /** The shortcuts that are on; a browser leaves out the boxes that are not ticked. */
  keys: Type.Optional(Type.Array(Type.Enum(shortcutNames), { maxItems: shortcutNames.length })),
});
export type Settings = Pick<Learner, 'zone' | 'dayStart' | 'newPerDay' | 'retention' | 'keysOff' | 'theme'>;

/** The settings of a form, or the sentence that says what is wrong with them. */
export function readSettings(
  form: Static<typeof SettingsForm>,
  before: Pick<Settings, 'theme'>,
): Settings | string {
  if (!isZone(form.zone)) return `There is no time zone “${form.zone}”. Choose one from the list.`;
  return {
    zone: form.zone,
    dayStart: form.dayStart,
    newPerDay: form.newPerDay,
    retention: form.retention / 100,
    theme: form.theme ?? before.theme,
    keysOff: shortcutNames.filter((name) => !form.keys?.includes(name)),
  };
}
