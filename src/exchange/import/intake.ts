import { sentencesOn } from '../../bank/check/question.ts';
import type { Question } from '../../bank/model.ts';
import { noPictures, type Shelf } from '../../bank/pictures/picture.ts';
import type { AuthoredQuestion } from '../../bank/schema/question.ts';
import type { BankFile } from '../../bank/schema/taxonomy.ts';
import { digest } from '../../base/digest.ts';
import { plainText } from '../../base/text/markup.ts';
import type { Content } from '../item/format.ts';
import type { Item, Outcome } from '../item/model.ts';
import { stamped, stampIn } from '../item/stamp.ts';
import { titleOf } from '../item/text.ts';
import { type Directory, namesOf } from './identity.ts';
import { illustrate } from './pictures.ts';
import { createPlaces, type Spot } from './place.ts';
import type { Line } from './report.ts';
import { updateOf } from './update.ts';

/** What a bank has already. */
export type Ground = {
  ids: Set<string>;
  /** Its questions by their content. */
  contents: Map<string, string>;
  /** How many questions each objective has. */
  counts: Map<string, number>;
  /** Its questions by what files call them. */
  find: Directory;
  /** The pictures of each domain. */
  shelves: ReadonlyMap<string, Shelf>;
};

/** The fields that change in questions of an objective, by their ids. */
export type Updates = Map<string, Partial<AuthoredQuestion>>;

/** An objective with the questions that come in. */
export type Incoming = Spot & { questions: AuthoredQuestion[] };

/** Most questions of one objective: a file of more would hold up its editors. */
const mostOfObjective = 1000;

/** Takes questions in one by one: each gets an id and an objective, and is judged as `etude check` would judge it. */
export function createIntake(ground: Ground) {
  const incoming = new Map<string, Incoming>();
  const updates = new Map<string, Updates>();
  /** The files that changed questions of the bank, by the ids of those. */
  const changers = new Map<string, { file: string; content: Content }>();
  const pictures = new Map<string, Buffer>();
  const lines: Line[] = [];
  let bank: BankFile | undefined;
  const about: About = {};

  function take(file: string, outcome: Outcome, content: Content, spot: Spot, isNamed: boolean): Line {
    const line = { file, place: outcome.id, title: titleOf(outcome.title) };
    if ('reason' in outcome) return leftOut(line, [outcome.reason]);
    const existing = isNamed ? ground.find(outcome, spot.objective) : undefined;
    const changer = existing && changers.get(existing.id);
    if (changer && changer.content !== content) return leftOut(line, [hasChanged(changer.file, existing.id)]);
    const isUpdate = existing !== undefined && !changer;
    // An update stays where the bank has the question, whatever category the file puts it in.
    const domain = isUpdate ? domainOf(existing) : spot.domain;
    const shown = illustrate(outcome, content.pictures, {
      shelf: ground.shelves.get(domain) ?? noPictures,
      taken: (name) => pictures.get(`${domain}/${name}`),
    });
    const isOwn = outcome.rest?.id !== undefined;
    const title = titleOf(outcome.title || outcome.stem);
    const notes = [...outcome.changes, ...shown.notes];
    const keepPictures = () => {
      for (const [name, bytes] of shown.pictures) pictures.set(`${domain}/${name}`, bytes);
    };
    if (isUpdate) {
      const update = updateOf(existing, settled(shown.item, existing.id, existing.objective), isOwn);
      if (update === 'same') return leftOut(line, [hasAlready(existing.id)]);
      if (typeof update === 'string') return leftOut(line, [update]);
      const problems = sentencesOn(update.question, existing.objective, shown.shelf);
      if (problems.length > 0) return leftOut(line, problems);
      updates.getOrInsertComputed(existing.objective, () => new Map()).set(existing.id, update.fields);
      changers.set(existing.id, { file, content });
      ground.contents.set(contentOf(update.question), existing.id);
      keepPictures();
      return { ...line, title, outcome: 'changed', updates: existing.id, notes: [...update.notes, ...notes] };
    }
    const twin = ground.contents.get(contentOf(shown.item));
    if (twin) return leftOut(line, [hasAlready(twin)]);
    const objective = roomy(spot);
    const id = idFor(outcome, objective);
    const whole = settled(withNewId(shown.item, id, ground.ids), id, objective.objective);
    const problems = sentencesOn(whole, objective.objective, shown.shelf);
    const question: AuthoredQuestion = problems.length > 0 ? { ...whole, status: 'draft' } : whole;
    if (sentencesOn(question, objective.objective, shown.shelf).length > 0) return leftOut(line, problems);
    notes.push(...problems.map((problem) => `${problem} Etude keeps the question as a draft.`));
    objective.questions.push(stamped(question, stampIn(question).mod));
    for (const each of [id, ...(question.formerly ?? [])]) ground.ids.add(each);
    ground.counts.set(objective.objective, (ground.counts.get(objective.objective) ?? 0) + 1);
    keepPictures();
    return { ...line, title, outcome: notes.length > 0 ? 'changed' : 'taken', id: question.id, notes };
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
      about.title ??= content.title;
      about.language ??= languageOf(content);
      const placeOf = createPlaces(title);
      bank ??= content.bank;
      const isNamedOnce = namedOnce(content.outcomes, placeOf);
      for (const outcome of content.outcomes) {
        const isNamed = !('reason' in outcome) && isNamedOnce(outcome);
        lines.push(take(file, outcome, content, placeOf(outcome), isNamed));
        yield;
      }
    },
    lines,
    about,
    pictures,
    updates,
    /** What the first file that says something of its bank says, for a new one. */
    bank: () => bank,
    /** The objectives that get questions. */
    incoming: () => [...incoming.values()].filter(({ questions }) => questions.length > 0),
    /** Whether anything is to be written. */
    isEmpty: () =>
      updates.size === 0 && [...incoming.values()].every(({ questions }) => questions.length === 0),
  };
}

