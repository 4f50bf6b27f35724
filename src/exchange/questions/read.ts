import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { Failure } from '../../base/failure.ts';
import type { Outcome } from '../item/model.ts';
import { isOwnQuestion, ownItem } from '../item/own.ts';
import { titleOf } from '../item/text.ts';

/** Reads questions in Etude’s own JSON: a file of a bank, or an export of one. */
export function readQuestions(text: string): Outcome[] {
  const value = parsed(text) as { questions?: unknown; domains?: Named[] } | undefined;
  if (!Array.isArray(value?.questions))
    throw new Failure('invalid', 'This JSON file has no list of “questions”, so it is not one of Etude’s.');
  return value.questions.map((each, i) => outcomeOf(each, i, value.domains ?? []));
}

type Named = { id: string; title: string; objectives?: Named[] };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('invalid', 'This file is not sound JSON: “etude check” shows where.');
  }
}

function outcomeOf(value: unknown, i: number, domains: readonly Named[]): Outcome {
  const authored = value as Partial<AuthoredQuestion> | null;
  const about = {
    id: String(authored?.id ?? `question ${i + 1}`),
    title: titleOf(String(authored?.stem ?? '')),
  };
  if (!isOwnQuestion(value)) return { ...about, category: [], reason: 'It has no stem, options or key.' };
  const domain = domains.find(({ id }) => id === value.objective?.split('.')[0]);
  const objective = domain?.objectives?.find(({ id }) => id === value.objective);
  const category = [domain?.title, objective?.title].filter((each) => each !== undefined);
  return ownItem({ ...about, category }, value);
}
