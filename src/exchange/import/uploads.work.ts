import { accessSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { folderOf, isBuiltIn } from '../../base/installation.ts';
import type { Running } from '../../base/process/child-process.ts';
import { MINUTE } from '../../base/time.ts';
import { after, type ClockAndIds } from '../../base/world.ts';

/** Where authors’ files go, and how a command of Etude is run in a process of its own. */
export type Importing = { folder: string; run(args: readonly string[]): Running };

/** A file that an author sent, and how far it is. */
export type Sent = {
  id: string;
  name: string;
  bytes: Buffer;
  /** It is interrupted where the process that wrote was killed, so that nobody knows how far it came. */
  state: 'reading' | 'read' | 'writing' | 'written' | 'refused' | 'interrupted';
  /** What the command said, line by line. */
  lines: string[];
  sentAt: number;
};

const mostKept = 3;
const longestKept = 30 * MINUTE;
const longestRun = 5 * MINUTE;

/** Keeps the files that authors send until they are imported: a few, for half an hour, in memory. */
export function createUploads({ folder, run }: Importing, world: ClockAndIds) {
  const kept = new Map<string, Sent>();

  const isOld = ({ sentAt }: Sent) => world.now() - sentAt > longestKept;

  /** Makes room for another file; refuses while one is being worked on. */
  function makeRoom(): void {
    for (const sent of kept.values()) if (isOld(sent)) kept.delete(sent.id);
    if ([...kept.values()].some(isAtWork)) throw busy();
    for (const id of kept.keys()) if (kept.size >= mostKept) kept.delete(id);
  }

  /** Reads or writes a file; nobody waits for it, so that whatever fails is said on the page. */
  async function work(sent: Sent, ...more: string[]): Promise<void> {
    try {
      const own = mkdtempSync(join(tmpdir(), 'etude-import-'));
      try {
        await workIn(own, sent, more);
      } finally {
        rmSync(own, { recursive: true, force: true });
      }
    } catch {
      sent.lines = ['Etude could not store the file. Free some space and try again.'];
      sent.state = 'refused';
    }
  }

  async function workIn(own: string, sent: Sent, more: readonly string[]): Promise<void> {
    const path = join(own, sent.name);
    writeFileSync(path, sent.bytes, { mode: 0o600 });
    const running = run(['import', path, '--into', folder, ...more]);
    void after(longestRun).then(() => running.stop());
    const { status, text } = await running.ended;
    const lines = text.split('\n').map((line) => line.replaceAll(path, sent.name));
    const isWriting = sent.state === 'writing';
    sent.lines = status === null ? ['Reading this file took too long. Import it in smaller parts.'] : lines;
    if (status === 0) sent.state = isWriting ? 'written' : 'read';
    else sent.state = isWriting && status === null ? 'interrupted' : 'refused';
  }

  return {
    /** Why nothing can be imported; empty if it can. */
    obstacle: () => obstacleOf(folder),
    /** Takes a file and begins to read it, writing nothing. Returns its id. */
    take(name: string, bytes: Buffer): string {
      makeRoom();
      const sent: Sent = {
        id: world.token(),
        name: safeName(name),
        bytes,
        state: 'reading',
        lines: [],
        sentAt: world.now(),
      };
      kept.set(sent.id, sent);
      void work(sent, '--dry-run');
      return sent.id;
    },
    /** The file of an id, while it is kept. */
    find(id: string): Sent | undefined {
      const sent = kept.get(id);
      return sent && !isOld(sent) ? sent : undefined;
    },
    /** Begins to write the questions of a file that has been read; a second time changes nothing. */
    write(sent: Sent): void {
      if (sent.state !== 'read') return;
      if ([...kept.values()].some(isAtWork)) throw busy();
      sent.state = 'writing';
      void work(sent);
    },
  };
}

const isAtWork = ({ state }: Sent) => state === 'reading' || state === 'writing';

function busy(): Failure {
  return new Failure('unavailable', 'Etude is importing another file. Try again in a minute.');
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
