import { printed, signed, type Verdict } from './gates.ts';
import { thePlan } from './policies/policies.ts';
import { type Cell, nameOfCell } from './summary.ts';

/** Everything a terminal is shown, as Markdown. */
export function tablesOf(cells: readonly Cell[], verdicts: readonly Verdict[]): string {
  const missed = verdicts.filter(({ isHeld }) => !isHeld);
  return [
    ...cells.map(cellTable),
    accuracyTable(cells),
    gateTable(verdicts),
    `${verdicts.length - missed.length} of ${verdicts.length} gates are held.`,
  ].join('\n\n');
}

function cellTable(cell: Cell): string {
  const rows = cell.rows.map(({ policy, score, pass, met, minutes, answers, gain }) => [
    policy,
    score.toFixed(1),
    pass.toFixed(0),
    met.toFixed(0),
    minutes.toFixed(0),
    answers.toFixed(0),
    policy === thePlan ? '' : printed(gain),
  ]);
  const head = ['policy', 'score', 'chance to pass', 'concepts met', 'minutes', 'answers', 'the plan’s gain'];
  return `### ${nameOfCell(cell)}\n\n${table(head, rows)}`;
}

function accuracyTable(cells: readonly Cell[]): string {
  const rows = cells.flatMap((cell) => {
    if (!cell.accuracy) return [];
    const { forecasts, bias, rmse, inside } = cell.accuracy;
    return [[nameOfCell(cell), String(forecasts), signed(bias), rmse.toFixed(1), `${inside.toFixed(0)} %`]];
  });
  const head = ['readiness', 'forecasts', 'bias', 'RMSE', 'truth inside the 80 % interval'];
  return table(head, rows);
}

function gateTable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ gate, cell, asked, figure, isHeld }) => [
    gate,
    cell,
    asked,
    figure,
    isHeld ? 'held' : '**missed**',
  ]);
  return table(['gate: beside', 'where', 'asked', 'figure', ''], rows);
}

/** A table in Markdown, whose columns also line up on a terminal. */
function table(head: readonly string[], rows: readonly string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((c, i) => c.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
