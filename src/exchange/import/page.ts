import type { Page } from '../../base/web/pages.ts';
import type { Sent } from './uploads.work.ts';

/** The largest file that the page takes, in MB. */
export const mostMegabytes = 16;

/** What the page shows of a file that was sent. */
type Shown = Pick<Sent, 'id' | 'name' | 'state' | 'lines' | 'share'>;

const leads: Record<Shown['state'], string> = {
  reading: 'Etude is reading the file. This page reloads itself until the report is ready.',
  read: 'Nothing has been written yet. This is what Etude would do with each question:',
  writing: 'Etude is writing the questions. This page reloads itself until that is done.',
  written: 'The questions are in the bank’s folder. They go live once Etude has read the folder again.',
  refused: 'Nothing was written.',
  interrupted:
    'Etude stopped while it was writing. Some questions may already be in the folder: check before you import the file again.',
};

/** The page on which authors import questions, before and after they send a file. */
export function importPage(given: {
  sent: Shown | undefined;
  obstacle: string;
  note: string;
  formToken: string;
}): Page & Record<string, unknown> {
  const { sent, ...rest } = given;
  const isAtWork = sent?.state === 'reading' || sent?.state === 'writing';
  const lines = (sent?.lines ?? [])
    .filter((line) => !/^Nothing was written|^Written to/.test(line))
    .map((line) => line.replace(/: --all lists them\.$/, '.'));
  return {
    title: 'Import questions',
    here: 'bank',
    ...rest,
    largest: `${mostMegabytes} MB`,
    sent: sent && {
      id: sent.id,
      name: sent.name,
      lead: leads[sent.state],
      isAtWork,
      isRead: sent.state === 'read',
      percent: Math.floor(sent.share * 100),
      path: `/bank/import?file=${sent.id}`,
      summary: isAtWork ? '' : (lines.at(-1) ?? ''),
      lines: lines.slice(0, -1),
    },
  };
}
