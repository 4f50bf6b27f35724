import { Type } from '../../base/schema.ts';
import { Count, Cursor, exactly, nullable, Text } from '../entry/schema.ts';

const place = { file: Text, line: Count };

const Finding = Type.Object(
  { ...place, column: Count, level: Type.Enum(['error', 'warning']), rule: nullable(Text), message: Text },
  exactly,
);

const Entry = {
  id: Text,
  objective: Text,
  concept: Text,
  type: Text,
  status: Text,
  pool: Text,
  edition: Count,
  line: Type.String({ description: 'The stem in one line of plain text.' }),
  place: Type.Object(place, exactly),
  findings: Count,
};

/** The questions of the bank as they are on disk. */
export const Questions = Type.Object(
  { questions: Type.Array(Type.Object(Entry, exactly)), cursor: Cursor },
  exactly,
);

const Option = Type.Object({ id: Text, text: Text, rationale: Text, isKey: Type.Boolean() }, exactly);

/** A question as its author wrote it, with its answer. */
export const BankQuestion = Type.Object(
  {
    ...Entry,
    findings: Type.Array(Finding),
    stem: Type.String({ description: 'Markdown' }),
    options: Type.Array(Option),
    prompts: Type.Array(Type.Object({ id: Text, text: Text }, exactly)),
    key: Type.Array(Text),
    why: Text,
    rationale: Text,
    tags: Type.Array(Text),
  },
  exactly,
);

export const QuestionParams = Type.Object({ id: Type.String({ maxLength: 120 }) });

/** What the check of the bank says. */
export const Check = Type.Object(
  {
    isHeldBack: Type.Boolean({ description: 'Whether an error keeps the files from going live.' }),
    isBeingJudged: Type.Boolean({ description: 'Whether the rules are still being applied.' }),
    findings: Type.Array(Finding),
    cursor: Cursor,
  },
  exactly,
);
