/** How much a finding weighs: an error is decided by the program, a warning is for the author to judge. */
export type Level = 'error' | 'warning';

/** One rule of item writing. */
export type Rule = {
  id: string;
  /** What `etude check` can find; a rule without levels is for a reviewer. */
  levels: readonly Level[];
  /** Whether even its errors may be waived with a reason. */
  mayWaive?: true;
  what: string;
  why: string;
};

export const E = ['error'] as const;

export const W = ['warning'] as const;

export const EW = ['error', 'warning'] as const;

export const reviewer = [] as const;
