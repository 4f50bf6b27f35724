import { isSameSecret, type Seal } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { codeOf, readCode } from '../device/code.ts';
import type { Learner } from '../model.ts';
import type { Group } from './model.ts';
import type { GroupStore } from './store.ts';

type Deps = { groups: GroupStore; seal: Seal };

/** The path by which people join a group, with the code in the query, which is never written to the log. */
export function joinPath({ seal }: Pick<Deps, 'seal'>, group: Group): string {
  return `/groups/join?group=${group.id}&code=${codeFor(seal, group)}`;
}

const codeFor = (seal: Seal, { id, link }: Group) => codeOf(seal.derive('group link', `${id}/${link}`));

/** The group of a link, if the link still works. */
export async function groupOfLink(
  { groups, seal }: Deps,
  { group: id, code }: { group: string; code: string },
): Promise<Group> {
  const group = await groups.byId(id);
  const given = readCode(code) ?? '';
  // Compared even where there is no such group, so that the time tells nothing.
  const isRight = isSameSecret(given, codeFor(seal, group ?? { id, link: -1, learner: '', name: '' }));
  if (group && isRight) return group;
  throw new Failure('not found', 'This group link no longer works. Ask the group’s leader for a new one.');
}

/** A group that somebody leads. */
export async function ledGroup(
  { groups }: Pick<Deps, 'groups'>,
  learner: Learner | undefined,
  id: string,
): Promise<Group> {
  const group = learner && (await groups.byId(id));
  if (group && group.learner === learner.id) return group;
  throw new Failure('not found', 'You do not lead a group at this address. Find your groups in Groups.');
}
