import { lazy } from '../../base/lazy.ts';
import { hash32 } from '../../base/random.ts';
import common from './common.json' with { type: 'json' };

/** Fewest characters of a password, and most, so that hashing takes no longer than it must. */
const fewest = 8;
const most = 1000;

/** What is wrong with a password that somebody chooses for a name; undefined if it is good enough. */
export function passwordProblem(password: string, name: string): string | undefined {
  const { length } = [...password];
  if (length < fewest) return `Choose a password of ${fewest} characters or more. Longer is safer.`;
  if (length > most) return `Choose a password of ${most} characters or fewer.`;
  const plain = password.normalize('NFKC').toLowerCase();
  if (plain === name.normalize('NFKC').toLowerCase()) return 'Choose a password that differs from your name.';
  if (isRepeated(plain) || isCommon(plain))
    return 'Many people use this password, so attackers try it first. Choose another.';
  return undefined;
}

/** Whether a text is a few characters over and over, or each the neighbour of the one before. */
function isRepeated(text: string): boolean {
  const steps = new Set([...text].slice(1).map((letter, i) => letter.codePointAt(0)! - text.charCodeAt(i)));
  return /^(.{1,3})\1+.{0,2}$/s.test(text) || (steps.size === 1 && Math.abs([...steps][0]!) <= 1);
}

/** The numbers of common passwords. */
const commonHashes = lazy(() => {
  const bytes = Uint8Array.fromBase64(common.hashes);
  const view = new DataView(bytes.buffer);
  return new Set(Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(i * 4)));
});

function isCommon(password: string): boolean {
  return commonHashes().has(hash32(password));
}
