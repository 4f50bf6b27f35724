import type { Unmet } from './unmet.ts';

const kinds = {
  object: 'an object in braces { }',
  array: 'a list in brackets [ ]',
  string: 'text in double quotes',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** What to do about a value that its schema does not allow. */
export function schemaSentence({ keyword, schema, names }: Unmet, name: string): string {
  switch (keyword) {
    case 'required':
      return `Missing: ${quoted(names)}.`;
    case 'type':
      return `${name} must be ${kinds[schema.type!]}.`;
    case 'enum':
      return `${name} must be one of ${quoted(schema.enum!)}.`;
    case 'minimum':
      return `${name} must be ${schema.minimum} or more.`;
    case 'maximum':
      return `${name} must be ${schema.maximum} or less.`;
    case 'maxLength':
      return `${name} is too long: shorten it to ${schema.maxLength} characters.`;
    case 'minItems':
      return `${name} needs at least ${entries(schema.minItems!)}.`;
    case 'maxItems':
      return `${name} takes at most ${entries(schema.maxItems!)}.`;
    case 'uniqueItems':
      return `${name} has the same entry twice: keep one.`;
    default:
      return `${name} ${schema.patternErrorMessage}.`;
  }
}

function quoted(values: readonly unknown[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

function entries(count: number): string {
  return count === 1 ? 'one entry' : `${count} entries`;
}

/** What authors call a field elsewhere, by the field's name here. */
const otherNames: Record<string, string> = {
  id: 'uuid questionId name',
  key: 'answer correct correctAnswer correctAnswers correctOption correctOptions solution solutions right answerKey answers',
  options: 'choices alternatives possibilities distractors answers',
  stem: 'question prompt text title body questionText',
  text: 'label value content answer option title',
  why: 'takeaway remember keyPoint summary moral',
  rationale: 'explanation feedback reason why comment explain justification',
  references: 'sources source links refs bibliography citation citations',
  difficulty: 'level hardness',
  cognitive: 'bloom bloomLevel taxonomy skill',
  type: 'kind format questionType',
  objective: 'category topic domain subject section',
  concept: 'idea',
  formerly: 'aliases alias previousIds oldIds oldId renamedFrom',
  edition: 'version revision',
  status: 'state',
  tags: 'labels keywords',
  authors: 'writtenBy creator',
  asOf: 'date lastChecked validOn',
  url: 'link href uri address',
  title: 'name label',
  locator: 'page pages chapter where',
  year: 'date published',
  questions: 'items quiz entries',
  domains: 'topics categories sections',
  objectives: 'topics goals',
  pass: 'passMark passingScore threshold',
  minutes: 'time duration timeLimit',
};

const fieldsByOtherName = Map.groupBy(
  Object.entries(otherNames).flatMap(([field, names]) =>
    names.split(' ').map((name) => ({ field, name: folded(name) })),
  ),
  ({ name }) => name,
);

function folded(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** ` Did you mean "key"?` for a field that authors call by another name elsewhere, or nothing. */
export function insteadOf(written: string, fields: readonly string[]): string {
  const known = fieldsByOtherName.get(folded(written)) ?? [];
  const found = known.find(({ field }) => fields.includes(field));
  return found ? ` Did you mean "${found.field}"?` : '';
}
