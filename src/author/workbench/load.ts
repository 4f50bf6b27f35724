import type { Static } from 'typebox';
import { idsOf } from '../../bank/bank.ts';
import type { LiveBank } from '../../bank/live/live.ts';
import { render } from '../../bank/rendered.ts';
import { Failure } from '../../base/failure.ts';
import type { ShownPage } from '../../learn/met/deps.ts';
import type { Learner } from '../../learner/model.ts';
import type { IsAuthor } from '../../learner/rights.ts';
import { keysOf } from '../../learner/shortcuts.ts';
import type { AnalysisStore } from '../analysis/store.ts';
import type { AuthorStore } from '../store.ts';
import type { Changes } from './changes.routes.ts';
import type { WorkbenchQuery } from './forms.ts';
import { countOrders, orderAt } from './orders.ts';
import { workbenchPage } from './page.ts';
import { readTrial } from './trial.ts';

/** Everything that the workbench works with. */
export type WorkbenchDeps = {
  live: LiveBank;
  author: AuthorStore;
  analysis: AnalysisStore;
  changes: Changes;
  isAuthor: IsAuthor;
};

/** An author's page of a question; undefined where no author is served. */
export async function loadWorkbench(
  { live, author, analysis, changes, isAuthor }: WorkbenchDeps,
  learner: Learner | undefined,
  id: string,
  query: Static<typeof WorkbenchQuery>,
): Promise<ShownPage | undefined> {
  const authorView = isAuthor(learner) ? await live.wantedAuthorView() : undefined;
  if (!authorView) return undefined;
  const bank = live.current();
  const entry = bank.question(id);
  const onDisk = authorView.questions.find(({ question }) => idsOf(question).includes(id));
  const question = onDisk?.question ?? entry?.question;
  if (!question)
    throw new Failure('not found', 'The bank has no question with this name. Find all questions in Bank.');
  const order = Math.min(query.order ?? 1, countOrders(question));
  const trial = readTrial(query, question, orderAt(question, order));
  const ids = [...new Set([question, entry?.question ?? question].flatMap(idsOf))];
  const asked = entry?.question ?? question;
  const [texts, reports, counts] = await Promise.all([
    author.texts(ids),
    author.reportsOn(ids),
    analysis.counts(ids, asked.edition),
  ]);
  const page = workbenchPage({
    language: bank.language,
    authorView,
    onDisk,
    live: entry,
    question,
    html: render(question, bank.language),
    findings: authorView.findingsOf(question.id),
    siblings: authorView.questions
      .map((each) => each.question)
      .filter((each) => each.concept === question.concept && each.id !== question.id),
    texts,
    reports,
    analysed: { question: asked, counts },
    look: { order, theme: query.theme ?? '' },
    trial,
    keys: keysOf(learner?.keysOff ?? []),
    changesPath: `/bank/${question.id}/changes?since=${changes.count()}`,
  });
  return { view: 'author/workbench', page, status: 'note' in trial && trial.note !== '' ? 422 : 200 };
}
