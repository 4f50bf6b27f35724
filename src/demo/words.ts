/** What every page of a demo says above everything else. */
export const demoBanner =
  'This is a demo. Everyone who visits it is the same learner, and it starts again every hour: nothing is kept.';
