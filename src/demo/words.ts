/** What every page of a demo says above everything else. */
export const demoBanner =
  'This is a demo. Everyone who visits it is the same learner, and every hour it begins again: nothing is kept.';
