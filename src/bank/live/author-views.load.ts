import { lazy } from '../../base/lazy.ts';
import { inTurns } from '../../base/turns.ts';
import type { AuthorView } from '../author/author-view.ts';
import type { BankFiles, Judged } from '../files/check.ts';
import { unlikePast } from '../past/reconcile.ts';
import type { BankStore } from '../past/store.ts';
import type { Unread } from './listing.ts';

/** The rules of item writing, loaded once an author asks for them. */
const rules = lazy(() => import('../author/author-view.ts'));

/** Lays out what authors see of files; `today` is a day such as 2026-11-24. */
export function layingOut(texts: BankStore, today: () => string) {
  return {
    /** The files before they are judged by the rules. */
    sketch: async (files: BankFiles, judged: Judged): Promise<AuthorView> =>
      inTurns((await rules()).sketchingAuthorView(files, judged)),
    /** The files judged by the rules. */
    async view(files: BankFiles, judged: Judged): Promise<AuthorView> {
      const unlike = await inTurns(unlikePast(await texts.past(), judged.questions));
      const stored = await texts.sameEdition(unlike);
      const { buildingAuthorView } = await rules();
      return inTurns(buildingAuthorView(files, judged, today(), stored));
    },
    /** What authors see where the folder cannot be read at all. */
    heldBack: async (view: AuthorView, { file, message }: Unread): Promise<AuthorView> =>
      (await rules()).heldBack(view, file, message),
  };
}
