import { hintsAmong } from '../../base/text/nearest.ts';
import type { Work } from '../../base/turns.ts';
import type { Problem } from '../model.ts';
import type { Entry } from './question.ts';

/** What is found at each entry, one after the other. */
function* findingAt(entries: readonly Entry[], find: (entry: Entry) => readonly Problem[]): Work<Problem[]> {
  const problems: Problem[] = [];
  for (const entry of entries) {
    for (const problem of find(entry)) problems.push(problem);
    yield;
  }
  return problems;
}

/** Ids that two questions claim. */
export function* repeatedIds(entries: readonly Entry[]): Work<Problem[]> {
  const owners = new Map<string, string>(entries.map(({ outline }) => [outline.id, outline.id]));
  const seen = new Set<string>();
  return yield* findingAt(entries, ({ outline, problemAt }) => {
    const problems = outline.formerly.flatMap((id, i) => {
      const owner = owners.get(id);
      if (owner !== undefined) return [problemAt(['formerly', i], `"${id}" already belongs to "${owner}".`)];
      owners.set(id, outline.id);
      return [];
    });
    if (seen.has(outline.id)) problems.push(problemAt(['id'], `The id "${outline.id}" is used twice.`));
    seen.add(outline.id);
    return problems;
  });
}

/** Concepts that are asked in more than one objective. */
export function* scatteredConcepts(entries: readonly Entry[]): Work<Problem[]> {
  const homes = new Map<string, string>();
  return yield* findingAt(entries, ({ outline: { concept, objective }, problemAt }) => {
    const home = homes.get(concept) ?? objective;
    homes.set(concept, home);
    if (home === objective) return [];
    return [
      problemAt(
        ['concept'],
        `The concept "${concept}" already belongs to "${home}": a concept has one objective.`,
      ),
    ];
  });
}

/** Distractors that stand for a concept or objective that does not exist. */
export function* unknownConfusions(entries: readonly Entry[], objectives: string[]): Work<Problem[]> {
  const known = new Set([...objectives, ...entries.map(({ outline }) => outline.concept)]);
  const hintFor = hintsAmong(known);
  return yield* findingAt(entries, ({ outline, problemAt }) =>
    outline.options.flatMap(({ confusedWith }, i) => {
      if (confusedWith === undefined || known.has(confusedWith)) return [];
      return [
        problemAt(
          ['options', i, 'confusedWith'],
          `No concept or objective is called "${confusedWith}".${hintFor(confusedWith)}`,
        ),
      ];
    }),
  );
}

/** Enemies that are no question of the bank. */
export function* unknownEnemies(entries: readonly Entry[]): Work<Problem[]> {
  const known = new Set(entries.flatMap(({ outline: { id, formerly } }) => [id, ...formerly]));
  const hintFor = hintsAmong(known);
  return yield* findingAt(entries, ({ outline: { id, enemies = [] }, problemAt }) =>
    enemies.flatMap((enemy, i) => {
      if (enemy === id) return [problemAt(['enemies', i], 'A question cannot be its own enemy: remove it.')];
      if (known.has(enemy)) return [];
      return [problemAt(['enemies', i], `There is no question "${enemy}".${hintFor(enemy)}`)];
    }),
  );
}
