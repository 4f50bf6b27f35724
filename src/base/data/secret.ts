import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Refusal } from '../failure.ts';
import { codeOf, isThere, keepFile, keepNewFile } from './files.ts';

const ownMend =
  'restore it from a backup, or remove it so that Etude makes a new one (this signs everyone out)';

/** What to do about a secret that nodes share, which no backup of their database contains. */
export const sharedMend =
  'copy the file from another node, or, if no node has started yet, make one with "openssl rand -base64 32"';

/**
 * Reads the installation's secret (256 bits, base64url). At first start it is made with mode 0600 and synced; one that a
 * power cut has left blank is made again where `canRemake` says that nothing depends on it.
 */
export function loadSecret(file: string, canRemake = () => false, mend = ownMend): Buffer {
  if (!isThere(file)) makeSecret(file, keepNewFile);
  else if (isBlank(file) && canRemake()) makeSecret(file, keepFile);
  return readSecret(file, mend);
}

function makeSecret(file: string, keep: (file: string, text: string) => void): void {
  try {
    keep(file, randomBytes(32).toString('base64url'));
  } catch (error) {
    throw new Refusal(
      `ETUDE_SECRET_FILE: ${file} cannot be written to (${codeOf(error)}): choose another file.`,
    );
  }
}

/** Whether a file was made and what was written to it has not reached the disk: it is then empty or all zeros. */
function isBlank(file: string): boolean {
  return /^[\0\s]*$/.test(readText('ETUDE_SECRET_FILE', file));
}

/** Reads the installation's secret, and refuses one that anybody might guess. */
export function readSecret(file: string, mend = ownMend): Buffer {
  return Buffer.from(readSecretText(file, mend), 'base64url');
}

/** The same as it is written. */
export function readSecretText(file: string, mend = ownMend): string {
  const text = readText('ETUDE_SECRET_FILE', file);
  if (!isStrong(text)) {
    throw new Refusal(`ETUDE_SECRET_FILE: ${file} has fewer than 256 bits of base64url: ${mend}.`);
  }
  return text;
}

/** Whether a text holds 256 bits of base64url. */
export function isStrong(text: string): boolean {
  return Buffer.from(text, 'base64url').length >= 32;
}

/** Reads a token made by the operator, and refuses one that can be guessed or cannot be sent. */
export function readToken(setting: string, file: string): string {
  const token = readText(setting, file);
  if (/^[\x21-\x7e]{16,}$/.test(token)) return token;
  throw new Refusal(
    `${setting}: ${file} has no line of 16 or more letters and digits: add one, for example with "openssl rand -hex 32".`,
  );
}

/** The secret of a file that somebody else has made, such as an identity provider. */
export function readForeignSecret(setting: string, file: string): string {
  const secret = readText(setting, file);
  if (secret !== '') return secret;
  throw new Refusal(`${setting}: ${file} is empty: add the secret that you were given.`);
}

function readText(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Refusal(
      codeOf(error) === 'ENOENT'
        ? `${setting}: there is no file ${file}: name a file that exists.`
        : `${setting}: ${file} cannot be read (${codeOf(error)}): correct its permissions.`,
    );
  }
}
