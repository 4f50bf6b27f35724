import type { Question } from '../../bank/model.ts';
import type { Outgoing, TextWriter } from '../item/format.ts';
import { restOf } from '../item/rest.ts';
import { rightOf } from '../item/right.ts';
import { placesOf } from '../item/titles.ts';
import { rowOf } from './cell.ts';
import { type OwnColumn, optionColumns, promptColumns } from './layout.ts';

/** A table in Etude’s own layout, for Excel and other spreadsheets. */
export const csvWriter = tableWriter('csv', 'CSV', ',');

/** The same with tabs between its cells. */
export const tsvWriter = tableWriter('tsv', 'TSV', '\t');

function tableWriter(name: string, title: string, separator: string): TextWriter {
  return {
    name,
    title,
    ending: name,
    unfit: () => undefined,
    lost: ({ pictures }) =>
      pictures ? ['Its pictures are left out: copy them from the bank’s folder.'] : [],
    *write(bank) {
      const columns = columnsFor(bank.questions);
      // Excel takes a table without this mark for one of a local alphabet.
      yield `\ufeff${rowOf(columns, separator)}`;
      for (const question of bank.questions) {
        const cells = cellsOf(bank, question);
        yield rowOf(
          columns.map((column) => cells.get(column)),
          separator,
        );
      }
    },
  };
}

function columnsFor(questions: readonly Question[]): string[] {
  const most = (list: (question: Question) => readonly unknown[] | undefined) =>
    questions.reduce((count, question) => Math.max(count, list(question)?.length ?? 0), 0);
  const first: OwnColumn[] = ['Id', 'Domain', 'Objective', 'Type', 'Question'];
  const last: OwnColumn[] = ['Right', 'Tolerance', 'Unit', 'Rationale', 'Tags', 'Etude'];
  const prompts = promptColumns(most((each) => each.prompts));
  return [...first, ...prompts, ...optionColumns(most((each) => each.options)).flat(), ...last];
}

const shown = ['id', 'tolerance', 'unit', 'tags'] as const;

function cellsOf({ taxonomy }: Outgoing, question: Question): Map<string, string> {
  const { id, type, stem, options, prompts = [], tolerance, unit = '', rationale, tags = [] } = question;
  const [domain, objective] = placesOf(taxonomy, question);
  const own: Record<OwnColumn, string> = {
    Id: id,
    Domain: domain,
    Objective: objective,
    Type: type,
    Question: stem,
    Right: rightOf(question),
    Tolerance: tolerance === undefined ? '' : String(tolerance),
    Unit: unit,
    Rationale: rationale,
    Tags: tags.join(', '),
    Etude: restOf(question, {
      fields: tags.some((tag) => /[,;]|^\s|\s$/.test(tag)) ? shown.slice(0, 3) : shown,
    }),
  };
  const cells = new Map<string, string>(Object.entries(own));
  for (const [i, column] of promptColumns(prompts.length).entries()) cells.set(column, prompts[i]!.text);
  for (const [i, [text, why]] of optionColumns(options.length).entries())
    cells.set(text, options[i]!.text).set(why, options[i]!.rationale);
  return cells;
}
