import { oneAtATime } from '../../base/one-at-a-time.ts';
import type { BankFiles, Judged } from '../files/check.ts';
import type { BankStore } from '../past/store.ts';
import { layingOut } from './author-views.load.ts';
import type { BankHolder } from './live.ts';
import type { Reading, Readings } from './readings.load.ts';

/** What the view of the files is laid out with. */
type SharedViewDeps = {
  texts: BankStore;
  today: () => string;
  readings: Readings;
  judge: (files: BankFiles) => Promise<Judged>;
};

/** Lays out for the authors at this node what the leader read last. */
export function sharedView({ texts, today, readings, judge }: SharedViewDeps) {
  const authors = layingOut(texts, today);
  const inOrder = oneAtATime();
  /** The listing that authors see. */
  let laidOut: string | undefined;

  async function layOut(listing: string, live: BankHolder): Promise<boolean> {
    if (listing === laidOut) return true;
    const reading = await readings.load(listing);
    if (reading === 'gone') return false;
    if (reading === 'unknown') laidOut = listing;
    else await show(listing, reading, live);
    return true;
  }

  async function show(listing: string, { files, listing: { unread } }: Reading, live: BankHolder) {
    const judged = await judge(files);
    const whole = async () => {
      const view = await authors.view(files, judged);
      return unread ? authors.heldBack(view, unread) : view;
    };
    const isFirst = !live.authorView();
    const view = isFirst ? await authors.sketch(files, judged) : await whole();
    // Noted only now, so that the next look lays out again what could not be laid out.
    laidOut = listing;
    live.replaceAuthorView(view);
    if (!isFirst) return;
    const finish = async () => {
      if (laidOut === listing) live.replaceAuthorView(await whole());
    };
    inOrder(finish).catch(() => {
      if (laidOut === listing) laidOut = undefined;
    });
  }

  return {
    /** The listing that authors see; undefined before the first. */
    listing: () => laidOut,
    /** Shows authors the files of a listing. Returns false where the leader has read others meanwhile. */
    layOut: (listing: string, live: BankHolder) => inOrder(() => layOut(listing, live)),
  };
}
