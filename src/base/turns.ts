/** Work that stops after each small step, so that it can be done at once or between the requests of readers. */
export type Work<T> = Generator<undefined, T, undefined>;

/** Most time for one turn of the event loop, in milliseconds: a request takes several turns, and a reader waits for all. */
const turnMs = 8;

/** Does work from its first step to its last. */
export function atOnce<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Does work a few milliseconds in each turn of the event loop. */
export async function inTurns<T>(work: Work<T>, rest: () => Promise<void> | undefined = pace()): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    const resting = rest();
    if (resting) await resting;
  }
}

/** What long work asks between its steps: it waits for the next turn once this one has lasted long enough. */
export function pace(now: () => number = () => performance.now()): () => Promise<void> | undefined {
  let began = now();
  return () => {
    if (now() - began < turnMs) return undefined;
    return nextTurn().then(() => {
      began = now();
    });
  };
}

/** The next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
