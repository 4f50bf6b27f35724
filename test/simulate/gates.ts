import type { Setting } from './job.ts';
import type { Estimate } from './statistics.ts';
import { type Cell, nameOfCell, type Row } from './summary.ts';

/** What the plan must keep beside something else, and whether it does, for one kind of memory in one setting. */
export type Verdict = {
  gate: string;
  cell: string;
  /** What is asked for, and what came out, as they are printed. */
  asked: string;
  figure: string;
  isHeld: boolean;
};

/** A gate on points beside other policies; of several the best one counts. */
type Gate = {
  gate: string;
  least: (setting: Setting) => number | undefined;
  besides: (policy: string) => boolean;
};

const isBaseline = (policy: string) => /^(SM-2|Leitner|FSRS)/.test(policy);
const onlyIf = (holds: boolean, points: number) => (holds ? points : undefined);

const gates: readonly Gate[] = [
  {
    gate: 'best baseline, new first, equal minutes',
    least: () => -1,
    besides: (policy) => isBaseline(policy) && policy.endsWith('new first'),
  },
  {
    gate: 'best baseline, new first, that stops; spare minutes',
    least: (setting) => onlyIf(isSpare(setting), 1.5),
    besides: (policy) => isBaseline(policy) && policy.endsWith('new first, stops'),
  },
  {
    gate: 'SM-2, reviews first; tight minutes',
    least: (setting) => onlyIf(!isSpare(setting), 2),
    besides: (policy) => policy === 'SM-2, reviews first',
  },
  {
    gate: 'Etude without a date',
    least: (setting) => (isSpare(setting) ? 1.5 : 3),
    besides: (policy) => policy === 'Etude without a date',
  },
  { gate: 'oracle', least: () => -3, besides: (policy) => policy === 'oracle' },
];

/** Whether a setting has more minutes than the bank needs; the others are tight. */
export function isSpare({ days, minutes }: Setting): boolean {
  return days * minutes > spareMinutes;
}

/** Between 30 days of 8 minutes, which are tight, and 14 of 24, which are not. */
const spareMinutes = 280;

/** The forecast may be off by so many points on average, and so many by its root mean square; the truth lies inside so often. */
const accurate = { bias: 2, rmse: 4, least: 75, most: 98 };

/** Holds the plan against every gate. */
export function verdictsOf(cells: readonly Cell[]): Verdict[] {
  return [
    ...gates.flatMap((gate) => cells.flatMap((cell) => verdictOf(gate, cell))),
    ...cells.flatMap(accuracyVerdicts),
  ];
}

function verdictOf({ gate, least, besides }: Gate, cell: Cell): Verdict[] {
  const points = least(cell.setting);
  const best = bestOf(cell.rows.filter(({ policy }) => besides(policy)));
  if (points === undefined || best === undefined) return [];
  const { gain } = best;
  return [
    {
      gate: best.policy === gate.split(';')[0] ? gate : `${gate} (${best.policy.split(',')[0]})`,
      cell: nameOfCell(cell),
      asked: `at least ${signed(points)}`,
      figure: printed(gain),
      isHeld: gain.mean >= points,
    },
  ];
}

function bestOf(rows: readonly Row[]): Row | undefined {
  return rows.toSorted((a, b) => b.score - a.score)[0];
}

function accuracyVerdicts(cell: Cell): Verdict[] {
  if (!cell.accuracy) return [];
  const { bias, rmse, inside } = cell.accuracy;
  const { bias: mostBias, rmse: mostRmse, least, most } = accurate;
  const verdict = (gate: string, asked: string, figure: string, isHeld: boolean) => ({
    gate: `readiness: ${gate}`,
    cell: nameOfCell(cell),
    asked,
    figure,
    isHeld,
  });
  return [
    verdict('bias', `within ±${mostBias}`, signed(bias), Math.abs(bias) <= mostBias),
    verdict('RMSE', `at most ${mostRmse}`, rmse.toFixed(1), rmse <= mostRmse),
    verdict(
      'inside its 80 % interval',
      `${least} to ${most} %`,
      `${inside.toFixed(0)} %`,
      least <= inside && inside <= most,
    ),
  ];
}

/** A number with its sign. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
}

/** A mean with its 95 % interval. */
export function printed({ mean, half }: Estimate): string {
  return `${signed(mean)} ± ${half.toFixed(1)}`;
}
