import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../base/data/files.ts';
import { readSecret } from '../../base/data/secret.ts';
import { diskOf } from '../health/health.load.ts';
import { type Finding, filesystemFindings } from './findings.ts';
import { findingOf } from './trouble.ts';

/** What is wrong with the folder and the secret in it. */
export function examineFolder(folder: string, secretFile: string): Finding[] {
  if (!existsSync(folder)) {
    const mend = 'start the server to create it, or set ETUDE_DATA to the right folder';
    return [{ what: `There is no folder ${folder}.`, mend }];
  }
  const files = ['etude.db', 'etude.db-wal', 'etude.db-shm'].map((name) => join(folder, name));
  return [
    ...folderFindings(folder),
    ...files.filter((file) => existsSync(file)).flatMap(fileFindings),
    ...secretFindings(secretFile),
  ];
}

function folderFindings(folder: string): Finding[] {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const open = { what: `Other users can write to the folder ${folder}.`, mend: `run chmod go-w ${folder}` };
    return [...((statSync(folder).mode & 0o022) === 0 ? [] : [open]), ...examineDisk(folder)];
  } catch (error) {
    const mend = 'give the user that runs Etude permission to read and write there';
    return [{ what: `The folder ${folder} cannot be used (${codeOf(error)}).`, mend }];
  }
}

/** What is wrong with the disk that a folder lies on. */
export function examineDisk(folder: string): Finding[] {
  const { type, freeBytes } = diskOf(folder);
  return filesystemFindings(folder, type, freeBytes);
}

/** What keeps us from using a file of data. */
export function fileFindings(file: string): Finding[] {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return [];
  } catch (error) {
    const mend = 'make the user that runs Etude its owner';
    return [{ what: `${file} is not both readable and writable (${codeOf(error)}).`, mend }];
  }
}

/** What is wrong with the file of the secret, and the mend where no backup contains it. */
export function secretFindings(file: string, mend?: string): Finding[] {
  if (!existsSync(file)) return [{ what: `There is no secret ${file}.`, mend: mend ?? restoreSecret }];
  const open = { what: `Other users can read the secret ${file}.`, mend: `run chmod 600 ${file}` };
  return [...((statSync(file).mode & 0o077) === 0 ? [] : [open]), ...contentFindings(file, mend)];
}

const restoreSecret =
  'restore it from a backup; otherwise Etude makes a new one when it next starts, which signs everyone out';

function contentFindings(file: string, mend?: string): Finding[] {
  try {
    readSecret(file, mend);
    return [];
  } catch (error) {
    return [findingOf(error)];
  }
}
