import type { Bank, Domain, Topic } from '../../bank/bank.ts';
import type { Page } from '../../base/web/pages.ts';
import { defaults, type Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { Card } from '../../memory/fold.ts';
import { scheduleFor } from '../../memory/schedule.ts';
import { rememberedOf, rememberedSentence } from './remembered.ts';

/** Who reads, and what they remember. */
export type ReaderGiven = {
  bank: Bank;
  learner: Learner | undefined;
  /** The learner's cards of the concepts on the page. */
  cards: ReadonlyMap<string, Card>;
  now: number;
};

/** The page that lists the lessons. */
export function lessonsPage(given: ReaderGiven): Page & Record<string, unknown> {
  const { bank, learner } = given;
  return {
    title: 'Learn',
    here: 'learn',
    keys: keysOf(learner?.keysOff ?? []),
    domains: bank.domains.map((domain) => ({
      ...domainOf(domain),
      ...topicOf(given, domain.id),
      sections: domain.objectives.map(({ id, title }) => ({ id, title })),
    })),
  };
}

/** The page of one domain's lesson; `practised` is the topic whose set has just been finished. */
export function lessonPage(
  given: ReaderGiven & { domain: Domain; practised: Topic | undefined },
): Page & Record<string, unknown> {
  const { domain, learner, practised } = given;
  const { lesson } = domain;
  const html = lesson?.html();
  return {
    title: lesson?.title ?? domain.title,
    here: 'learn',
    keys: keysOf(learner?.keysOff ?? []),
    ...domainOf(domain),
    ...topicOf(given, domain.id),
    practised: practised ? finishedSentence(given, practised) : '',
    intro: html?.intro ?? '',
    sources: html?.sources ?? '',
    sections: domain.objectives.map(({ id, title }) => {
      const section = lesson?.sections.find(({ objective }) => objective === id);
      return {
        id,
        title: section?.title ?? title,
        html: html?.sections.get(id) ?? '',
        ...topicOf(given, id),
      };
    }),
  };
}

/** What is said after a set: that it is finished, or that what was missed comes back. */
function finishedSentence({ learner, cards }: ReaderGiven, { title, concepts }: Topic): string {
  const resting = concepts.flatMap((concept) => cards.get(concept)?.readyAt ?? []);
  if (!learner || resting.length === 0) return `You have finished “${title}” for today.`;
  return `You have finished “${title}”, except for what you missed: that comes back soon.`;
}

function domainOf({ id, title, lesson }: Domain) {
  const minutes = lesson?.minutes ?? 0;
  return {
    id,
    heading: lesson?.title ?? title,
    hasLesson: lesson !== undefined,
    reading: `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} to read`,
  };
}

/** What can be said of a topic: how well it is remembered, and whether there is anything in it to practise. */
function topicOf({ bank, learner, cards, now }: ReaderGiven, id: string) {
  const { concepts } = bank.topic(id)!;
  const schedule = scheduleFor(learner ?? defaults);
  return {
    remembered: rememberedSentence(rememberedOf(concepts, cards, now, schedule)),
    practise: concepts.length > 0,
  };
}
