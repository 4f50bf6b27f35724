import type { Role } from '../model.ts';

/** Somebody with an account, as an owner sees them. */
export type Person = { learner: string; name: string; role: Role; lastAnsweredAt: number };
