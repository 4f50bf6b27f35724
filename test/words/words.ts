import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { folderOf } from '../../src/base/installation.ts';
import { saidInCode } from './code.ts';
import { saidInView } from './view.ts';

/** Every sentence that Etude can say, each with its place. */
export function allSaid(): { place: string; text: string }[] {
  return ['src', 'views'].flatMap(filesIn).flatMap((file) => {
    const source = readFileSync(folderOf(file), 'utf8');
    const said = file.endsWith('.hbs') ? saidInView(source) : saidInCode(source);
    return said.map(({ text, line }) => ({ place: `${file}:${line}`, text }));
  });
}

function filesIn(folder: string): string[] {
  return (readdirSync(folderOf(folder), { recursive: true, encoding: 'utf8' }) as string[])
    .filter((path) => /\.(ts|js|cjs|hbs)$/.test(path))
    .map((path) => `${folder}/${path}`)
    .toSorted();
}

/** Some at random, so that they can be read without their neighbours. */
function drawn<T>(all: readonly T[], count: number): T[] {
  return all
    .map((one) => ({ one, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ one }) => one);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const count = Number(process.argv[2]);
  const said = count > 0 ? drawn(allSaid(), count) : allSaid();
  for (const { place, text } of said) process.stdout.write(`${place}: ${text}\n`);
}
