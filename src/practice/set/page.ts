import type { Bank, Domain } from '../../bank/bank.ts';
import { perObject } from '../../base/lazy.ts';
import { capital, dotted, spelled } from '../../base/text/words.ts';
import type { Offers } from './load.ts';
import { type SetState, setLengths, topicsOf } from './set.ts';

const titles = new Map([
  ['missed', 'What you got wrong recently'],
  ['sure', 'What you were sure of and got wrong'],
  ['flagged', 'What you flagged'],
]);

/** A set as one that can be chosen, or with the reason why not. */
type Choice = { name: string; title: string; disabled: boolean };

/** What Today offers to practise by itself: sets of one's own, then every domain with its objectives. */
export function setChoices(bank: Bank, { missed, flagged, weakest }: Offers) {
  const counted = (name: string, count: number): Choice => ({
    name,
    title: `${titles.get(name)}${count > 0 ? ` (${count})` : ': nothing to ask today'}`,
    disabled: count === 0,
  });
  return {
    own: [counted('missed', missed), counted('flagged', flagged), weakestChoice(bank, weakest)],
    domains: topicChoices(bank),
    lengths,
  };
}

const lengths = [
  ...setLengths.map((length) => ({ value: length, name: `Ask ${spelled(Number(length))}` })),
  { value: 'all', name: 'Until done' },
];

/** The domains of a bank with what can be practised of each. */
const topicChoices = perObject((bank: Bank) =>
  bank.domains.map((domain) => domainChoices(bank, domain)).filter(({ all }) => all.length > 0),
);

function weakestChoice(bank: Bank, weakest: string[] | undefined): Choice {
  const name = (weakest ?? []).join(' ');
  const which =
    weakest === undefined
      ? 'not enough answers yet'
      : name === ''
        ? 'no domain is weaker than the others'
        : setTitle(bank, name);
  return { name, title: `Your weakest: ${which}`, disabled: name === '' };
}

function domainChoices(bank: Bank, { id, title, objectives }: Domain) {
  const some = [{ id, title: `All of ${title}` }, ...objectives].filter(
    (topic) => bank.topic(topic.id)!.concepts.length > 0,
  );
  return { title, all: some.map((topic) => ({ name: topic.id, title: topic.title })) };
}

function setTitle(bank: Bank, name: string): string {
  const topics = topicsOf(bank, name);
  return topics ? dotted(topics.map(({ title }) => title)) : (titles.get(name) ?? '');
}

/** What is said on Today after a set; nothing where none has its name. */
export function endSentence(bank: Bank, { name, answered, right }: SetState): string {
  const title = setTitle(bank, name);
  if (title === '') return '';
  if (answered === 0) return `“${title}”: nothing left to ask today.`;
  return `${capital(spelled(answered))} answered, ${right === 0 ? 'none' : spelled(Math.min(right, answered))} right.`;
}
