import { parseArgs } from 'node:util';
import type { Change } from '../../src/base/data/database.ts';
import type { Seal } from '../../src/base/digest.ts';
import { Refusal } from '../../src/base/failure.ts';
import { cookieName } from '../../src/base/web/cookies.ts';
import { type Environment, readConfig } from '../../src/config.ts';
import { morningBefore, type Plan } from '../../src/demo/history.ts';
import { pastOf, sixtyDaysBefore } from '../../src/demo/past.load.ts';
import { sessionHash } from '../../src/learner/session/session.load.ts';
import { type Opened, openFolder } from '../../src/open.ts';

/** `npm run seed`: a learner with 60 days of history, or with --learners and --reviews as many as a load test wants. */

const seeded =
  'The same learners are there already; nothing was changed. Set ETUDE_DATA to an empty folder to seed anew.';

/** What of an open Etude seeding needs. */
type Seeded = Pick<Opened, 'db' | 'stores' | 'live' | 'seal' | 'handle'>;

/** The session token of a seeded learner; it hangs on the installation's secret, so that nobody else can guess it. */
export const seededToken = (seal: Seal, name: string) => seal.derive('session', `seed/${name}`);

/** Everything that stores a learner with a history, and a session for them. */
async function changesOf(opened: Seeded, name: string, plan: Plan, now: number) {
  const { stores, seal } = opened;
  const bank = opened.live.current();
  const { changes, answers } = await pastOf({ ...stores, bank }, name, plan, now);
  const token = seededToken(seal, name);
  const session = { learner: name, hash: sessionHash(seal, token), device: 'A browser', provedAt: now, now };
  return { changes: [...changes, stores.learners.beginSession(session)], answers };
}

/** So many learners share a transaction of SQLite, or are written side by side in PostgreSQL. */
const atOnce = ({ handle }: Seeded) => (handle ? 200 : 8);

/** Seeds learners with so many reviews in all, each over as many days as it takes at twenty a day, at most sixty. */
export async function seedLoad(
  opened: Seeded,
  learners: number,
  reviews: number,
  now: number,
): Promise<number> {
  const each = Math.ceil(reviews / learners);
  const days = Math.min(60, Math.ceil(each / 20));
  const perDay = Math.ceil(each / days);
  const plan = { start: morningBefore(now, days), days, perDay, skipped: 0, fills: true };
  let answers = 0;
  const together = atOnce(opened);
  for (let first = 0; first < learners; first += together) {
    const names = Array.from({ length: Math.min(together, learners - first) }, (_, i) => loadName(first + i));
    const parts = await Promise.all(names.map((name) => changesOf(opened, name, plan, now)));
    await saveNew(
      opened,
      parts.map(({ changes }) => changes),
    );
    answers += parts.reduce((sum, part) => sum + part.answers, 0);
  }
  return answers;
}

/** The name of the i-th learner of a load test. */
export const loadName = (i: number) => `load-${String(i).padStart(7, '0')}`;

async function saveNew({ db }: Seeded, batches: Change[][]): Promise<void> {
  const saved = await Promise.all(batches.map((changes) => db.tryCommit(changes)));
  if (saved.includes(false)) throw new Refusal(seeded, 1);
}

async function seedDemo(opened: Opened, now: number): Promise<number> {
  const { changes, answers } = await changesOf(opened, 'demo', sixtyDaysBefore(now), now);
  await saveNew(opened, [changes]);
  return answers;
}

function count(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Refusal(`--${name} is "${text}": give a whole number from 1.`);
}

function readArguments(args: string[]): { learners?: string; reviews?: string } {
  try {
    return parseArgs({ args, options: { learners: { type: 'string' }, reviews: { type: 'string' } } }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('\n');
    throw new Refusal(`Seeding takes --learners and --reviews, each with a number: ${sentence}`);
  }
}

/** Seeds the folder of some settings, as the arguments say. Returns what to tell. */
export async function seed(args: string[], environment: Environment): Promise<string> {
  const values = readArguments(args);
  const learners = count(values.learners, 'learners');
  const reviews = count(values.reviews, 'reviews');
  if (reviews !== undefined && reviews < (learners ?? 1)) {
    throw new Refusal(`--reviews is ${reviews} for ${learners} learners: give at least one for each.`);
  }
  const opened = await openFolder(readConfig(environment));
  try {
    if (learners === undefined && reviews === undefined) {
      const answers = await seedDemo(opened, Date.now());
      return `The demo learner has given ${answers} answers in 60 days. To sign in as that learner, start Etude, open it, and paste this into the browser’s console:
document.cookie = '${cookieName(opened.seal)}=${seededToken(opened.seal, 'demo')}; path=/'`;
    }
    const answers = await seedLoad(opened, learners ?? 1, reviews ?? (learners ?? 1) * 200, Date.now());
    return `${learners ?? 1} learners have given ${answers} answers.`;
  } finally {
    opened.close();
  }
}

if (import.meta.main) {
  try {
    console.log(await seed(process.argv.slice(2), process.env));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
