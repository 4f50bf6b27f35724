import type { Static } from 'typebox';
import type { LiveBank } from '../../bank/live/live.ts';
import { pace } from '../../base/turns.ts';
import type { ShownPage } from '../../learn/met/deps.ts';
import type { BankQuery } from '../../learn/met/forms.ts';
import { matches, pageOf, readSearch, searchFields } from '../../learn/search.ts';
import type { Learner } from '../../learner/model.ts';
import type { IsAuthor } from '../../learner/rights.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import { listPage } from './page.ts';

/** An author's list of the bank; undefined where no author is served. */
export async function loadList(
  { live, isAuthor }: { live: LiveBank; isAuthor: IsAuthor },
  learner: Learner | undefined,
  query: Static<typeof BankQuery>,
): Promise<ShownPage | undefined> {
  const authorView = isAuthor(learner) ? await live.wantedAuthorView() : undefined;
  if (!authorView) return undefined;
  const bank = live.current();
  const search = { ...readSearch(query, searchFields), show: '' };
  const found = [];
  const rest = pace();
  for (const each of authorView.questions) {
    if (matches(search, each.question)) found.push(each);
    await rest();
  }
  const page = listPage({
    bank,
    authorView,
    search,
    found: pageOf(found, Number(query.page)),
    keys: keysOf(learner?.keysOff ?? []),
  });
  return { view: 'author/list', page };
}
