/** The letters Etud, by which nobody else names a lock. */
const etude = 0x45747564;

/** The advisory locks that Etude takes in a database of PostgreSQL’s, by their numbers; releases side by side must agree. */
export const serverLocks = {
  /** The node that leads has it. */
  leading: `${etude}, 1`,
  /** Every answer shares it; a bank that goes live has it alone. */
  bank: `${etude}, 2`,
  /** Every node shares it; a move has it alone. */
  serving: `${etude}, 3`,
  /** The node that migrates has it. Locks of one number are apart from those of two. */
  migrating: `${etude}`,
};
