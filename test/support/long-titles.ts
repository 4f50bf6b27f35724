import { blueprint, checkedBank, plainQuestions, taxonomy } from './bank.ts';
import { begin, move, submit } from './candidate.ts';
import { startHouse } from './house.ts';
import { type Page, Reader } from './reader.ts';
import { sittingOf } from './sitting.ts';

const word = 'Kraftfahrzeughaftpflichtversicherung';

const titled = {
  title: word,
  domains: taxonomy.domains.map((domain) => ({
    ...domain,
    title: word,
    objectives: domain.objectives.map((objective) => ({ ...objective, title: word })),
  })),
};

/** The pages of a bank in which every title is one long word. */
export async function longTitlePages(): Promise<Record<string, Page>> {
  const house = await startHouse(checkedBank(plainQuestions(2), [blueprint({ title: word })], titled));
  const reader = new Reader(house.app);
  const asked = await reader.get('/practice');
  const verdict = await reader.answerWrong(asked);
  const before = await reader.get('/exams/new/mock');
  const question = await begin(reader);
  const review = await move(reader, question, { go: 'review' });
  const result = await submit(reader, review);
  const answers = await reader.get(`${sittingOf(review)}/answers`);
  const paths = ['/', '/exams', '/learn', '/learn/red', '/bank', '/practice?topic=red'];
  const more = await Promise.all(
    paths.map(async (path): Promise<[string, Page]> => [`${path}, long titles`, await reader.get(path)]),
  );
  await house.close();
  return {
    'question, long titles': asked,
    'verdict, long titles': verdict,
    'before an exam, long titles': before,
    'exam, a question, long titles': question,
    'exam, review, long titles': review,
    'exam, result, long titles': result,
    'exam, answers, long titles': answers,
    ...Object.fromEntries(more),
  };
}
