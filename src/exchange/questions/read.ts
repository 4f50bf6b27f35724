import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { Failure } from '../../base/failure.ts';
import type { Outcome } from '../item/model.ts';
import { titleOf } from '../item/text.ts';

/** Reads questions in Etude’s own JSON: a file of a bank, or an export of one. */
export function readQuestions(text: string): Outcome[] {
  const value = parsed(text) as { questions?: unknown; domains?: Named[] } | undefined;
  if (!Array.isArray(value?.questions))
    throw new Failure('invalid', 'This JSON file has no “questions” list, so it is not from Etude.');
  return value.questions.map((each, i) => outcomeOf(each, i, value.domains ?? []));
}

type Named = { id: string; title: string; objectives?: Named[] };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('invalid', 'This file is not valid JSON: “etude check” shows where.');
  }
}

function outcomeOf(value: unknown, i: number, domains: readonly Named[]): Outcome {
  const authored = value as Partial<AuthoredQuestion> | null;
  const about = {
    id: String(authored?.id ?? `question ${i + 1}`),
    title: titleOf(String(authored?.stem ?? '')),
  };
  if (typeof authored?.stem !== 'string' || !Array.isArray(authored.options) || !Array.isArray(authored.key))
    return { ...about, category: [], reason: 'It has no stem, options or key.' };
  const { stem, options, key, type, rationale = '', ...rest } = authored as AuthoredQuestion;
  const domain = domains.find(({ id }) => id === rest.objective?.split('.')[0]);
  const objective = domain?.objectives?.find(({ id }) => id === rest.objective);
  const category = [domain?.title, objective?.title].filter((each) => each !== undefined);
  return {
    ...about,
    category,
    type,
    stem,
    options,
    prompts: [],
    key,
    shuffle: rest.shuffle ?? true,
    rationale,
    extra: {},
    changes: [],
    rest,
  };
}
