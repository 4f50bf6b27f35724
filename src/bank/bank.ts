import { digest } from '../base/digest.ts';
import { lazy, perObject } from '../base/lazy.ts';
import { setTitle } from '../base/text/markup.ts';
import { atOnce, type Work } from '../base/turns.ts';
import { isAskable, type Lesson, type LessonHtml, type Question } from './model.ts';
import { type Rendered, render } from './rendered.ts';
import type { Blueprint } from './schema/blueprint.ts';
import { type BankFile, languageOf } from './schema/taxonomy.ts';

/** A question that can be asked; it is rendered when it is first shown. */
export type LiveQuestion = { question: Question; hash: string; readonly html: Rendered };

export type Objective = { id: string; title: string; domain: string; domainTitle: string };

/** One idea with all its questions; `askable` are those that practice may show, in the author's order. */
export type Concept = {
  id: string;
  objective: Objective;
  questions: LiveQuestion[];
  askable: LiveQuestion[];
};

/** A lesson ready to be shown; it is rendered when it is first read. */
export type LiveLesson = Omit<Lesson, 'html'> & { html(): LessonHtml };

/** A domain with its objectives, and the lesson on it if one has been written. */
export type Domain = { id: string; title: string; objectives: Objective[]; lesson: LiveLesson | undefined };

/** What can be practised by itself: an objective or a whole domain, with the concepts that practice can ask. */
export type Topic = { id: string; title: string; domain: string; concepts: readonly string[] };

/** Everything that can be asked, in memory and immutable: a page is always of one bank. */
export type Bank = {
  title: string;
  /** The language of its text, as BCP 47 names it. */
  language: string;
  domains: readonly Domain[];
  blueprints: readonly Blueprint[];
  /** An objective or a domain by its id. */
  topic(id: string): Topic | undefined;
  questions: readonly LiveQuestion[];
  /** How many of them practice may show. */
  askable: number;
  concepts: ReadonlyMap<string, Concept>;
  /** A question by its present or any former id. */
  question(id: string): LiveQuestion | undefined;
  /** Every id under which the log may hold reviews of a concept. */
  reviewIds(concept: string): string[];
  /** The order in which concepts are first met, and its name. */
  syllabus: { hash: string; concepts: readonly string[] };
};

/** The name of a question's content: equal content has an equal hash, whatever the order of the fields. */
export const hashOf = perObject((question: Question) => digest(JSON.stringify(fieldsInOrder(question))));

function fieldsInOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fieldsInOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(fields)
      .sort()
      .map((name) => [name, fieldsInOrder(fields[name])]),
  );
}

/** Builds the bank of sound files. */
export function createBank(
  taxonomy: BankFile,
  questions: readonly Question[],
  lessons: readonly Lesson[],
): Bank {
  return atOnce(building(taxonomy, questions, lessons));
}

/** The same, step by step; questions that were live before are taken over as they are. */
export function* building(
  taxonomy: BankFile,
  questions: readonly Question[],
  lessons: readonly Lesson[],
): Work<Bank> {
  const language = languageOf(taxonomy);
  const liven = livener(language);
  const live: LiveQuestion[] = [];
  const byId = new Map<string, LiveQuestion>();
  for (const question of questions) {
    const entry = liven(question);
    live.push(entry);
    for (const id of idsOf(question)) byId.set(id, entry);
    yield;
  }
  const domains = domainsOf(taxonomy, lessons, language);
  const concepts = yield* groupingByConcept(live, new Map(domains.flatMap(objectivesById)));
  const order = syllabusOf([...concepts.values()]);
  yield;
  const topics = topicsOf(domains, order, concepts);
  return {
    title: setTitle(taxonomy.title, language),
    language,
    domains,
    blueprints: (taxonomy.blueprints ?? []).map((blueprint) => ({
      ...blueprint,
      title: setTitle(blueprint.title, language),
    })),
    topic: (id) => topics.get(id),
    questions: live,
    askable: live.filter(({ question }) => isAskable(question)).length,
    concepts,
    question: (id) => byId.get(id),
    reviewIds: (concept) =>
      (concepts.get(concept)?.questions ?? []).flatMap(({ question }) => idsOf(question)),
    syllabus: { hash: digest(order.join('\n')), concepts: order },
  };
}

