/** A passkey that a browser has just made; id and key in base64url. */
export type NewPasskey = {
  id: string;
  host: string;
  key: string;
  counter: number;
  transports: readonly string[];
  backedUp: boolean;
};

/** A passkey of a learner, as it is stored. */
export type Passkey = NewPasskey & {
  learner: string;
  name: string;
  createdAt: number;
  usedAt: number | null;
};
