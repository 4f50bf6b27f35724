import { hasKind, kindNames } from '../../bank/kinds/kinds.ts';
import { listed } from '../../base/text/words.ts';
import { attempt, type Choice, type Item, type Outcome, Unfit } from '../item/model.ts';
import { plainNumber } from '../item/number.ts';
import { withRest } from '../item/rest.ts';
import { keyIn } from '../item/right.ts';
import { titleOf } from '../item/text.ts';
import { textIn } from './cell.ts';
import { mostOptions, type OwnColumn, optionColumns, promptColumns } from './layout.ts';

type Cells = (column: OwnColumn | (string & {})) => string;

/** Reads a line of a table in Etude’s own layout, whose texts are Markdown. */
export function readOwnRow(line: number, cells: readonly string[], columns: readonly string[]): Outcome {
  const at: Cells = (column) => textIn(cells[columns.indexOf(column)] ?? '');
  const [id, stem] = [at('Id').trim(), at('Question')];
  const category = [at('Domain'), at('Objective')].filter((each) => each.trim() !== '');
  const about = { id: `line ${line}`, title: titleOf(stem), category };
  const outcome = attempt(about, () => {
    if (stem.trim() === '') throw new Unfit('It has no text.');
    const type = typeIn(at);
    const prompts = promptColumns(mostOptions).map(
      (column, i): Choice => ({ id: String(i + 1), text: at(column) }),
    );
    const options = optionColumns(mostOptions).map(([text, why], i) =>
      optionOf(at, text, why, idOf(type, i)),
    );
    const asked = { options: options.filter(isFilled), prompts: prompts.filter(isFilled) };
    return {
      type,
      stem,
      ...asked,
      key: keyIn(at('Right'), { type, ...asked }),
      ...(type === 'numeric' ? { tolerance: toleranceIn(at('Tolerance')) } : {}),
      shuffle: true,
      rationale: at('Rationale'),
      extra: {},
      changes: [],
      format: 'table',
    };
  });
  return 'reason' in outcome ? outcome : withColumns(withRest(outcome, at('Etude')), id, at);
}

/** What has a column of its own and no place in an item. */
function withColumns(item: Item, id: string, at: Cells): Item {
  const tags = at('Tags')
    .split(/[;,]/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const unit = at('Unit');
  return {
    ...item,
    rest: {
      ...(id === '' ? {} : { id }),
      ...(tags.length > 0 ? { tags } : {}),
      ...(unit.trim() === '' ? {} : { unit }),
      ...item.rest,
    },
  };
}

const isFilled = ({ text }: Choice) => text.trim() !== '';

/** The id of an option by its place. */
function idOf(type: Item['type'], i: number): string {
  return type === 'true-false' && i < 2 ? (['true', 'false'][i] as string) : String.fromCharCode(97 + i);
}

function optionOf(at: Cells, text: string, why: string, id: string): Choice {
  const rationale = at(why);
  return {
    id,
    text: at(text),
    ...(rationale.trim() === '' ? {} : { rationale }),
  };
}

function typeIn(at: Cells): Item['type'] {
  const type = at('Type').trim().toLowerCase();
  const choice = { type, options: [], key: [] };
  if (!hasKind(choice)) throw new Unfit(`Its type “${at('Type')}” is not one of ${listed(kindNames)}.`);
  return choice.type;
}

function toleranceIn(cell: string): number {
  return cell.trim() === '' ? 0 : Number(plainNumber(cell.replace(',', '.')));
}
