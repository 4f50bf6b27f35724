import type { Desk } from '../author/desk.ts';
import type { Bank } from '../bank.ts';

/**
 * The bank that is live now. It is replaced as a whole and never changed, so that whoever holds one sees one bank from
 * the first step of a request to the last.
 */
export type LiveBank = {
  current(): Bank;
  /** What authors see of the files as they are on disk; only where authors are served. */
  desk(): Desk | undefined;
  /** Calls back whenever bank or files have changed. Returns the end of it. */
  onChange(listener: () => void): () => void;
};

/** A live bank with the hands that replace it. */
export type BankHolder = LiveBank & {
  /** Puts another bank in the place of the one that is, and its desk at the same time. */
  replace(bank: Bank, desk?: Desk): void;
  layOut(desk: Desk): void;
};

/** Holds a bank until it is replaced. */
export function holdBank(first: Bank, firstDesk?: Desk): BankHolder {
  let bank = first;
  let desk = firstDesk;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    current: () => bank,
    desk: () => desk,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    replace(next, nextDesk) {
      bank = next;
      desk = nextDesk ?? desk;
      tell();
    },
    layOut(next) {
      desk = next;
      tell();
    },
  };
}

/** Rooms with the bank of this moment: what a request sees from its first step to its last. */
export function atMoment<R extends { live: LiveBank }>(rooms: R): R & { bank: Bank } {
  return { ...rooms, bank: rooms.live.current() };
}

/** Whether the bank of a moment is still the live one: what was decided by it may be saved. */
export function isCurrent({ live, bank }: { live: LiveBank; bank: Bank }): boolean {
  return live.current() === bank;
}
