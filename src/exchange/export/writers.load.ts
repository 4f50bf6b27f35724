import { aikenWriter } from '../aiken/write.ts';
import { ankiWriter } from '../anki/write.load.ts';
import { checklistWriter } from '../checklist/write.ts';
import { giftWriter } from '../gift/write.ts';
import type { Writer } from '../item/format.ts';
import { moodleWriter } from '../moodle/write.ts';
import { qtiWriters } from '../qti/write.ts';
import { questionsWriter } from '../questions/write.ts';
import { csvWriter, tsvWriter } from '../table/write.ts';

/** The formats that banks are written in. */
export const writers: readonly Writer[] = [
  giftWriter,
  aikenWriter,
  moodleWriter,
  ankiWriter,
  ...qtiWriters,
  csvWriter,
  tsvWriter,
  checklistWriter,
  questionsWriter,
];
