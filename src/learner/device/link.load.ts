import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Change } from '../../base/data/database.ts';
import type { Seal } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { MINUTE } from '../../base/time.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { decideAndSave } from '../decision.load.ts';
import { type MergeDeps, mergeLearners } from '../merge/merge.load.ts';
import type { Learner } from '../model.ts';
import { codeOf, readCode } from './code.ts';
import type { DeviceLink, DeviceLinkStore } from './store.ts';

/** A session that is about to begin: what to save, and what gives its token to the browser once it is saved. */
export type Arrive = (
  request: FastifyRequest,
  learner: string,
  /** Who is signed in there until then. */
  before?: string,
) => { save: Change[]; enter(reply: FastifyReply): void };

/** What links between devices need. */
export type LinkDeps = MergeDeps & {
  deviceLinks: DeviceLinkStore;
  seal: Seal;
  world: ClockAndIds;
  arrive: Arrive;
};

/** How long a link works. */
const linkLife = 10 * MINUTE;

/** The code of a link: the secret and the link's name make it, so that the database alone does not have it. */
export function codeFor(
  { seal }: Pick<LinkDeps, 'seal'>,
  { learner, id }: Pick<DeviceLink, 'learner' | 'id'>,
): string {
  return codeOf(seal.derive('device link', `${learner}/${id}`));
}

const digestOf = (seal: Seal, code: string) => seal.derive('digest of a device link', code);

/** Makes a link for a learner; those made before work no more. */
export async function makeLink(deps: LinkDeps, learner: Learner): Promise<void> {
  const { deviceLinks, seal, world } = deps;
  const link = { learner: learner.id, id: world.id(), expiresAt: world.now() + linkLife };
  const save = deviceLinks.make(link, digestOf(seal, codeFor(deps, link)));
  await decideAndSave(deps, learner, async () => ({ save, result: undefined }));
}

/** The learner whose link a code is, if it still works. */
export async function linkOfCode(
  { deviceLinks, learners, seal, world }: LinkDeps,
  typed: string,
): Promise<{ link: DeviceLink; learner: Learner }> {
  const code = readCode(typed);
  const link = code && (await deviceLinks.byDigest(digestOf(seal, code), world.now()));
  const learner = link && (await learners.byId(link.learner));
  if (!learner) throw noSuchLink();
  return { link, learner };
}

function noSuchLink(): Failure {
  return new Failure(
    'not found',
    'This link has been used, or is more than ten minutes old. Make a new one on the device that has your progress, under “Your devices”.',
  );
}

/**
 * Lets a browser go on with the learner of a link, which is used up. What the browser's guest has done goes over to that
 * learner; somebody with an account is only signed out here. Returns the learner of the link.
 */
export async function followLink(
  deps: LinkDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { code, before }: { code: string; before: Learner | undefined },
): Promise<string> {
  const { db, deviceLinks, world, arrive } = deps;
  const { link } = await linkOfCode(deps, code);
  const arrival = arrive(request, link.learner, before?.id);
  if (!(await db.tryCommit([deviceLinks.use(link, world.now()), ...arrival.save]))) throw noSuchLink();
  if (before && !before.account) await mergeLearners(deps, before.id, link.learner);
  arrival.enter(reply);
  return link.learner;
}