/** The bank of questions that were live before, without the titles that its files gave to what they are about. */
export function bankOf(questions: readonly Question[]): Bank {
  const objectives = [...new Set(questions.map(({ objective }) => objective))];
  const domains = Map.groupBy(objectives, (id) => id.split('.')[0]!);
  const named = [...domains].map(([id, members]) => ({
    id,
    title: id,
    objectives: members.map((id) => ({ id, title: id })),
  }));
  return createBank({ title: '', domains: named }, questions, []);
}

/** Makes questions live in a language: each once, so that a question that stays is the same in the next bank. */
function livener(language: string): (question: Question) => LiveQuestion {
  return liveners.getOrInsertComputed(language, () =>
    perObject((question: Question): LiveQuestion => {
      const html = lazy(() => render(question, language));
      return {
        question,
        hash: hashOf(question),
        get html() {
          return html();
        },
      };
    }),
  );
}

const liveners = new Map<string, (question: Question) => LiveQuestion>();

/** Every id under which the log may hold reviews of a question. */
export function idsOf(question: Question): string[] {
  return [question.id, ...question.formerly];
}

function domainsOf({ domains }: BankFile, lessons: readonly Lesson[], language: string): Domain[] {
  return domains.map((domain) => {
    const domainTitle = setTitle(domain.title, language);
    const lesson = lessons.find((each) => each.domain === domain.id);
    return {
      id: domain.id,
      title: domainTitle,
      objectives: domain.objectives.map(({ id, title }) => ({
        id,
        title: setTitle(title, language),
        domain: domain.id,
        domainTitle,
      })),
      lesson: lesson && livenLesson(lesson, language),
    };
  });
}

function livenLesson(lesson: Lesson, language: string): LiveLesson {
  const sections = lesson.sections.map(({ objective, title }) => ({
    objective,
    title: setTitle(title, language),
  }));
  const html = lazy(() => lesson.html(language));
  return { ...lesson, title: setTitle(lesson.title, language), sections, html };
}

function objectivesById({ objectives }: Domain): [string, Objective][] {
  return objectives.map((objective) => [objective.id, objective]);
}

function topicsOf(
  domains: readonly Domain[],
  order: readonly string[],
  concepts: ReadonlyMap<string, Concept>,
): Map<string, Topic> {
  const ofDomain = Map.groupBy(order, (id) => concepts.get(id)!.objective.domain);
  const ofObjective = Map.groupBy(order, (id) => concepts.get(id)!.objective.id);
  const topics = domains.flatMap(({ id, title, objectives }): Topic[] => [
    { id, title, domain: id, concepts: ofDomain.get(id) ?? [] },
    ...objectives.map((each) => ({
      id: each.id,
      title: each.title,
      domain: id,
      concepts: ofObjective.get(each.id) ?? [],
    })),
  ]);
  return new Map(topics.map((topic) => [topic.id, topic]));
}

/** The concepts in the order of the taxonomy. */
function* groupingByConcept(
  live: readonly LiveQuestion[],
  objectives: ReadonlyMap<string, Objective>,
): Work<Map<string, Concept>> {
  const byObjective = new Map<string, LiveQuestion[]>([...objectives.keys()].map((id) => [id, []]));
  for (const entry of live) {
    byObjective.get(entry.question.objective)!.push(entry);
    yield;
  }
  const concepts = new Map<string, Concept>();
  for (const [id, members] of byObjective)
    for (const entry of members) {
      const { question } = entry;
      const concept = concepts.getOrInsertComputed(question.concept, (name) => ({
        id: name,
        objective: objectives.get(id)!,
        questions: [],
        askable: [],
      }));
      concept.questions.push(entry);
      if (isAskable(question)) concept.askable.push(entry);
      yield;
    }
  return concepts;
}

/** Breadth first: the first concept of every objective, then the second of each, so that early days see the whole field. */
function syllabusOf(concepts: readonly Concept[]): string[] {
  const askable = concepts.filter((concept) => concept.askable.length > 0);
  const byObjective = [...Map.groupBy(askable, (concept) => concept.objective.id).values()];
  const longest = Math.max(0, ...byObjective.map((group) => group.length));
  return Array.from({ length: longest }, (_, round) =>
    byObjective.flatMap((group) => (group[round] ? [group[round].id] : [])),
  ).flat();
}
