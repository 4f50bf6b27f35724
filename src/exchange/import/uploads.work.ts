import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { folderOf, isBuiltIn } from '../../base/installation.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { createJobs, type Exchanging, type Job, notStored } from '../jobs/jobs.work.ts';

/** How far a file is. It is interrupted where the process that wrote was killed, so that nobody knows how far it came. */
type State = 'reading' | 'read' | 'writing' | 'written' | 'refused' | 'interrupted';

/** A file that an author sent. */
export type Sent = Job<State>;

const rules = {
  isAtWork: (state: State) => state === 'reading' || state === 'writing',
  busy: 'Etude is importing another file. Try again in a minute.',
};

/** Keeps the files that authors send until they are imported. */
export function createUploads({ folder, run, isAlone }: Exchanging, world: ClockAndIds) {
  const jobs = createJobs<State>(run, world, rules);

  /** Reads or writes a file; nobody waits for it, so that whatever fails is said on the page. */
  async function work(sent: Sent, ...more: string[]): Promise<void> {
    const isWriting = sent.state === 'writing';
    try {
      const status = await jobs.run(sent, ['import', sent.path, '--into', folder, ...more]);
      if (status === null) sent.lines = ['Reading this file took too long. Import it in smaller parts.'];
      if (status === 0) sent.state = isWriting ? 'written' : 'read';
      else sent.state = isWriting && status === null ? 'interrupted' : 'refused';
    } catch {
      refuse(sent);
    }
  }

  function store(sent: Sent, bytes: Buffer): boolean {
    try {
      writeFileSync(sent.path, bytes, { mode: 0o600 });
      return true;
    } catch {
      refuse(sent);
      return false;
    }
  }

  return {
    /** Why nothing can be imported; empty if it can. */
    obstacle: async () => ((await isAlone?.()) === false ? severalNodes : obstacleOf(folder)),
    /** Takes a file and begins to read it, writing nothing. Returns its id. */
    take(name: string, bytes: Buffer): string {
      const sent = jobs.make(safeName(name), 'reading');
      if (store(sent, bytes)) void work(sent, '--dry-run');
      return sent.id;
    },
    /** The file of an id, while it is kept. */
    find: jobs.find,
    /** Begins to write the questions of a file that has been read; a second time changes nothing. */
    write(sent: Sent): void {
      if (sent.state !== 'read') return;
      jobs.refuseWhileBusy();
      sent.state = 'writing';
      void work(sent);
    },
    /** Forgets every file. */
    close: jobs.close,
  };
}

function refuse(sent: Sent): void {
  sent.lines = [notStored];
  sent.state = 'refused';
}

/** A file’s own name without anything that leads out of a folder or reads as an option. */
function safeName(name: string): string {
  return (
    name
      .replace(/^.*[/\\]/, '')
      .replace(/[^\p{L}\p{N}._ -]/gu, '')
      .replace(/^[. -]+/, '')
      .slice(-60) || 'questions'
  );
}

const severalNodes =
  'Several nodes serve this Etude, and each has question files of its own. Use "etude import" where the leader’s files are, then copy them to every node.';

function obstacleOf(folder: string): string {
  if (isBuiltIn(folder) || resolve(folder) === folderOf('questions'))
    return 'The bank that comes with Etude cannot be changed. Set ETUDE_QUESTIONS to a folder of your own and restart Etude.';
  try {
    accessSync(existsSync(folder) ? folder : dirname(folder), constants.W_OK);
    return '';
  } catch {
    return 'Etude may not write to the questions folder. Correct its permissions, then reload this page.';
  }
}
