/** What can be expected to go wrong, by what the reader can do about it, with its HTTP status. */
export const statuses = {
  malformed: 400,
  invalid: 422,
  unauthorized: 401,
  forbidden: 403,
  'not found': 404,
  'not allowed': 405,
  'not acceptable': 406,
  conflict: 409,
  'not as expected': 412,
  misdirected: 421,
  'too many': 429,
  unavailable: 503,
  full: 507,
} as const;

export type FailureKind = keyof typeof statuses;

/** An expected failure with one sentence for the reader; anything else that is thrown is a bug. */
export class Failure extends Error {
  readonly kind: FailureKind;

  constructor(kind: FailureKind, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'Failure';
    this.kind = kind;
  }
}

/** A reason not to start or not to run a command: one sentence on standard error and this exit code. */
export class Refusal extends Error {
  readonly exitCode: number;

  constructor(sentence: string, exitCode = 2) {
    super(sentence);
    this.name = 'Refusal';
    this.exitCode = exitCode;
  }
}
