/**
 * The classical statistics of a question, as Moodle's quiz report computes them: x is the mark of an answer, y what its
 * giver scored on the rest, and every variance divides by n - 1.
 */

/** Answers that got the same mark, from people who did equally well on the rest. */
export type Scored = { mark: number; rest: number; count: number };

/** The mean mark; undefined without answers. */
export function facility(answers: readonly Scored[]): number | undefined {
  const n = sizeOf(answers);
  return n === 0 ? undefined : sumOf(answers, ({ mark }) => mark) / n;
}

/** The standard deviation of the marks; undefined below two answers. */
export function deviation(answers: readonly Scored[]): number | undefined {
  const marks = answers.map(({ mark, count }) => ({ mark, rest: mark, count }));
  return sizeOf(answers) < 2 ? undefined : Math.sqrt(covariance(marks));
}

/**
 * How well a question tells those who do well on the rest from those who do not: the correlation of mark and rest, from
 * -1 to 1; undefined where either never varies.
 */
export function discrimination(answers: readonly Scored[]): number | undefined {
  if (sizeOf(answers) < 2) return undefined;
  const marks = covariance(answers.map(({ mark, count }) => ({ mark, rest: mark, count })));
  const rests = covariance(answers.map(({ rest, count }) => ({ mark: rest, rest, count })));
  return quotient(covariance(answers), Math.sqrt(marks * rests));
}

/** How much of the discrimination that these marks allow at most a question has; undefined where they allow none. */
export function discriminativeEfficiency(answers: readonly Scored[]): number | undefined {
  return sizeOf(answers) < 2 ? undefined : quotient(covariance(answers), covariance(sortedApart(answers)));
}

/** The part of the variance of many answers that rounding may leave where there is none. */
const negligible = 1e-12;

const quotient = (above: number, below: number) => (below > negligible ? above / below : undefined);

const sizeOf = (answers: readonly Scored[]) => answers.reduce((sum, { count }) => sum + count, 0);

const sumOf = (answers: readonly Scored[], value: (answer: Scored) => number) =>
  answers.reduce((sum, answer) => sum + value(answer) * answer.count, 0);

/** The covariance of mark and rest. */
function covariance(answers: readonly Scored[]): number {
  const n = sizeOf(answers);
  const markMean = sumOf(answers, ({ mark }) => mark) / n;
  const restMean = sumOf(answers, ({ rest }) => rest) / n;
  return sumOf(answers, ({ mark, rest }) => (mark - markMean) * (rest - restMean)) / (n - 1);
}

/** The same marks and rests, the lowest mark with the lowest rest and so on: what would covary most. */
function sortedApart(answers: readonly Scored[]): Scored[] {
  const marks = answers.map(({ mark, count }) => ({ value: mark, count })).sort((a, b) => a.value - b.value);
  const rests = answers.map(({ rest, count }) => ({ value: rest, count })).sort((a, b) => a.value - b.value);
  const paired: Scored[] = [];
  for (let i = 0, j = 0; i < marks.length && j < rests.length; ) {
    const [mark, rest] = [marks[i]!, rests[j]!];
    const count = Math.min(mark.count, rest.count);
    paired.push({ mark: mark.value, rest: rest.value, count });
    mark.count -= count;
    rest.count -= count;
    if (mark.count === 0) i++;
    if (rest.count === 0) j++;
  }
  return paired;
}