/** What the files say of the bank that they come from. */
export type About = { title?: string | undefined; language?: string | undefined };

/** The language of the first question that names one. */
function languageOf({ outcomes }: Content): string | undefined {
  const named = outcomes.find((each) => !('reason' in each) && each.language !== undefined);
  return named && (named as Item).language;
}

export type Intake = ReturnType<typeof createIntake>;

function leftOut(line: Pick<Line, 'file' | 'place' | 'title'>, notes: readonly string[]): Line {
  return { ...line, outcome: 'left out', notes };
}

const hasAlready = (id: string) => `The bank has this question already, as ${id}.`;
const hasChanged = (file: string, id: string) =>
  `${file} has already changed this question, ${id}, in this import: remove one of the two.`;

const domainOf = ({ objective }: Question) => objective.split('.')[0]!;

/** A question that gets another id than its file gives it loses what that id, or a question of the bank, stands for. */
function withNewId(item: Item, id: string, taken: ReadonlySet<string>): Item {
  const { rest } = item;
  if (rest?.id === undefined) return item;
  const { concept, formerly, ...fields } = rest;
  const isFree = (each: string) => each !== id && !taken.has(each);
  // What is no list is left to the check, which says so.
  const free = Array.isArray(formerly) ? formerly.filter(isFree) : formerly;
  return {
    ...item,
    rest: {
      ...fields,
      ...(concept === undefined || (concept === rest.id && id !== rest.id) ? {} : { concept }),
      ...(free === undefined || free.length === 0 ? {} : { formerly: free }),
    },
  };
}

/**
 * Whether no other question of a file has an id of a question: two questions of one id do not say which of them is
 * meant, but copies do.
 */
function namedOnce(outcomes: readonly Outcome[], placeOf: (outcome: Outcome) => Spot) {
  const contents = new Map<string, Set<string>>();
  const namesIn = (item: Item) => {
    const { own, sure } = namesOf(item, placeOf(item).objective);
    return [...own, ...sure];
  };
  for (const outcome of outcomes) {
    if ('reason' in outcome) continue;
    for (const name of namesIn(outcome))
      contents.getOrInsertComputed(name, () => new Set()).add(contentOf(outcome));
  }
  return (item: Item) => namesIn(item).every((name) => contents.get(name)?.size === 1);
}

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
