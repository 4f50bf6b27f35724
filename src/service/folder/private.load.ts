import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, isThere } from '../../base/data/files.ts';
import { ownUser } from '../../base/data/folder.ts';
import type { Finding } from '../examine/findings.ts';

/** What Etude keeps in a data folder: nothing else there is its own to change. */
const ours =
  /^((etude|moving)\.db(-wal|-shm|-journal)?|secret(\.[0-9a-f]+)?(\.part)?|(serving|backup)\.lock(-journal)?|backups|drill|(restoring|placing|replaced)-.*)$/;

/** Takes from everyone but the owner the right to read what Etude keeps. Returns what cannot be mended that way. */
export function keepPrivate(data: string): Finding[] {
  return pathsIn(data).flatMap((path) => {
    try {
      if (isOpen(path)) chmodSync(path, lstatSync(path).mode & 0o700);
    } catch (error) {
      if (codeOf(error) !== 'EPERM') return notPrivate(path);
    }
    return privacyFindings(path, data);
  });
}

/** What others may read of what Etude keeps, and what belongs to another user; the secret is examined by itself. */
export function examinePrivacy(data: string, secretFile: string): Finding[] {
  return pathsIn(data)
    .filter((path) => path !== secretFile)
    .flatMap((path) => privacyFindings(path, data));
}

/** Every file and folder of ours; a link is not followed, because it may lead to something that is not. */
function pathsIn(data: string): string[] {
  if (!isThere(data)) return [];
  return readdirSync(data)
    .filter((name) => ours.test(name))
    .flatMap((name) => below(join(data, name)));
}

function below(path: string): string[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return [path];
  if (!found?.isDirectory()) return [];
  try {
    return [path, ...readdirSync(path).flatMap((name) => below(join(path, name)))];
  } catch {
    return [path];
  }
}

const isOpen = (path: string) => ((lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0;

function privacyFindings(path: string, data: string): Finding[] {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  const owner = ownerOf(data);
  if (owner !== undefined && found.uid !== owner) {
    return [{ what: `${path} belongs to user ${found.uid}.`, mend: `run chown ${owner} ${path} as root` }];
  }
  return isOpen(path) ? notPrivate(path) : [];
}

const notPrivate = (path: string): Finding[] => [
  {
    what: `Other users can read or write ${path}.`,
    mend: `run chmod go= ${path}, or restart the server, which does it for you`,
  },
];

/** Who should own the files: this process, or for root, the owner of the database. */
function ownerOf(data: string): number | undefined {
  const user = ownUser();
  if (user !== 0) return user;
  return statSync(join(data, 'etude.db'), { throwIfNoEntry: false })?.uid ?? statSync(data).uid;
}
