import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from '../../src/base/installation.ts';
import { hash32 } from '../../src/base/random.ts';
import { record, rounds } from './table.ts';

/** Checks ten thousand questions: those of the bank thirty times over, each time in other words. */
export function measureCheck(folder: string): void {
  cpSync(folderOf('questions'), folder, { recursive: true });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\w\/\w+\.json$/.test(name),
  );
  const own = files.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
  const count = own.reduce((sum, { text }) => sum + JSON.parse(text).questions.length, 0);
  for (const { name, text } of own) {
    const copies = Array.from({ length: Math.ceil(10_000 / count) }, (_, i) => inOtherWords(text, i));
    writeFileSync(join(folder, name), JSON.stringify({ questions: copies.flat() }, null, 2));
  }
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    const { stdout } = spawnSync(process.execPath, [folderOf('src/etude.js'), 'check', folder], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const told = /^(\d+) questions/m.exec(stdout)?.[1];
    if (!(Number(told) >= 10_000)) throw new Error(stdout.slice(-500));
    record('check of 10 000 questions: seconds', '≤ 5', (performance.now() - began) / 1000);
  }
}

/** The questions of a file under other ids, every longer word of theirs another. */
function inOtherWords(text: string, copy: number): { id: string; concept?: string }[] {
  const other = (word: string) =>
    copy === 0 ? word : word.slice(0, 2) + hash32(`${word}${copy}`).toString(36);
  return JSON.parse(text, (key, value) => {
    if (['stem', 'text', 'rationale'].includes(key)) return value.replace(/[a-z]{5,}/g, other);
    if (key === 'enemies') return value.map((id: string) => `${id}-${copy}`);
    const names = ['id', 'concept', 'confusedWith'].includes(key) && /\..*[.-]/.test(value);
    return names ? `${value}-${copy}` : value;
  }).questions;
}
