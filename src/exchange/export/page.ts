import type { Page } from '../../base/web/pages.ts';
import type { Writer } from '../item/format.ts';
import type { Asked } from './downloads.work.ts';

const leads: Record<Asked['state'], string> = {
  writing: 'Etude is writing the file. This page reloads itself until the file is ready.',
  written: 'The file is ready. This is what its format cannot hold:',
  refused: 'Nothing was exported.',
};

/** The page on which authors export the bank, before and after they choose a format. */
export function exportPage(given: {
  asked: Asked | undefined;
  writers: readonly Writer[];
  note: string;
  formToken: string;
}): Page & Record<string, unknown> {
  const { asked, writers, ...rest } = given;
  const lines = (asked?.lines ?? [])
    .filter((line) => !/^Wrote /.test(line))
    .map((line) => line.replace(/: --all lists them\.$/, '.'));
  return {
    title: 'Export questions',
    here: 'bank',
    ...rest,
    formats: writers.map(({ name, title }, i) => ({ name, title, isFirst: i === 0 })),
    asked: asked && {
      name: asked.name,
      lead: asked.state === 'written' && lines.length === 1 ? 'The file is ready.' : leads[asked.state],
      isAtWork: asked.state === 'writing',
      isWritten: asked.state === 'written',
      percent: Math.floor(asked.share * 100),
      path: `/bank/export?file=${asked.id}`,
      download: `/bank/export/file?file=${asked.id}`,
      summary: lines.at(-1) ?? '',
      lines: lines.slice(0, -1),
    },
  };
}
