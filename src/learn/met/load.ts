import type { Static } from 'typebox';
import type { Bank } from '../../bank/bank.ts';
import { learnerDay } from '../../learner/clock.ts';
import type { Learner } from '../../learner/model.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { matches, pageOf, readSearch, type Search } from '../search.ts';
import type { MetDeps } from './deps.ts';
import type { BankQuery } from './forms.ts';
import type { Met, MetGiven } from './page.ts';
import { loadAsides, loadCards } from './returns.load.ts';

/** What candidates may search by: the other fields are for authors. */
const candidateFields = ['q', 'domain', 'objective', 'concept'] as const;

/** What a candidate's list is made of. */
export async function loadMet(
  deps: MetDeps,
  learner: Learner | undefined,
  query: Static<typeof BankQuery>,
): Promise<MetGiven> {
  const bank = deps.live.current();
  const search = readSearch(query, candidateFields);
  const now = deps.world.now();
  const found = pageOf(learner ? await findMet(deps, bank, learner, search) : [], Number(query.page));
  const concepts = found.items.flatMap((each) => each.live?.concept ?? []);
  return {
    bank,
    learner,
    search,
    found,
    cards: learner ? await loadCards(deps, learner, concepts) : new Map(),
    asides: new Set(learner && (await loadAsides(deps, bank, learner)).keys()),
    day: learner ? learnerDay(learner, now) : 0,
    now,
    keys: keysOf(learner?.keysOff ?? []),
  };
}

/** What a learner has answered of what is looked for, the last answer first. */
async function findMet(
  { learn, texts }: MetDeps,
  bank: Bank,
  learner: Learner,
  search: Search,
): Promise<Met[]> {
  // By the log and not by the bank of today: a question may have been rewritten, renamed or taken out since.
  const answers = await learn.lastAnswers(learner.id);
  const byQuestion = Map.groupBy(answers, ({ question }) => bank.question(question)?.question.id ?? question);
  const latest = [...byQuestion].map(([id, [last]]) => ({ last: last!, entry: bank.question(id) }));
  const changed = latest.filter(({ last, entry }) => last.hash !== entry?.hash);
  const earlier = await texts.named(changed.map(({ last }) => last.hash));
  return latest
    .map(({ last, entry }): Met => {
      const seen = entry?.hash === last.hash ? entry.question : earlier.get(last.hash)!;
      return { last, live: entry?.question, seen };
    })
    .filter(({ live, seen }) => matches(search, seen, live));
}
