/**
 * The day by which samples rotate, in days since 1970: today's, or that of `SAMPLE_DAY`, by which a failure of another
 * day is repeated.
 */
export const sampleDay = Number(process.env.SAMPLE_DAY ?? Math.floor(Date.now() / 86_400_000));

/** Which of every `stride` things are tried today, counted from their first; over as many days each has its turn. */
export const isDrawn = (i: number, stride: number): boolean => i % stride === sampleDay % stride;

/** What the name of a test that draws a sample ends with; with `npm run torture` it draws everything there is. */
export const ofSample = process.env.TORTURE ? '' : ` (a sample, that of SAMPLE_DAY=${sampleDay})`;
