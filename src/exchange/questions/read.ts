import { meets } from '../../bank/parse/unmet.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { BankFile } from '../../bank/schema/taxonomy.ts';
import { Failure } from '../../base/failure.ts';
import type { Content } from '../item/format.ts';
import type { Outcome } from '../item/model.ts';
import { isOwnQuestion, ownItem } from '../item/own.ts';
import { titleOf } from '../item/text.ts';

/** Reads questions in Etude’s own JSON: a file of a bank, or an export of one. */
export function readQuestions(text: string): Content {
  const value = parsed(text) as Partial<Bank> | undefined;
  if (!Array.isArray(value?.questions))
    throw new Failure('invalid', 'This JSON file has no “questions” list, so it is not from Etude.');
  const { questions, ...head } = value;
  const about = { ...value, domains: Array.isArray(value.domains) ? value.domains : [] };
  const outcomes = questions.map((each, i) => outcomeOf(each, i, about));
  const bank = { $schema: './bank.schema.json', ...head };
  return {
    outcomes,
    pictures: new Map(),
    ...(typeof head.title === 'string' ? { title: head.title } : {}),
    ...(meets(BankFile, bank) ? { bank: bank as BankFile } : {}),
  };
}

type Bank = { title: unknown; language: unknown; questions: unknown; domains: Named[] };

type Named = { id: string; title: string; objectives?: Named[] };

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('invalid', 'This file is not valid JSON: “etude check” shows where.');
  }
}

function outcomeOf(value: unknown, i: number, { domains = [], language }: Partial<Bank>): Outcome {
  const authored = value as Partial<AuthoredQuestion> | null;
  const about = {
    id: String(authored?.id ?? `question ${i + 1}`),
    title: titleOf(String(authored?.stem ?? '')),
  };
  if (!isOwnQuestion(value))
    return { ...about, category: [], reason: 'Its stem, type, options or key are missing or unreadable.' };
  const domain = domains.find(({ id }) => id === value.objective?.split('.')[0]);
  const objective = domain?.objectives?.find(({ id }) => id === value.objective);
  const category = [domain?.title, objective?.title].filter((each) => each !== undefined);
  const item = ownItem({ ...about, category }, value);
  return typeof language === 'string' ? { ...item, language } : item;
}
