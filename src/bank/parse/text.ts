import type { Static, TSchema } from 'typebox';
import { lazy } from '../../base/lazy.ts';
import { atOnce, type Work } from '../../base/turns.ts';
import { mistakesIn } from '../json/mistakes.ts';
import { placer } from '../json/place.ts';
import { strangersIn } from '../json/strangers.ts';
import type { Node } from '../json/tree.ts';
import {
  bracketBelow,
  holdsAny,
  inOrder,
  nearestNode,
  repeatedFields,
  toValue,
  treeOf,
  treeWithErrors,
} from '../json/tree.ts';
import { countColons, countNames, readJson } from '../json/value.ts';
import type { Path, Problem, ProblemAt } from '../model.ts';
import { schemaFindings } from './findings.ts';
import { listed, mostProblems, noSlips } from './slips.ts';
import { meets, type Schema } from './unmet.ts';

/** Parser and validator go down one call for each bracket: what nests deeper than this would use up the stack. */
export const deepest = 32;

/** What could be read of a file. */
export type Parsed<T> = {
  /** The value as far as it could be read; sound only if there are no problems. */
  value: T;
  /** The first problems. */
  problems: Problem[];
  /** How many more problems there are. */
  more: number;
  /** A problem at the place of a path, or of its nearest parent that exists. */
  problemAt: ProblemAt;
  /** Whether there is a problem inside the value at a path, so that its text cannot be trusted. */
  isHurt(path: Path): boolean;
  /** The text as a tree, if it could be read at all. */
  root?: Node;
};

/** A function that parses files of one schema. */
export function parser<S extends TSchema>(schema: S): (file: string, text: string) => Parsed<Static<S>> {
  return (file, text) => atOnce(parsing(schema, file, text));
}

/** Parses a file as a whole, with a pause after each look at it. */
export function* parsing<S extends TSchema>(schema: S, file: string, text: string): Work<Parsed<Static<S>>> {
  const place = placer(file, text);
  const unread = (...problems: Problem[]) => ({
    value: undefined as Static<S>,
    problems,
    more: 0,
    problemAt: (_: Path, message: string) => place(0, message),
    isHurt: () => true,
  });
  const sound = readSound(schema, text);
  if (sound !== undefined) {
    const tree = lazy(() => treeOf(text));
    return {
      value: sound.value as Static<S>,
      problems: [],
      more: 0,
      problemAt: (path, message) => place(nearestNode(tree(), path).offset, message),
      isHurt: () => false,
      get root() {
        return tree();
      },
    };
  }
  yield;
  if (text.trim() === '') return unread(place(0, 'The file is empty.'));
  const strangers = strangersIn(text);
  if (strangers.length > 0) return unread(...strangers.map(({ offset, message }) => place(offset, message)));
  const tooDeep = bracketBelow(deepest, text);
  if (tooDeep !== undefined)
    return unread(
      place(
        tooDeep,
        `Brackets are nested more than ${deepest} levels deep here: a bank needs no more than five levels.`,
      ),
    );

  yield;
  const { root, value, slips } = yield* readingTree(schema, text);
  if (!root) return unread(...slips.mistakes.map(({ offset, message }) => place(offset, message())));
  const hurts = inOrder(Object.values(slips).flat());
  return {
    value: value as Static<S>,
    ...listed(slips, place),
    problemAt: (path, message) => place(nearestNode(root, path).offset, message),
    isHurt: (path) => holdsAny(nearestNode(root, path), hurts, 1),
    root,
  };
}

/** Reads a text in which something is wrong: its tree, if there is one, and everything that is wrong. */
export function* readingTree(schema: TSchema, text: string) {
  const { root, errors } = treeWithErrors(text);
  yield;
  const found = readJson(text) === undefined ? mistakesIn(text) : [];
  const mistakes = found.map(({ offset, message }) => ({ offset, message: () => message }));
  if (!root) return { root, value: undefined, slips: { ...noSlips, mistakes, errors } };
  yield;
  const value = toValue(root);
  const repeated = repeatedFields(root).map((name) => ({
    offset: name.offset,
    message: () => `"${name.value}" appears twice: keep one.`,
  }));
  yield;
  const places = inOrder([...errors, ...mistakes]);
  // Findings about fields mean little in a text that is hardly JSON.
  const findings = errors.length > mostProblems ? [] : schemaFindings(schema as Schema, value);
  const unmet = findings
    .map((finding) => ({ ...finding, node: nearestNode(root, finding.path) }))
    .filter(({ keyword, node }) => keyword !== 'required' || !holdsAny(node, places))
    .map(({ keyword, node, message }) => ({
      offset: keyword === 'additionalProperties' ? node.parent!.offset : node.offset,
      message,
    }));
  return { root, value, slips: { mistakes, repeated, unmet, errors } };
}

/**
 * The value of a text in which nothing is wrong: most texts at most times. No tree with places is made for it, which
 * takes ten times as long.
 */
export function readSound(schema: TSchema, text: string): { value: unknown } | undefined {
  const value = readJson(text);
  if (!meets(schema as Schema, value) || countNames(value) !== countColons(text)) return undefined;
  return { value };
}
