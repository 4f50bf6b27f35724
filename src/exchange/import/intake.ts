import { sentencesOn } from '../../bank/check/question.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { digest } from '../../base/digest.ts';
import { plainText } from '../../base/text/markup.ts';
import type { Content } from '../item/format.ts';
import type { Item, Outcome } from '../item/model.ts';
import { titleOf } from '../item/text.ts';
import { illustrate } from './pictures.ts';
import { createPlaces, type Spot } from './place.ts';
import type { Line } from './report.ts';

/** What a bank has already: its ids, its questions by their content, and how many each objective has. */
export type Ground = { ids: Set<string>; contents: Map<string, string>; counts: Map<string, number> };

/** An objective with the questions that come in. */
export type Incoming = Spot & { questions: AuthoredQuestion[] };

/** Most questions of one objective: a file of more would hold up its editors. */
const mostOfObjective = 1000;

/** Takes questions in one by one: each gets an id and an objective, and is judged as `etude check` would judge it. */
export function createIntake(ground: Ground) {
  const incoming = new Map<string, Incoming>();
  const pictures = new Map<string, Buffer>();
  const lines: Line[] = [];

  function take(file: string, outcome: Outcome, content: Content, placeOf: (outcome: Outcome) => Spot): Line {
    const line = { file, place: outcome.id, title: titleOf(outcome.title) };
    if ('reason' in outcome) return { ...line, outcome: 'left out', notes: [outcome.reason] };
    const shown = illustrate(outcome, content.pictures);
    const twin = ground.contents.get(contentOf(shown.item));
    if (twin)
      return { ...line, outcome: 'left out', notes: [`The bank has this question already, as ${twin}.`] };
    const objective = roomy(placeOf(outcome));
    const question = settled(shown.item, idFor(outcome, objective), objective.objective);
    const problems = sentencesOn(question, objective.objective, shown.shelf);
    if (problems.length > 0) return { ...line, outcome: 'left out', notes: problems };
    objective.questions.push(question);
    ground.ids.add(question.id);
    ground.counts.set(objective.objective, (ground.counts.get(objective.objective) ?? 0) + 1);
    for (const [name, bytes] of shown.pictures) pictures.set(`${objective.domain}/${name}`, bytes);
    const notes = [...outcome.changes, ...shown.notes];
    return {
      ...line,
      title: titleOf(outcome.title || outcome.stem),
      outcome: notes.length > 0 ? 'changed' : 'taken',
      id: question.id,
      notes,
    };
  }

  /** The objective, or the next of its name that has room. */
  function roomy(spot: Spot): Incoming {
    for (let n = 1; ; n++) {
      const objective = n === 1 ? spot.objective : `${spot.objective}-${n}`;
      if ((ground.counts.get(objective) ?? 0) >= mostOfObjective) continue;
      const title = n === 1 ? spot.title : `${spot.title} (${n})`;
      return incoming.getOrInsertComputed(objective, () => ({ ...spot, objective, title, questions: [] }));
    }
  }

  function idFor({ rest }: Item, { objective }: Incoming): string {
    if (rest?.id !== undefined && !ground.ids.has(rest.id)) return rest.id;
    for (let n = (ground.counts.get(objective) ?? 0) + 1; ; n++) {
      const next = `${objective}-${String(n).padStart(3, '0')}`;
      if (!ground.ids.has(next)) return next;
    }
  }

  return {
    /** Takes the questions of one file, step by step. */
    *take(file: string, title: string, content: Content): Generator<undefined> {
      const placeOf = createPlaces(title);
      for (const outcome of content.outcomes) {
        lines.push(take(file, outcome, content, placeOf));
        yield;
      }
    },
    lines,
    pictures,
    /** The objectives that get questions. */
    incoming: () => [...incoming.values()].filter(({ questions }) => questions.length > 0),
  };
}

export type Intake = ReturnType<typeof createIntake>;

/** A question with everything that a bank asks for; its authors judge difficulty and level later. */
function settled(item: Item, id: string, objective: string): AuthoredQuestion {
  const { stem, options, prompts, key, tolerance, shuffle, rationale, extra, rest, format = 'qti' } = item;
  return {
    difficulty: 2,
    cognitive: 'understand',
    ...(Object.keys(extra).length > 0 ? { extensions: { [format]: extra } } : {}),
    ...rest,
    id,
    objective,
    type: item.type,
    stem,
    ...(prompts.length > 0 ? { prompts } : {}),
    options: options.map(({ rationale, ...option }) =>
      rationale?.trim() ? { ...option, rationale } : option,
    ),
    key,
    ...(tolerance ? { tolerance } : {}),
    ...(shuffle || rest?.shuffle !== undefined || item.type === 'true-false' ? {} : { shuffle }),
    ...(rationale.trim() === '' ? {} : { rationale }),
  } as AuthoredQuestion;
}

/** What makes two questions the same: their words and their key, whatever their ids. */
export function contentOf({
  stem,
  options,
  key,
}: Pick<AuthoredQuestion, 'stem' | 'options' | 'key'>): string {
  const words = new Map(options.map(({ id, text }) => [id, wordsOf(text)]));
  const keys = key.map((id) => words.get(id) ?? id);
  return digest(JSON.stringify([wordsOf(stem), [...words.values()].sort(), keys.sort()]));
}

const wordsOf = (text: string) => plainText(text).normalize('NFC').replace(/\s+/g, ' ').trim();
