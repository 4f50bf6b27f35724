import { Refusal } from '../base/failure.ts';
import { harmless, oneOrMany } from '../base/text/words.ts';
import { isoDay } from '../base/time.ts';
import type { ClockAndIds } from '../base/world.ts';
import { decideAndSave } from '../learner/decision.load.ts';
import { type Accounts, keepAnOwner } from '../learner/leave/owner.ts';
import { mergeLearners } from '../learner/merge/merge.load.ts';
import type { Learner } from '../learner/model.ts';
import { type BringDeps, bringIn } from './bring.load.ts';
import { takeAlong } from './take.load.ts';

/** What commands about learners work with. */
export type LearnerRooms = BringDeps & {
  world: ClockAndIds;
  accounts: Accounts & { byName(name: string): Promise<{ learner: string } | undefined> };
};

/** How many learners are read at a time. */
const atOnce = 200;

/** Every learner in a line: id, name and role, answers, and the day of the last one. */
export async function listLearners({ learners }: LearnerRooms): Promise<string[]> {
  const lines: string[] = [];
  for (let after = ''; ; ) {
    const some = await learners.slice(after, atOnce);
    for (const learner of some)
      lines.push(
        [learner.id, titleOf(learner), ...countsOf(learner, await learners.countAnswers(learner.id))].join(
          '\t',
        ),
      );
    const last = some.at(-1);
    if (!last) return lines.length > 0 ? lines : ['There are no learners yet.'];
    after = last.id;
  }
}

function countsOf({ lastAnsweredAt }: Learner, answers: number): string[] {
  const last = lastAnsweredAt === 0 ? 'none yet' : `last on ${isoDay(lastAnsweredAt)}`;
  return [`${answers} ${oneOrMany(answers, 'answer', 'answers')}`, last];
}

/** A learner as commands name them. */
function titleOf({ account }: Learner): string {
  return account ? `${harmless(account.name)} (${account.role})` : 'guest';
}

/** The learner of an id or of an account's name. */
export async function findLearner({ learners, accounts }: LearnerRooms, named: string): Promise<Learner> {
  const found = (await learners.byId(named)) ?? (await byName({ learners, accounts }, named));
  if (found) return found;
  throw new Refusal(`There is no learner "${harmless(named)}". "etude learner list" lists them.`);
}

async function byName({ learners, accounts }: Pick<LearnerRooms, 'learners' | 'accounts'>, name: string) {
  const account = await accounts.byName(name);
  return account && learners.byId(account.learner);
}

/** Merges one learner into another, once somebody has said yes. */
export async function mergeTwo(
  rooms: LearnerRooms,
  [a, b]: [string, string],
  isSure: boolean,
): Promise<string[]> {
  const [from, into] = [await findLearner(rooms, a), await findLearner(rooms, b)];
  if (from.id === into.id) throw new Refusal('These are the same learner. Name two different ones.');
  await keepAnOwner(rooms.accounts, from);
  const count = await rooms.learners.countAnswers(from.id);
  const answers = `${count} ${oneOrMany(count, 'answer', 'answers')}`;
  const gone = from.account ? `, and deletes the account ${harmless(from.account.name)}` : '';
  if (!isSure)
    throw new Refusal(
      `This moves ${answers} from ${titleOf(from)} to ${titleOf(into)}${gone}. It cannot be undone: add --yes to do it.`,
      1,
    );
  await mergeLearners(rooms, from.id, into.id);
  return [`Merged ${answers} of ${titleOf(from)} into ${titleOf(into)} (${into.id}).`];
}

/** Deletes a learner for good, once somebody has said yes. */
export async function deleteOne(rooms: LearnerRooms, named: string, isSure: boolean): Promise<string[]> {
  const learner = await findLearner(rooms, named);
  const count = await rooms.learners.countAnswers(learner.id);
  const what = `${titleOf(learner)} (${learner.id}) with ${count} ${oneOrMany(count, 'answer', 'answers')}`;
  if (!isSure) throw new Refusal(`This deletes ${what} for good: add --yes to do it.`, 1);
  await decideAndSave(rooms, learner, async (_, who) => {
    const save = [...(await keepAnOwner(rooms.accounts, who)), rooms.learners.remove(who.id)];
    return { save, result: undefined };
  });
  return [`Deleted ${what}.`];
}

/** What a learner takes along, as a file. */
export async function exportOne(rooms: LearnerRooms, named: string): Promise<Buffer> {
  return (await takeAlong(rooms, (await findLearner(rooms, named)).id))!;
}

/** Brings a file in for a learner. */
export async function importInto(rooms: LearnerRooms, file: Buffer, named: string): Promise<string[]> {
  const into = await findLearner(rooms, named);
  const { answers, leftOut } = await bringIn(rooms, file, into.id);
  const left = leftOut === 0 ? '' : ` ${leftOut} left out, because this Etude has never had their questions.`;
  return [
    `Imported ${answers} ${oneOrMany(answers, 'answer', 'answers')} for ${titleOf(into)}, each counted once.${left}`,
  ];
}
