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

const digestOf = (seal: Seal, code: string) => seal.derive('digest of a device link', code);

/** Makes a link for a learner and returns its code, which nothing else keeps; those made before work no more. */
export async function makeLink(
  { deviceLinks, seal, world, ...deps }: LinkDeps,
  learner: Learner,
): Promise<string> {
  const code = codeOf(world.token());
  const link = { learner: learner.id, id: world.id(), expiresAt: world.now() + linkLife };
  const save = deviceLinks.make(link, digestOf(seal, code));
  await decideAndSave(deps, learner, async () => ({ save, result: undefined }));
  return code;
}

/** The link of a code, if it still works. */
export async function liveLink(
  { deviceLinks, seal, world }: Pick<LinkDeps, 'deviceLinks' | 'seal' | 'world'>,
  typed: string,
): Promise<{ link: DeviceLink; code: string } | undefined> {
  const code = readCode(typed);
  const link = code && (await deviceLinks.byDigest(digestOf(seal, code), world.now()));
  return link ? { link, code: code! } : undefined;
}

/** The learner whose link a code is, if it still works. */
export async function linkOfCode(
  deps: LinkDeps,
  typed: string,
): Promise<{ link: DeviceLink; learner: Learner }> {
  const link = (await liveLink(deps, typed))?.link;
  const learner = link && (await deps.learners.byId(link.learner));
  if (!learner) throw noSuchLink();
  return { link, learner };
}

function noSuchLink(): Failure {
  return new Failure(
    'not found',
    'This link was used already, or its ten minutes are over. Make a new one on the device that has your progress, under “Your devices”.',
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
