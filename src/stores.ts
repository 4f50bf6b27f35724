import { analysisStore } from './author/analysis/store.ts';
import { authorStore } from './author/store.ts';
import { bankStore } from './bank/past/store.ts';
import { pictureStore } from './bank/pictures/store.ts';
import type { Database } from './base/data/database.ts';
import { examStore } from './exam/store.ts';
import { exchangeStore } from './exchange/store.ts';
import { learnStore } from './learn/store.ts';
import { accountStore } from './learner/account/store.ts';
import { deviceLinkStore } from './learner/device/store.ts';
import { identityStore } from './learner/entry/identity.store.ts';
import { groupStore } from './learner/group/store.ts';
import { passkeyStore } from './learner/passkey/store.ts';
import { peopleStore } from './learner/people/store.ts';
import { recoveryStore } from './learner/recovery/store.ts';
import { learnerStore } from './learner/store.ts';
import { tokenStore } from './learner/token/store.ts';
import { memoryStore } from './memory/store.ts';
import { weightsStore } from './memory/weights/store.ts';
import { aheadStore } from './plan/ahead/store.ts';
import { beliefStore } from './plan/belief/store.ts';
import { dayStore } from './plan/day/store.ts';
import { planOccasions } from './plan/predictions/occasions.load.ts';
import { predictionStore } from './plan/predictions/store.ts';
import { practiceStore } from './practice/store.ts';
import { progressStore } from './progress/store.ts';

/** Every table's store, its statements compiled, and what begins in one room and is followed in another. */
export function openStores(db: Database) {
  const stores = {
    texts: bankStore(db),
    pictures: pictureStore(db),
    learners: learnerStore(db),
    accounts: accountStore(db),
    identities: identityStore(db),
    passkeys: passkeyStore(db),
    recovery: recoveryStore(db),
    deviceLinks: deviceLinkStore(db),
    groups: groupStore(db),
    people: peopleStore(db),
    tokens: tokenStore(db),
    memory: memoryStore(db),
    weights: weightsStore(db),
    exams: examStore(db),
    beliefs: beliefStore(db),
    predictions: predictionStore(db),
    days: dayStore(db),
    aheads: aheadStore(db),
    practice: practiceStore(db),
    learn: learnStore(db),
    progress: progressStore(db),
    author: authorStore(db),
    analysis: analysisStore(db),
    exchange: exchangeStore(db),
  };
  return { ...stores, occasions: planOccasions(stores) };
}

export type Stores = ReturnType<typeof openStores>;
