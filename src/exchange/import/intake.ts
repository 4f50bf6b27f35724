import { sentencesOn } from '../../bank/check/question.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import { digest } from '../../base/digest.ts';
import { plainText } from '../../base/text/markup.ts';
import type { Draft, DraftPicture, Item } from '../draft/draft.ts';
import type { Line } from '../draft/report.ts';
import { inOneLine } from '../text/plain.ts';
import { illustrate } from './pictures.ts';
import { createPlaces, type Spot } from './place.ts';

/** What a bank has already: its ids, its texts by their content, and how many questions each objective has. */
export type Ground = {
  ids: Set<string>;
  contents: Map<string, string>;
  counts: Map<string, number>;
};

/** An objective with the questions that come in. */
export type Incoming = Spot & { questions: AuthoredQuestion[] };

/** Most questions of one objective: a file of more would hold up whoever edits it. */
const mostOfObjective = 1000;

/** Takes questions in one by one: each gets an id and an objective, and is judged as a file’s author would be told. */
export function createIntake(ground: Ground) {
  const incoming = new Map<string, Incoming>();
  const pictures = new Map<string, Buffer>();
  const lines: Line[] = [];

  function take(file: string, item: Item, spot: Spot): Line {
    const { place, title, draft } = item;
    const line = { file, place, title: inOneLine(title) };
    if (!draft) return { ...line, outcome: 'left out', notes: item.notes };
    const shown = illustrate(draft, item.pictures ?? []);
    const content = contentOf(shown.draft);
    const twin = ground.contents.get(content);
    if (twin) return { ...line, outcome: 'left out', notes: [`The bank has this question already, as ${twin}.`] };
    const objective = roomy(spot);
    const question = settled(shown.draft, idFor(draft, objective), objective.objective);
    const problems = sentencesOn(question, objective.objective, shown.shelf);
    if (problems.length > 0) return { ...line, outcome: 'left out', notes: problems };
    keep(objective, question, content, shown.pictures);
    const notes = [...item.notes, ...shown.notes];
    return { ...line, outcome: notes.length > 0 ? 'changed' : 'taken', id: question.id, notes };
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

  function idFor({ id }: Draft, { objective }: Incoming): string {
    if (id !== undefined && !ground.ids.has(id)) return id;
    for (let n = (ground.counts.get(objective) ?? 0) + 1; ; n++) {
      const next = `${objective}-${String(n).padStart(3, '0')}`;
      if (!ground.ids.has(next)) return next;
    }
  }

  function keep(
    { domain, objective, questions }: Incoming,
    question: AuthoredQuestion,
    content: string,
    shown: readonly DraftPicture[],
  ): void {
    questions.push(question);
    ground.ids.add(question.id);
    ground.contents.set(content, question.id);
    ground.counts.set(objective, (ground.counts.get(objective) ?? 0) + 1);
    for (const { name, bytes } of shown) pictures.set(`${domain}/${name}`, bytes);
  }

  return {
    /** A function that takes the questions of one file. */
    open(file: string, title: string): (item: Item) => void {
      const placeOf = createPlaces(title);
      return (item) => void lines.push(take(file, item, placeOf(item)));
    },
    lines,
    pictures,
    /** The objectives that get questions. */
    incoming: () => [...incoming.values()].filter(({ questions }) => questions.length > 0),
  };
}

export type Intake = ReturnType<typeof createIntake>;

/** A question with everything that a bank asks for; authors judge difficulty and level later. */
function settled(draft: Draft, id: string, objective: string): AuthoredQuestion {
  const { id: _, objective: __, ...rest } = draft;
  return { id, objective, difficulty: 2, cognitive: 'understand', ...rest } as AuthoredQuestion;
}

/** What makes two questions the same: their words and their key, whatever their ids. */
export function contentOf({ stem, options, key }: Pick<Draft, 'stem' | 'options' | 'key'>): string {
  const words = new Map(options.map(({ id, text }) => [id, wordsOf(text)]));
  return digest(JSON.stringify([wordsOf(stem), [...words.values()].sort(), key.map((id) => words.get(id) ?? id)]));
}

const wordsOf = (text: string) => plainText(text).normalize('NFC').replace(/\s+/g, ' ').trim();
