/**
 * The day by which samples rotate, in days since 1970: today's, or that of `SAMPLE_DAY`, by which a failure of another
 * day is repeated. The names of the tests that draw a sample say it.
 */
export const sampleDay = Number(process.env.SAMPLE_DAY ?? Math.floor(Date.now() / 86_400_000));

/** Which of every `stride` things are tried today, counted from their first; over as many days each has its turn. */
export const isDrawn = (i: number, stride: number): boolean => i % stride === sampleDay % stride;
