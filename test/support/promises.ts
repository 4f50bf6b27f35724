/** What Etude promises for the day on which things break, and the files whose tests show it. */
export type Kept = { promise: string; files: string[] };

/** The table of promises on the page "When things break" of the help. */
export function promisesOf(page: string): Kept[] {
  return page
    .split('\n')
    .filter((line) => line.includes('`test/'))
    .map((line) => {
      const [, promise = ''] = line.split('|');
      return {
        promise: promise.trim(),
        files: [...line.matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file!),
      };
    });
}

/** How many tests of a file went which way. */
export type Outcome = { passed: number; failed: number; skipped: number };

const notRun: Outcome = { passed: 0, failed: 0, skipped: 1 };

/** A line for each promise: whether this run has shown that it is kept. */
export function reportOf(promises: readonly Kept[], outcomes: ReadonlyMap<string, Outcome>): string {
  const lines = promises.map(({ promise, files }) => {
    const seen = files.map((file) => outcomes.get(file) ?? notRun);
    const sum = (way: keyof Outcome) => seen.reduce((total, outcome) => total + outcome[way], 0);
    return `${verdict(sum('passed'), sum('failed'), sum('skipped')).padEnd(10)}${promise}`;
  });
  return ['When things break', ...lines].join('\n');
}

function verdict(passed: number, failed: number, skipped: number): string {
  if (failed > 0) return 'BROKEN';
  if (passed === 0) return 'not tried';
  return skipped === 0 ? 'kept' : 'in part';
}
