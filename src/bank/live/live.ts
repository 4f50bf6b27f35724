import type { AuthorView } from '../author/author-view.ts';
import type { Bank } from '../bank.ts';

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
};

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
