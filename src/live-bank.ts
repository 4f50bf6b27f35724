import type { AuthorView } from './bank/author/author-view.ts';
import { type Bank, building } from './bank/bank.ts';
import type { Checked } from './bank/files/check.ts';
import { type BankHolder, type GoLive, holdBank } from './bank/live/live.ts';
import type { SharedBank } from './bank/live/shared.load.ts';
import { findPartings } from './bank/past/gone.load.ts';
import { comparing, keepFairKeys, replacing, unlikePast } from './bank/past/reconcile.ts';
import { type SourcePicture, storedOf } from './bank/pictures/picture.ts';
import type { Database } from './base/data/database.ts';
import { inTurns } from './base/turns.ts';
import { remarkAll } from './exam/marking/settle.load.ts';
import { onBankChanged, refoldLearner } from './memory/load.ts';
import type { Stores } from './stores.ts';

/** What taking a bank live needs. */
export type BankDeps = { db: Database; stores: Stores };

/** Takes the first bank of a process live. Returns what authors should know, too. */
export function openBank(db: Database, stores: Stores, checked: Checked, now: number) {
  return takeLive({ db, stores }, checked, now, alone({ db, stores }, holdBank));
}

/** Marks everybody whom the live bank concerns, where the leader before could not finish that. */
export async function markUnsettled({ db, stores }: BankDeps, shared: SharedBank): Promise<void> {
  const unsettled = await shared.unsettled();
  if (!unsettled) return;
  const { changed, settled } = unsettled;
  const touched = await stores.memory.touched(changed.questions, changed.concepts);
  await db.commit([stores.learners.markToRefold(touched), ...settled]);
}

/** Makes good what the leader before could not finish. */
export async function makeGood(deps: BankDeps, shared: SharedBank, now: number): Promise<void> {
  const { db, stores } = deps;
  await markUnsettled(deps, shared);
  // Nothing can be saved by a bank that is not live; taking the next one live does the rest.
  if (shared.trouble() !== undefined) return;
  await foldAll(deps, shared.live, await stores.learners.toRefold());
  await remarkAll({ db, live: shared.live, ...stores }, now);
}

/** Folds everything again for some learners. */
async function foldAll({ db, stores }: BankDeps, live: BankHolder, marked: Iterable<string>): Promise<void> {
  for (const learner of marked) await refoldLearner({ db, live, ...stores }, learner);
}

/** Puts another bank in the place of the live one, with the view of its authors if there are any; people practise meanwhile. */
export async function replaceBank(
  deps: BankDeps,
  live: BankHolder,
  checked: Checked,
  now: number,
  authorView?: AuthorView,
): Promise<string[]> {
  const show = (bank: Bank) => {
    live.replace(bank, authorView);
    return live;
  };
  return (await takeLive(deps, checked, now, alone(deps, show))).warnings;
}

/** Takes a checked bank live on all nodes of a database. Returns what authors should know. */
export async function takeLiveEverywhere(
  deps: BankDeps,
  checked: Checked,
  now: number,
  goLive: GoLive,
): Promise<string[]> {
  return (await takeLive(deps, checked, now, goLive)).warnings;
}

/** How a bank goes live where this process is the only one: in parts, so that people are served between them. */
function alone({ db, stores }: BankDeps, show: (bank: Bank) => BankHolder): GoLive {
  return async ({ bank, marks, past: [first = [], ...parts] }) => {
    // Everyone is marked with the first part, so that an interruption between two of them is made good as well.
    await db.commit([...stores.texts.forgetShared(), ...marks, ...first]);
    for (const part of parts) await db.commit(part);
    const live = show(bank);
    // Whatever was decided by the bank before is on disk behind this.
    await db.commit([]);
    return { live, settled: [] };
  };
}

/** Stores the pictures of a bank's files, live or not, so that pages can show them. */
export async function savePictures(
  { db, stores }: BankDeps,
  pictures: readonly SourcePicture[],
  now: number,
): Promise<void> {
  const sound = pictures.flatMap((picture) => storedOf(picture) ?? []);
  for (const picture of await stores.pictures.missing(sound))
    await db.commit([stores.pictures.savePicture(picture, now)]);
}

/**
 * Takes a checked bank live: keys stay fair, every text is kept, and the occasion `bankChanged` folds again what the
 * files have moved. Everyone it touches is marked before, so that an interruption is made good at the next start
 * whatever the files then say; and the bank is shown before the fold, so that no answer decided by the one before comes
 * too late for it. Learners who met a question while that was saved are touched too. Returns what authors should know.
 */
async function takeLive(
  { db, stores }: BankDeps,
  checked: Checked,
  now: number,
  goLive: GoLive,
): Promise<{ live: BankHolder; warnings: string[] }> {
  const { texts, learners, memory, occasions } = stores;
  const before = await texts.past();
  const unlike = await inTurns(unlikePast(before, checked.questions));
  const fair = keepFairKeys(unlike, await texts.sameEdition(unlike));
  const { warnings } = fair;
  const questions = await inTurns(replacing(checked.questions, fair.questions));
  const bank = await inTurns(building(checked.taxonomy, questions, checked.lessons));
  const changed = await inTurns(comparing(before, bank.questions));
  const touched = await memory.touched(changed.questions, changed.concepts);
  // A learner who was marked before is owed more than what this bank moves.
  const owed = new Set(await learners.toRefold());
  const markAll = (ids: readonly string[]) => [
    ...(ids.length > 0 ? [learners.markToRefold(ids)] : []),
    ...ids.flatMap((learner) => changed.raised.map((raised) => learners.noteRevised(learner, raised))),
  ];
  await savePictures({ db, stores }, checked.pictures, now);
  for (const part of texts.saveTexts(changed.unlike, now)) await db.commit(part);
  const past = texts.savePast(changed.unlike, changed.gone);
  const kept = fair.questions.filter((question, i) => question !== unlike[i]);
  const { live, settled } = await goLive({ bank, changed, kept, marks: markAll(touched), past });
  const all = new Set(await memory.touched(changed.questions, changed.concepts));
  const late = [...all.difference(new Set(touched))];
  const rest = [...(late.length > 0 ? markAll(late) : []), ...settled];
  if (rest.length > 0) await db.commit(rest);
  const others = [...touched, ...late].filter((learner) => !owed.has(learner));
  await onBankChanged({ db, live, learners, memory, occasions }, changed, others);
  await foldAll({ db, stores }, live, owed);
  await remarkAll({ db, live, ...stores }, now);
  const unknown = changed.names.filter((name) => bank.question(name) === undefined);
  const gone = (await findPartings(texts, unknown, questions)).map(({ message }) => message);
  return { live, warnings: [...warnings, ...gone] };
}
