import type { Change } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import type { AuthorView } from '../author/author-view.ts';
import type { Bank } from '../bank.ts';
import type { Question } from '../model.ts';

/**
 * The bank that is live now. It is replaced as a whole and never changed, so that a request sees one bank from its first
 * step to its last.
 */
export type LiveBank = {
  current(): Bank;
  /** What authors see of the files as they are on disk, if that has been laid out. */
  authorView(): AuthorView | undefined;
  /** The same, laid out now if no author has asked before. */
  wantedAuthorView(): Promise<AuthorView | undefined>;
  /** Calls back whenever the bank or its files have changed. Returns a function that stops it. */
  onChange(listener: () => void): () => void;
  /** A number that is the same on every node that shows the same bank and files, where several nodes may serve. */
  edition?(): number;
  /** How many banks have gone live before the one that this node shows, where several nodes may serve. */
  epoch?(): number;
  /** What a batch begins with that rests on the current bank, so that it fails once another node shows a later one. */
  guard(): Change[];
  /**
   * Waits until the bank of an epoch, or a later one, is the current one; without an epoch, the one that is live now. The
   * only process of a database need not wait.
   */
  reach(epoch?: number): Promise<void>;
  /** What keeps this node from showing the bank that is live. */
  trouble(): string | undefined;
};

/** The questions and concepts by which a change of the bank concerns learners. */
export type Touching = { questions: readonly string[]; concepts: readonly string[] };

/** What is to be saved when a bank goes live: marks on learners, how it differs from the past, and earlier texts that stay live. */
export type GoingLive = {
  bank: Bank;
  changed: Touching;
  kept: readonly Question[];
  marks: readonly Change[];
  past: readonly Change[][];
};

/**
 * Saves it and shows the bank: whatever rests on the bank before is saved when this resolves. Returns also what is to be
 * saved once everybody is marked whom the change concerns.
 */
export type GoLive = (going: GoingLive) => Promise<{ live: BankHolder; settled: Change[] }>;

/** A live bank that can be replaced. */
export type BankHolder = LiveBank & {
  /** Replaces the bank, and what its authors see, at the same time. */
  replace(bank: Bank, authorView?: AuthorView): void;
  replaceAuthorView(authorView: AuthorView): void;
  /** Says how to lay out what authors see, once one of them asks for it. */
  layOutWhenWanted(layOut: () => Promise<void>): void;
};

/** Holds a bank until it is replaced. */
export function holdBank(first: Bank, firstAuthorView?: AuthorView): BankHolder {
  let bank = first;
  let authorView = firstAuthorView;
  let layOut = async () => {};
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    current: () => bank,
    authorView: () => authorView,
    async wantedAuthorView() {
      if (!authorView) await layOut();
      return authorView;
    },
    layOutWhenWanted(how) {
      layOut = how;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    replace(next, nextAuthorView) {
      bank = next;
      authorView = nextAuthorView ?? authorView;
      tell();
    },
    replaceAuthorView(next) {
      authorView = next;
      tell();
    },
    guard: () => [],
    reach: async () => {},
    trouble: () => undefined,
  };
}

/** Dependencies with the bank that is live now: what a request sees from its first step to its last. */
export function withCurrentBank<R extends { live: LiveBank }>(deps: R): R & { bank: Bank } {
  return { ...deps, bank: deps.live.current() };
}

/** Whether the bank of a moment is still the live one: what was decided by it may be saved. */
export function isCurrent({ live, bank }: { live: LiveBank; bank: Bank }): boolean {
  return live.current() === bank;
}

/** Refuses what this node would have to answer by a bank that is live no more. */
export function requireShown(live: LiveBank): void {
  if (live.trouble() !== undefined)
    throw new Failure(
      'unavailable',
      'This server cannot show the live question bank, because it was put live by a different release of Etude. Try again shortly.',
    );
}
