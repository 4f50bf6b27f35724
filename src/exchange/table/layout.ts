/** The columns that each table of Etude has, beside those of options and prompts. */
export type OwnColumn =
  | 'Id'
  | 'Domain'
  | 'Objective'
  | 'Type'
  | 'Question'
  | 'Right'
  | 'Tolerance'
  | 'Unit'
  | 'Rationale'
  | 'Tags'
  | 'Etude';

/** The columns of prompts. */
export function promptColumns(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `Prompt ${i + 1}`);
}

/** The columns of options, each with that of its rationale. */
export function optionColumns(count: number): [text: string, rationale: string][] {
  return Array.from({ length: count }, (_, i) => {
    const letter = String.fromCharCode(65 + i);
    return [`Option ${letter}`, `Why ${letter}`];
  });
}

/** Most options or prompts that a question may have. */
export const mostOptions = 8;

/** Whether a line names the columns of a table of Etude. */
export function isOwn(cells: readonly string[]): boolean {
  const needed: OwnColumn[] = ['Id', 'Type', 'Question', 'Right', 'Etude'];
  return needed.every((name) => cells.includes(name));
}
