import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, choices, chooseNext, type Queue } from '../../../src/practice/day/queue.ts';

const at = (name: string): Candidate => ({ concept: name, objective: name.split('-')[0]! });
const empty: Queue = {
  seed: 'someone/20000',
  answeredToday: 0,
  last: undefined,
  ready: [],
  resting: [],
  due: [],
  dueCount: 0,
  unmet: [],
};
const queue = (parts: Partial<Queue>): Queue => ({ ...empty, dueCount: parts.due?.length ?? 0, ...parts });

describe('what comes next', () => {
  test('nothing, when there is nothing', () => {
    expect(chooseNext(empty)).toBeUndefined();
  });

  test('a missed one that has rested goes before all else', () => {
    expect(chooseNext(queue({ ready: [at('a-1')], due: [at('b-1')], unmet: [at('c-1')] }))).toBe('a-1');
  });

  test('a resting one waits while anything else is left', () => {
    expect(chooseNext(queue({ resting: [at('a-1')], due: [at('b-1')] }))).toBe('b-1');
  });

  test('the last thing left is asked early, but not the very one just answered', () => {
    expect(chooseNext(queue({ resting: [at('a-1')], last: at('b-1') }))).toBe('a-1');
    expect(chooseNext(queue({ resting: [at('a-1')], last: at('a-1') }))).toBeUndefined();
  });

  test('what was asked last is asked again once it has rested, or on another day, if nothing else is left', () => {
    expect(chooseNext(queue({ due: [at('a-1')], last: at('a-1') }))).toBe('a-1');
    expect(chooseNext(queue({ ready: [at('a-1')], last: at('a-1') }))).toBe('a-1');
  });

  test('two of one objective do not follow each other while there is a choice', () => {
    const due = [at('a-1'), at('a-2'), at('b-1')];
    expect(chooseNext(queue({ due, last: at('a-9') }))).toBe('b-1');
    expect(chooseNext(queue({ due: due.slice(0, 2), last: at('a-9') }))).toBe('a-1');
  });

  test('new ones are mixed in by their share, the same at every reload', () => {
    const due = Array.from({ length: 8 }, (_, i) => at(`d${i}-1`));
    const unmet = Array.from({ length: 10 }, (_, i) => at(`n${i}-1`));
    const picks = Array.from({ length: 400 }, (_, i) => {
      const given = queue({ due, dueCount: 30, unmet, seed: `learner${i}/20000` });
      expect(chooseNext(given)).toBe(chooseNext(given));
      return chooseNext(given)!;
    });
    const share = picks.filter((concept) => concept.startsWith('n')).length / picks.length;
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.32);
  });

  test('learners and days differ in the order of what is new', () => {
    const unmet = Array.from({ length: 10 }, (_, i) => at(`n${i}-1`));
    const firsts = ['x/1', 'x/2', 'y/1', 'y/2', 'z/1'].map((seed) => chooseNext(queue({ unmet, seed })));
    expect(new Set(firsts).size).toBeGreaterThan(1);
  });
});

/** One learner's day played to its end: every answer takes a minute, a miss rests for ten. */
function play(
  start: { due: Candidate[]; unmet: Candidate[] },
  misses: (concept: string, n: number) => boolean,
) {
  let { due, unmet } = start;
  let waiting: (Candidate & { readyAt: number })[] = [];
  const asked: { concept: string; minute: number }[] = [];
  let last: Candidate | undefined;
  for (let minute = 0; minute < 600; minute++) {
    const given = queue({
      due: due.slice(0, 8),
      dueCount: due.length,
      unmet,
      ready: waiting.filter(({ readyAt }) => readyAt <= minute),
      resting: waiting.filter(({ readyAt }) => readyAt > minute),
      last,
      answeredToday: asked.length,
    });
    const next = chooseNext(given);
    expect(choices(given).some(({ concept }) => concept === next)).toBe(next !== undefined);
    expect(choices(given).length > 0).toBe(next !== undefined);
    if (next === undefined) {
      if (waiting.length === 0) break;
      continue;
    }
    expect(next === last?.concept && !waiting.some((w) => w.concept === next && w.readyAt <= minute)).toBe(
      false,
    );
    asked.push({ concept: next, minute });
    last = [...due, ...unmet, ...waiting].find(({ concept }) => concept === next)!;
    const candidate = at(last.concept);
    const others = <T extends Candidate>(list: T[]) => list.filter(({ concept }) => concept !== next);
    [due, unmet, waiting] = [others(due), others(unmet), others(waiting)];
    if (misses(next, asked.filter(({ concept }) => concept === next).length)) {
      waiting.push({ ...candidate, readyAt: minute + 10 });
      waiting.sort((a, b) => a.readyAt - b.readyAt);
    }
  }
  return { asked, left: [...due, ...unmet, ...waiting] };
}

test('for any day: nothing due starves, nothing is repeated at once, what was missed comes back', () => {
  const name = fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 30 }))
    .map(([o, n]) => `${o}-${n}`);
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { maxLength: 25 }),
      fc.uniqueArray(name, { maxLength: 10 }),
      fc.integer({ min: 0, max: 4 }),
      (due, unmet, stubborn) => {
        const fresh = unmet.filter((each) => !due.includes(each));
        const start = { due: due.map(at), unmet: fresh.map(at) };
        const { asked, left } = play(start, (concept, n) => concept.length % 2 === 1 && n <= stubborn);
        expect(left).toEqual([]);
        expect(new Set(asked.map(({ concept }) => concept))).toEqual(new Set([...due, ...fresh]));
      },
    ),
    { seed: 3, numRuns: 200 },
  );
});
