import type { Question } from '../../bank/model.ts';
import type { BankFile } from '../../bank/schema/taxonomy.ts';

/** The titles of a question’s domain and objective. */
export function placesOf(
  { domains }: BankFile,
  { objective }: Question,
): [domain: string, objective: string] {
  const domain = domains.find(({ id }) => objective.startsWith(`${id}.`))!;
  return [domain.title, domain.objectives.find(({ id }) => id === objective)!.title];
}
