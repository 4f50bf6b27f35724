import type { Static, TSchema } from 'typebox';
import { lazy, perObject } from '../../base/lazy.ts';
import { atOnce, type Work } from '../../base/turns.ts';
import { cutting, type Piece } from '../json/cut.ts';
import { placer } from '../json/place.ts';
import { strangersIn } from '../json/strangers.ts';
import type { Node } from '../json/tree.ts';
import { nearestNode, treeOf } from '../json/tree.ts';
import { readJson } from '../json/value.ts';
import type { Path } from '../model.ts';
import { FactsFile } from '../schema/facts.ts';
import { AuthoredQuestion, Outline, QuestionsFile } from '../schema/question.ts';
import { BankFile } from '../schema/taxonomy.ts';
import { countSlips, listed, mostProblems, noSlips, type Slips } from './slips.ts';
import { deepest, type Parsed, parser, parsing, readingTree, readSound } from './text.ts';
import { meets, type Schema } from './unmet.ts';

/** A file of questions; if its text could be cut into questions, with what was read of each. */
export type ParsedQuestions = Parsed<Static<typeof QuestionsFile>> & {
  pieces?: readonly Read[];
  shell?: string;
};

/** One question as it was read: its value, and what is wrong with it. */
export type Read = { source: string; value: unknown; slips: Slips; isSkimmed?: boolean };

/** Texts of questions that were read before. */
type KnownReads = ReadonlyMap<string, Read>;

/** Whether a value is enough of a question to be judged beside the others. */
export const isOutline = validates(Outline);

/** Whether a value is a sound question, whatever the rest of its file is like. */
export const isQuestion = validates(AuthoredQuestion);

/** Parses bank.json. */
const parseBank = parser(BankFile);

/** What bank.json says, read once. */
export const readBankFile = perObject(({ name, text }: { name: string; text: string }) =>
  parseBank(name, text),
);

/** Parses facts.json. */
export const parseFacts = parser(FactsFile);

const parsingWhole = (file: string, text: string) => parsing(QuestionsFile, file, text);

/** Parses one file of questions. */
export function parseQuestions(file: string, text: string): ParsedQuestions {
  return atOnce(parsingQuestions(file, text));
}

/** The same, question by question; those whose text is known are not read again. */
export function* parsingQuestions(file: string, text: string, known?: KnownReads): Work<ParsedQuestions> {
  const cut = yield* cutting(text, deepest);
  if (!cut) return yield* parsingWhole(file, text);
  const reads: Read[] = [];
  let problems = 0;
  for (const { start, end } of cut.pieces) {
    const source = text.slice(start, end);
    const read = known?.get(source) ?? readPiece(source, problems >= mostProblems);
    problems += countSlips(read.slips);
    reads.push(read);
    yield;
  }
  const isStrange = reads.some(({ slips }) => slips.mistakes.length > 0) && strangersIn(text).length > 0;
  return isStrange ? yield* parsingWhole(file, text) : parsedOf(file, text, cut.shell, cut.pieces, reads);
}

function parsedOf(
  file: string,
  text: string,
  shell: string,
  pieces: readonly Piece[],
  reads: readonly Read[],
): ParsedQuestions {
  const place = placer(file, text);
  const outside = lazy(() => treeOf(shell));
  const slipsOf = (kind: 'mistakes' | 'repeated' | 'unmet') =>
    reads.flatMap(({ slips }, i) =>
      slips[kind].map(({ offset, message }) => ({ offset: offset + pieces[i]!.start, message })),
    );
  const slips = {
    ...noSlips,
    mistakes: slipsOf('mistakes'),
    repeated: slipsOf('repeated'),
    unmet: slipsOf('unmet'),
  };
  let last = { i: -1, root: undefined as Node | undefined };
  const rootOf = (i: number) => {
    // Callers usually ask for several places in one question.
    if (last.i !== i) last = { i, root: treeOf(reads[i]!.source) };
    return last.root!;
  };
  const offsetOf = ([field, i, ...path]: Path) => {
    if (field !== 'questions' || typeof i !== 'number' || !reads[i])
      return nearestNode(outside(), field === undefined ? [] : [field]).offset;
    // A question begins where its text does.
    return pieces[i]!.start + (path.length === 0 ? 0 : nearestNode(rootOf(i), path).offset);
  };
  const tree = lazy(() => treeOf(text));
  return {
    value: { ...JSON.parse(shell), questions: reads.map(({ value }) => value) },
    ...listed(slips, place),
    problemAt: (path, message) => place(offsetOf(path), message),
    isHurt: ([, i]) => countSlips(reads[i as number]?.slips ?? noSlips) > 0,
    get root() {
      return tree();
    },
    pieces: reads,
    shell,
  };
}

/** Reads one question; where it is skimmed, only whether something is wrong with it. */
function readPiece(source: string, isSkimmed: boolean): Read {
  const sound = readSound(AuthoredQuestion, source);
  if (sound) {
    soundQuestions.add(sound.value as object);
    return { source, value: sound.value, slips: noSlips };
  }
  const value = isSkimmed ? readJson(source) : undefined;
  if (value !== undefined) return { source, value, slips: wrongSomehow, isSkimmed };
  return readClosely(source);
}

/** Marks a question as unsound once its file has more problems than are listed. */
const wrongSomehow: Slips = { ...noSlips, unmet: [{ offset: 0, message: () => 'It has problems.' }] };

function readClosely(source: string): Read {
  const { value, slips } = atOnce(readingTree(AuthoredQuestion, source));
  return { source, value, slips };
}

/** Questions that were sound when they were read, so that nobody validates them again. */
const soundQuestions = new WeakSet<object>();

function validates<S extends TSchema>(schema: S): (value: unknown) => value is Static<S> {
  return (value): value is Static<S> => soundQuestions.has(value as object) || meets(schema as Schema, value);
}
