import { expect, test } from 'vitest';
import { barLine, partOf, progressBar } from '../../../src/base/process/progress.ts';

/** A screen that keeps what is written to it, and a clock that the test moves. */
function terminal(columns = 80) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const screen = { isTTY: true, columns, write: (text: string) => written.push(text) };
  return { written, clock, screen, now: () => clock.ms };
}

test('in a pipe or a file nothing is drawn', () => {
  const { written, screen } = terminal();
  const bar = progressBar('doctor', { ...screen, isTTY: false });
  bar.progress(0.5);
  bar.clear();
  expect(written).toEqual([]);
});

test('a line has name, bar, share and, after two seconds, the time that is left', () => {
  expect(barLine('doctor', 0, 0)).toBe(`doctor  ${'░'.repeat(24)}   0%`);
  expect(barLine('doctor', 0.5, 10_000)).toBe(
    `doctor  ${'█'.repeat(12)}${'░'.repeat(12)}  50%  about 10 s left`,
  );
  expect(barLine('doctor', 0.1, 60_000)).toMatch(/10% {2}about 9 min left$/);
  expect(barLine('doctor', 0.5, 1_000)).toMatch(/50%$/);
  expect(barLine('doctor', 1, 10_000)).toBe(`doctor  ${'█'.repeat(24)} 100%`);
  expect(barLine('doctor', 1.2, 10_000)).toBe(barLine('doctor', 1, 10_000));
});

test('it is drawn at most ten times a second on one line, and cleared at the end', () => {
  const { written, clock, screen, now } = terminal();
  const bar = progressBar('backup', screen, now);
  for (clock.ms = 0; clock.ms < 1_000; clock.ms++) bar.progress(clock.ms / 1_000);
  expect(written).toHaveLength(10);
  bar.clear();
  for (const text of written) {
    expect(text.startsWith('\r\u001b[K')).toBe(true);
    expect(text.slice(1)).not.toMatch(/[\r\n]/);
  }
  expect(written.at(-1)).toBe('\r\u001b[K');
});

test('what was never drawn is not cleared', () => {
  const { written, screen, now } = terminal();
  progressBar('config', screen, now).clear();
  expect(written).toEqual([]);
});

test('on a narrow terminal the line does not wrap', () => {
  const { written, screen, now } = terminal(20);
  progressBar('backup', screen, now).progress(0.5);
  expect(written[0]!.slice('\r\u001b[K'.length)).toHaveLength(19);
});

test('on a terminal that does not know its width it is drawn all the same', () => {
  const { written, screen, now } = terminal(0);
  progressBar('backup', screen, now).progress(0.5);
  expect(written[0]).toContain('backup  ');
});

test('a part of the work moves the bar from where the part begins to where it ends', () => {
  const shares: number[] = [];
  const part = partOf((share) => void shares.push(share), 0.2, 0.6);
  for (const share of [0, 0.5, 1]) part(share);
  expect(shares.map((share) => share.toFixed(2))).toEqual(['0.20', '0.40', '0.60']);
});
