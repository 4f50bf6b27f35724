import { printed, type Verdict } from './gates.ts';
import { thePlan } from './policies/policies.ts';
import { type Cell, nameOfCell } from './summary.ts';

/** Everything a terminal is shown, as Markdown. */
export function tablesOf(cells: readonly Cell[], verdicts: readonly Verdict[]): string {
  const held = verdicts.filter(({ isHeld }) => isHeld).length;
  return [
    ...cells.map((cell) => `### ${nameOfCell(cell)}\n\n${cellTable(cell)}`),
    '### Gates: the plan beside others in points, and its readiness',
    gateTable(cells, verdicts),
    `The plan keeps ${held} of ${verdicts.length} gates; those it misses are **bold**.`,
  ].join('\n\n');
}

function cellTable({ rows }: Cell): string {
  const head = ['policy', 'score', 'chance to pass', 'concepts met', 'minutes', 'answers', 'the plan’s gain'];
  const lines = rows.map(({ policy, score, pass, met, minutes, answers, gain }) => [
    policy,
    score.toFixed(1),
    pass.toFixed(0),
    met.toFixed(0),
    minutes.toFixed(0),
    answers.toFixed(0),
    policy === thePlan ? '' : printed(gain),
  ]);
  return table(head, lines);
}

/** A row for each kind of memory in each setting, a column for each gate. */
function gateTable(cells: readonly Cell[], verdicts: readonly Verdict[]): string {
  const gates = [...new Map(verdicts.map(({ gate, asked }) => [gate, asked]))];
  const head = ['kind, days × minutes', 'score (pass)', ...gates.map(([gate, asked]) => `${gate}: ${asked}`)];
  const lines = cells.map((cell) => {
    const name = nameOfCell(cell);
    const found = gates.map(([gate]) => verdicts.find((each) => each.gate === gate && each.cell === name));
    return [name.replace('x', ' × '), planned(cell), ...found.map(shown)];
  });
  return table(head, lines);
}

function planned({ rows }: Cell): string {
  const plan = rows.find(({ policy }) => policy === thePlan);
  return plan ? `${plan.score.toFixed(1)} (${plan.pass.toFixed(0)})` : '';
}

function shown(verdict: Verdict | undefined): string {
  if (!verdict) return '';
  return verdict.isHeld ? verdict.figure : `**${verdict.figure}**`;
}

/** A table in Markdown, whose columns also line up on a terminal. */
function table(head: readonly string[], lines: readonly string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...lines.map((line) => line[i]!.length)));
  const row = (cells: readonly string[]) => `| ${cells.map((c, i) => c.padEnd(widths[i]!)).join(' | ')} |`;
  return [row(head), row(widths.map((width) => '-'.repeat(width))), ...lines.map(row)].join('\n');
}
