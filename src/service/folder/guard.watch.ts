import { join } from 'node:path';
import type { Handle } from '../../base/data/handle.ts';
import type { FileTrouble } from '../../base/data/place.ts';
import { copyAll, emptyLog } from '../../base/data/rescue.ts';
import { MINUTE } from '../../base/time.ts';
import { backupName } from '../archive/backups.ts';

/** What a guard of the database looks at, and whom it tells. */
export type Guarding = {
  data: string;
  handle: Handle;
  trouble(): FileTrouble | undefined;
  now(): number;
  tell(level: 'warn' | 'error', text: string): void;
};

/** What was done for the answers that had been saved, and whether it needs to be tried again. */
type Rescue = { isDone: boolean; sentence: string };

/**
 * Guards the files of a database that is served: tells once what has become of them, and brings what was saved to where
 * it outlives the server. A rescue that failed is tried again after a minute. Returns the look, to be taken every second
 * and before the database is closed.
 */
export function guardDatabase(guarding: Guarding): () => Promise<void> {
  const { trouble, now, tell } = guarding;
  let told: FileTrouble['kind'] | undefined;
  let isDone = false;
  let triedAt = 0;
  let look: Promise<void> | undefined;

  async function lookAround(): Promise<void> {
    const found = trouble();
    if (!found) {
      if (told) tell('warn', 'The database is back in place, and Etude is saving answers again.');
      told = undefined;
      return;
    }
    const isKnown = found.kind === told;
    if (isKnown && (isDone || Math.abs(now() - triedAt) < MINUTE)) return;
    triedAt = now();
    const rescue = await rescueFrom(found.kind, guarding);
    told = found.kind;
    isDone = rescue.isDone;
    if (isDone || !isKnown) tell('error', `${found.what}. Etude no longer saves answers: ${rescue.sentence}`);
  }

  return () => {
    look ??= lookAround().finally(() => {
      look = undefined;
    });
    return look;
  };
}

async function rescueFrom(kind: FileTrouble['kind'], { data, handle, now }: Guarding): Promise<Rescue> {
  if (kind === 'moved') {
    const sentence =
      'move it back, together with the files whose names begin with etude.db-, and Etude will carry on; or stop Etude, restore a backup and start again.';
    return { isDone: true, sentence };
  }
  if (kind === 'overwritten') {
    const sentence = 'stop Etude, restore the newest good backup with "etude restore" and start again.';
    return { isDone: true, sentence };
  }
  if (kind === 'log') {
    const failure = emptyLog(handle);
    if (failure) return again('written from the log to etude.db', failure);
    return {
      isDone: true,
      sentence: 'everything that was saved is in etude.db. Stop Etude and start it again.',
    };
  }
  const file = join(data, `rescued-${backupName(now())}`);
  const failure = await copyAll(handle, file);
  if (failure) return again(`copied into ${file}`, failure);
  return {
    isDone: true,
    sentence: `everything that was saved is in ${file}. Stop Etude, move that file to ${join(data, 'etude.db')} and start again.`,
  };
}

function again(what: string, failure: string): Rescue {
  const sentence = `the saved answers could not be ${what} (${failure}), and will be lost when Etude stops. Fix that: Etude tries again every minute.`;
  return { isDone: false, sentence };
}
