/** How far the fit of a learner's schedule is. */
export type Stage =
  | { kind: 'waiting'; before: number }
  | { kind: 'reading'; share: number }
  | { kind: 'fitting' }
  | { kind: 'settling' }
  | { kind: 'failed' };
