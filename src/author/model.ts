import type { Question } from '../bank/model.ts';

/** A text that was live once. */
export type StoredText = { hash: string; question: Question; storedAt: number };

/** A problem that a candidate reported, and which text they saw. */
export type Report = { message: string; reportedAt: number; question: string; hash: string };

/** The most rows that one page reads. */
export const caps = { texts: 20, reports: 50, recentReports: 1000, flagged: 50 } as const;
