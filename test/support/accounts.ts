import { digest } from '../../src/base/digest.ts';
import { DAY } from '../../src/base/time.ts';
import type { House } from './house.ts';
import type { Page, Reader } from './reader.ts';

/** The password of everybody in tests. */
export const password = 'correct horse battery';

/** Makes an account with a password. */
export async function signUp(who: Reader, name: string, fields: Record<string, string> = {}): Promise<Page> {
  const form = (await who.get('/sign-up')).form('/sign-up');
  return who.post('/sign-up', { ...form, name, password, ...fields });
}

/** Signs in with a password. */
export async function signIn(who: Reader, name: string, given = password): Promise<Page> {
  const form = (await who.get('/sign-in')).form('/sign-in');
  return who.post('/sign-in', { ...form, name, password: given });
}

/** Whether somebody is signed in to an account. */
export async function isSignedIn(who: Reader): Promise<boolean> {
  return (await who.get('/account')).title.startsWith('Your account');
}

/** The address at which somebody chooses a new way to sign in. */
export async function resetPath({ db, stores, world }: House, name: string): Promise<string> {
  const { learner } = (await stores.accounts.byName(name))!;
  const link = world.token();
  await db.commit(stores.recovery.replaceLink(learner, digest(link), world.now() + DAY));
  return `/sign-in/reset?link=${link}`;
}
