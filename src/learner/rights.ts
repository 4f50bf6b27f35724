import type { Access } from './access.ts';
import type { Learner } from './model.ts';

/** Who a page or a form is for: everyone, whoever may practise, or authors. */
export type Right = 'everyone' | 'learners' | 'authors';

/** Whether somebody sees what authors see. */
export type IsAuthor = (learner: Learner | undefined) => boolean;

/** Authors and owners see what authors see, and everyone on an author's own machine. */
export function authorsAmong(everyone: boolean): IsAuthor {
  return (learner) => everyone || ['author', 'owner'].includes(learner?.account?.role ?? '');
}

/** What keeps somebody from a page: they have to sign in first, or it is for authors; undefined if nothing does. */
export function obstacle(
  right: Right,
  learner: Learner | undefined,
  { access, isAuthor }: { access: Access; isAuthor: IsAuthor },
): 'sign in' | 'for authors' | undefined {
  if (right === 'everyone') return undefined;
  if (!access.includes('guests') && !learner?.account) return 'sign in';
  return right === 'authors' && !isAuthor(learner) ? 'for authors' : undefined;
}
