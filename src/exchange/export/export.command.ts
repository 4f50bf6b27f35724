import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBank } from '../../bank/files/load.ts';
import { Refusal } from '../../base/failure.ts';
import { didYouMean } from '../../base/text/nearest.ts';
import { harmless, listed } from '../../base/text/words.ts';
import { aikenWriter } from '../aiken/write.ts';
import { giftWriter } from '../gift/write.ts';
import type { Writer } from '../item/format.ts';
import { moodleWriter } from '../moodle/write.ts';
import { questionsWriter } from '../questions/write.ts';

const writers: readonly Writer[] = [giftWriter, aikenWriter, moodleWriter, questionsWriter];

/** `etude export`: the bank in a format, and a report on what has no place in it. */
export function exportBank(folder: string, format: string | undefined): { file: string; report: string } {
  const names = writers.map(({ name }) => name);
  const writer = writers.find(({ name }) => name === format);
  if (!writer)
    throw new Refusal(`export: name a format: ${listed(names)}.${didYouMean(format ?? '', names)}`);
  const { problems, taxonomy, questions } = loadBank(folder);
  if (problems.length > 0)
    throw new Refusal('The bank has problems: "etude check" lists them. Fix them first.');
  const fit = questions.filter((question) => writer.unfit(question) === undefined);
  const parts = writer.write({
    taxonomy,
    questions: fit,
    picture: ({ objective }, name) => readFileSync(join(folder, objective.split('.')[0]!, name)),
  });
  const lines = questions.flatMap((question) => {
    const unfit = writer.unfit(question);
    return (unfit ? [`left out: ${unfit}`] : writer.lost(question)).map((note) =>
      harmless(`${question.id}: ${note}`),
    );
  });
  const summary = `${questions.length} questions: ${fit.length} exported, ${questions.length - fit.length} left out.`;
  return { file: [...parts].join(''), report: [...lines, summary].join('\n') };
}
