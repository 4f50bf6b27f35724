import type { Setting } from './job.ts';
import { thePlan } from './policies/policies.ts';
import type { Estimate } from './statistics.ts';
import { type Cell, nameOfCell, type Row } from './summary.ts';

/** Whether the plan keeps a gate for one kind of memory in one setting. */
export type Verdict = {
  gate: string;
  /** What is asked for, and what came out, as they are printed. */
  asked: string;
  figure: string;
  cell: string;
  isHeld: boolean;
};

/** What came out for a gate, and whether that is enough; undefined where the gate does not apply. */
type Judge = (cell: Cell) => { figure: string; isHeld: boolean } | undefined;

type Gate = { gate: string; asked: string; judge: Judge };

const isBaseline = (policy: string) => /^(SM-2|Leitner|FSRS)/.test(policy);

const gates: readonly Gate[] = [
  {
    gate: 'best baseline, new first',
    asked: '≥ −1',
    judge: beside((policy) => isBaseline(policy) && policy.endsWith('new first'), { tight: -1, spare: -1 }),
  },
  {
    gate: 'the same, stopping',
    asked: 'spare ≥ +1.5',
    judge: beside((policy) => isBaseline(policy) && policy.endsWith('new first, stops'), { spare: 1.5 }),
  },
  {
    gate: 'SM-2, reviews first',
    asked: 'tight ≥ +2',
    judge: beside((policy) => policy === 'SM-2, reviews first', { tight: 2 }),
  },
  {
    gate: 'Etude without a date',
    asked: 'tight ≥ +3, spare ≥ +1.5',
    judge: beside((policy) => policy === 'Etude without a date', { tight: 3, spare: 1.5 }),
  },
  {
    gate: 'oracle',
    asked: '≥ −3',
    judge: beside((policy) => policy === 'oracle', { tight: -3, spare: -3 }),
  },
  {
    gate: 'bias',
    asked: 'within ±2',
    judge: ({ accuracy }) =>
      accuracy && { figure: signed(accuracy.bias), isHeld: Math.abs(accuracy.bias) <= 2 },
  },
  {
    gate: 'RMSE',
    asked: '≤ 4',
    judge: ({ accuracy }) => accuracy && { figure: accuracy.rmse.toFixed(1), isHeld: accuracy.rmse <= 4 },
  },
  {
    gate: 'inside',
    asked: '75 to 98%',
    judge: ({ accuracy }) =>
      accuracy && {
        figure: `${accuracy.inside.toFixed(1)}%`,
        isHeld: accuracy.inside >= 75 && accuracy.inside <= 98,
      },
  },
];

/** Holds the plan against every gate. */
export function verdictsOf(cells: readonly Cell[]): Verdict[] {
  return gates.flatMap(({ gate, asked, judge }) =>
    cells.flatMap((cell) => {
      const judged = judge(cell);
      return judged ? [{ gate, asked, cell: nameOfCell(cell), ...judged }] : [];
    }),
  );
}

/** Asks for so many points beside the best of some policies, where minutes are tight and where they are spare. */
function beside(isMeant: (policy: string) => boolean, least: { tight?: number; spare?: number }): Judge {
  return ({ rows, setting }) => {
    const points = isSpare(setting) ? least.spare : least.tight;
    const best = bestOf(rows.filter(({ policy }) => isMeant(policy)));
    const isCompared = rows.some(({ policy }) => policy === thePlan);
    if (points === undefined || !best || !isCompared) return undefined;
    return { figure: printed(best.gain), isHeld: best.gain.mean >= points };
  };
}

function bestOf(rows: readonly Row[]): Row | undefined {
  return rows.toSorted((a, b) => b.score - a.score)[0];
}

/** Whether a setting has more minutes than the bank needs; the others are tight. */
function isSpare({ days, minutes }: Setting): boolean {
  return days * minutes > mostTightMinutes;
}

/** Thirty days of eight minutes are tight, fourteen of twenty-four are not. */
const mostTightMinutes = 280;

/** A number with its sign. */
function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}

/** A mean with its 95 % interval. */
export function printed({ mean, half }: Estimate): string {
  return `${signed(mean)} ± ${half.toFixed(1)}`;
}
