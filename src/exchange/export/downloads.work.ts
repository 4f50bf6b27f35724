import type { ClockAndIds } from '../../base/world.ts';
import { createJobs, type Exchanging, type Job, notStored, openJob } from '../jobs/jobs.work.ts';

/** How far an export is. */
type State = 'writing' | 'written' | 'refused';

/** A file that an author asked for. */
export type Asked = Job<State>;

const rules = {
  isAtWork: (state: State) => state === 'writing',
  busy: 'Etude is exporting for somebody else. Try again in a minute.',
};

/** Keeps the files that authors ask for until they have downloaded them. */
export function createDownloads({ run, isAlone }: Exchanging, world: ClockAndIds) {
  const jobs = createJobs<State>(run, world, rules);

  /** Writes a file; nobody waits for it, so that whatever fails is said on the page. */
  async function work(asked: Asked, format: string): Promise<void> {
    try {
      const status = await jobs.run(asked, ['export', format, asked.path]);
      if (status === null) asked.lines = ['The export took too long. Use "etude export".'];
      asked.state = status === 0 ? 'written' : 'refused';
    } catch {
      asked.lines = [notStored];
      asked.state = 'refused';
    }
  }

  return {
    /** Why nothing can be exported; empty if it can. */
    obstacle: async () => ((await isAlone?.()) === false ? severalNodes : ''),
    /** Begins to write the bank in a format to a file of that name. Returns its id. */
    begin(format: string, name: string): string {
      const asked = jobs.make(name, 'writing');
      void work(asked, format);
      return asked.id;
    },
    /** The file of an id, while it is kept. */
    find: jobs.find,
    /** The content of a file that has been written. */
    open: openJob,
    /** Forgets every file. */
    close: jobs.close,
  };
}

const severalNodes =
  'Several nodes serve this Etude, and the next page may come from a node that does not have your file. Use "etude export" instead.';
