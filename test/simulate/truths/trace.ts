/** One learner's true memory of one concept. Moments are days since the first morning, with fractions. */
export type Trace = {
  /** The chance to recall it in the words it was practised in. */
  recall(at: number): number;
  /** The memory after the concept was asked and the verdict was read. */
  after(at: number, recalled: boolean): Trace;
};

/** A kind of memory: what a learner, by name, knows of a concept, by name, before it was ever asked. */
export type Truth = (learner: string, concept: string) => Trace;
