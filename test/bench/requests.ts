import { folderOf } from '../../src/base/installation.ts';
import { cookieName } from '../../src/base/web/cookies.ts';
import { readConfig } from '../../src/config.ts';
import { type Opened, openFolder } from '../../src/open.ts';
import { sealAsked } from '../../src/practice/question/answer.ts';
import { loadName, seededToken, seedLoad } from './seed.ts';

/** So many learners practise, each with so many reviews until now, and can give so many answers in all. */
export type Seeding = { learners: number; reviewsOfEach: number; answers: number; now: number };

/** A seeded folder, and the requests that its learners can make, each learner after the other. */
export async function prepare(data: string, seeding: Seeding) {
  const { learners, reviewsOfEach, now } = seeding;
  const questions = folderOf('questions');
  const opened = await openFolder(readConfig({ ETUDE_DATA: data, ETUDE_QUESTIONS: questions }));
  const { seal } = opened;
  const handle = opened.handle!;
  await seedLoad(opened, learners, learners * reviewsOfEach, now);
  const cookies = Array.from(
    { length: learners },
    (_, i) => `${cookieName(seal)}=${seededToken(seal, loadName(i))}`,
  );
  const last = handle
    .prepare('select id from review where learner = ? order by answered_at desc limit 1')
    .pluck();
  const verdicts = cookies.map((_, i) => `/practice/answers/${last.get(loadName(i))}`);
  const answers = makeAnswers(opened, cookies, seeding.answers);
  opened.close();
  const env = {
    ETUDE_DATA: data,
    ETUDE_QUESTIONS: questions,
    ETUDE_PORT: '0',
    ETUDE_LOG_LEVEL: 'warn',
    ETUDE_BACKUP_EVERY: 'off',
  };
  return { env, cookies, answers, verdicts };
}

/**
 * Answers to concepts that were never met. One of every learner comes before the next of anyone: connections would
 * otherwise wait for one another, because a learner's answers are decided one by one.
 */
function makeAnswers({ seal, handle, live }: Opened, cookies: readonly string[], most: number): string[] {
  const bank = live.current();
  const met = handle!.prepare('select concept from card where learner = ?').pluck();
  const single = bank.syllabus.concepts.flatMap((concept) => {
    const stems = bank.concepts.get(concept)!.askable;
    return stems.filter(({ question }) => question.type === 'single').slice(0, 1);
  });
  const each = Math.ceil(most / cookies.length);
  const byLearner = cookies.map((cookie, i) => {
    const known = new Set(met.all(loadName(i)) as string[]);
    const fresh = single.filter(({ question }) => !known.has(question.concept)).slice(0, each);
    return fresh.map(({ question, hash }, n) => {
      const asked = {
        review: `${Date.now().toString(36).padStart(9, '0')}-${i}-${n}`,
        question: question.id,
        hash,
        seed: 'x',
        revision: 0,
        shownAt: Date.now(),
        learner: loadName(i),
        nonce: null,
      };
      const form = { token: sealAsked(seal, asked), choice: 'A', certainty: 'sure' };
      return `/practice\t${cookie}\t${new URLSearchParams(form)}`;
    });
  });
  return Array.from({ length: each }, (_, n) => byLearner.flatMap((lines) => lines.slice(n, n + 1))).flat();
}
