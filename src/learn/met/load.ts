import type { Static } from 'typebox';
import type { Bank } from '../../bank/bank.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { matches, pageOf, readSearch, type Search } from '../search.ts';
import type { MetDeps } from './deps.ts';
import { isShownBy, type MetFilter, metFilters, readFilter } from './filters.ts';
import type { BankQuery } from './forms.ts';
import type { Met, MetGiven } from './page.ts';
import { loadAsides, loadCards } from './returns.load.ts';

/** What candidates may search by: the other fields are for authors. */
const candidateFields = ['q', 'domain', 'objective', 'concept', 'show'] as const;

/** What a candidate's list is made of. */
export async function loadMet(
  deps: MetDeps,
  learner: Learner | undefined,
  query: Static<typeof BankQuery>,
): Promise<MetGiven> {
  const bank = deps.live.current();
  const asked = readSearch(query, candidateFields);
  const search = { ...asked, show: readFilter(asked.show) };
  const now = deps.world.now();
  const [all, asides] = learner
    ? await Promise.all([findMet(deps, bank, learner, search), loadAsides(deps, bank, learner)])
    : [[]];
  const shownBy = (show: MetFilter) => all.filter((met) => isShownBy(show, met));
  const found = pageOf(shownBy(search.show), Number(query.page));
  const concepts = found.items.flatMap((each) => each.live?.concept ?? []);
  return {
    bank,
    learner,
    search,
    found,
    counts: new Map(metFilters.map(({ show }) => [show, shownBy(show).length])),
    cards: learner ? await loadCards(deps, learner, concepts) : new Map(),
    asides: new Set(asides?.keys()),
    day: learner ? learnerDay(learner, now) : 0,
    keys: keysOf(learner?.keysOff ?? []),
  };
}

/** What a learner has answered of what is looked for, the last answer first. */
async function findMet(
  { learn, learners, texts }: MetDeps,
  bank: Bank,
  learner: Learner,
  search: Search,
): Promise<Met[]> {
  // By the log and not by the bank of today: a question may have been rewritten, renamed or taken out since.
  const presentId = (id: string) => bank.question(id)?.question.id ?? id;
  const [answers, flags] = await Promise.all([learn.lastAnswers(learner.id), learners.flags(learner.id)]);
  const flagged = new Set(flags.map(presentId));
  const byQuestion = Map.groupBy(answers, ({ question }) => presentId(question));
  const latest = [...byQuestion].map(([id, [last]]) => ({
    last: last!,
    entry: bank.question(id),
    isFlagged: flagged.has(id),
  }));
  const changed = latest.filter(({ last, entry }) => last.hash !== entry?.hash);
  const earlier = await texts.named(changed.map(({ last }) => last.hash));
  return latest
    .map(({ last, entry, isFlagged }): Met => {
      const seen = entry?.hash === last.hash ? entry.question : earlier.get(last.hash)!;
      return { last, live: entry?.question, seen, isFlagged };
    })
    .filter(({ live, seen }) => matches(search, seen, live));
}
