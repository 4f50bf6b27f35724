import type { Static, TSchema } from 'typebox';
import type { LiveBank } from '../../bank/live/live.ts';
import type { BankStore } from '../../bank/past/store.ts';
import type { Page } from '../../base/web/pages.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Learner } from '../../learner/model.ts';
import type { Visitors } from '../../learner/session/visitors.load.ts';
import type { LearnerStore } from '../../learner/store.ts';
import type { PracticeStore } from '../../practice/store.ts';
import type { LearnStore } from '../store.ts';
import type { BankQuery } from './forms.ts';

/** Everything that the pages of met questions work with. */
export type MetDeps = {
  live: LiveBank;
  texts: BankStore;
  learners: LearnerStore;
  practice: PracticeStore;
  learn: LearnStore;
  visitors: Visitors;
  world: ClockAndIds;
};

/** A page with its view, and its status where it is not 200. */
export type ShownPage = { view: string; page: Page & Record<string, unknown>; status?: number };

/** What authors see at the addresses of the bank; undefined where no author is served and candidates see their own. */
export type AuthorPages<Query extends TSchema> = {
  list(learner: Learner | undefined, query: Static<typeof BankQuery>): Promise<ShownPage | undefined>;
  question(learner: Learner | undefined, id: string, query: Static<Query>): Promise<ShownPage | undefined>;
  /** How an author may ask for the page of a question. */
  questionQuery: Query;
};
