import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { digest } from '../../base/digest.ts';
import { Failure } from '../../base/failure.ts';
import { isZone } from '../../base/time.ts';
import type { SignUp } from '../access.ts';
import { decideAndSave } from '../decision.load.ts';
import { type Learner, newLearner, type Role } from '../model.ts';
import { type Ceremony, openCeremony } from '../passkey/ceremony.ts';
import type { AccountDeps } from './deps.ts';
import type { SignUpForm } from './forms.ts';
import type { Invitation } from './invitation.store.ts';
import { isName, longestName, plainName } from './name.ts';
import { takeTry } from './tries.load.ts';
import { chosenWay } from './way.load.ts';

type Form = Static<typeof SignUpForm>;

/** Makes an account of a form, for the guest who sends it or for somebody new, and signs the browser in. Returns whose it is. */
export async function signUp(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Form,
): Promise<string> {
  const { accounts, learners, signing, world } = deps;
  const ceremony = openCeremony(deps.seal, form.token, world.now());
  const { learner, isNew } = await senderOf(deps, request, reply, form, ceremony);
  const role = await roleOf(deps, form.invitation);
  const name = await freeName(deps, request, reply, form.name);
  const way = await chosenWay(deps, request, { ...form, name }, ceremony);
  if (isNew) await reply.admitNewcomer();
  const arrival = signing.arrive(request, learner.id);
  const now = world.now();
  await decideAndSave(
    deps,
    learner,
    async (_, who) => {
      // A new learner is stored by this form or not at all: the form alone opens nobody's progress.
      if (isNew && who !== learner)
        throw new Failure('conflict', 'You have already sent this form. Reload the page and send it again.');
      if (who.account) throw new Failure('conflict', `You already have an account: ${who.account.name}.`);
      const { invitation } = form;
      const used = invitation ? [accounts.invitations.use(digest(invitation), who.id, now)] : [];
      const account = accounts.create({ learner: who.id, name, role, password: way.password }, now);
      return { save: [account, ...used, ...way.save(who.id), ...arrival.save], result: undefined };
    },
    isNew ? learners.create(learner.id, learner, now) : [],
  );
  arrival.enter(reply);
  return learner.id;
}

/** The guest who sends the form, or a new learner under the id that the form was made for. */
async function senderOf(
  { visitors, zone }: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Form,
  { learner: id }: Ceremony,
): Promise<{ learner: Learner; isNew: boolean }> {
  const known = await visitors.learnerOf(request, reply);
  if (known && known.id !== id)
    throw new Failure('forbidden', 'Someone else opened this form. Reload the page and send it again.');
  if (known) return { learner: known, isNew: false };
  return { learner: newLearner(id, isZone(form.zone ?? '') ? form.zone! : zone), isNew: true };
}

/** Why nobody can create an account here with a link, or without one; undefined where they can. */
export async function signUpRefusal(deps: AccountDeps, link: string): Promise<string | undefined> {
  if (link) return (await invitationOf(deps, link)) ? undefined : usedUp;
  return refusals[deps.signUp];
}

const usedUp = 'This invitation has been used or has expired. Ask for a new one.';

const refusals: Record<SignUp, string | undefined> = {
  open: undefined,
  closed: 'You cannot create an account here yourself. Ask the person who runs this server for one.',
  invitation:
    'You need an invitation to create an account here. Ask the person who runs this server for one.',
};

/** An invitation that can be used. */
async function invitationOf({ accounts, world }: AccountDeps, link: string): Promise<Invitation | undefined> {
  const invitation = await accounts.invitations.byDigest(digest(link));
  return invitation && invitation.usedAt === null && invitation.expiresAt > world.now()
    ? invitation
    : undefined;
}

/** What the new account may do: what its invitation says, and without one what everybody may. */
async function roleOf(deps: AccountDeps, link = ''): Promise<Role> {
  const invitation = link ? await invitationOf(deps, link) : undefined;
  const refusal = link ? usedUp : refusals[deps.signUp];
  if (invitation) return invitation.role;
  if (refusal !== undefined) throw new Failure('forbidden', refusal);
  return 'learner';
}

/** A name that nobody has; asking after names that are taken is slowed down like guessing passwords. */
async function freeName(
  deps: AccountDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  text: string,
): Promise<string> {
  const name = plainName(text);
  if (!isName(name))
    throw new Failure(
      'invalid',
      `Choose a name of 1 to ${longestName} characters, with a letter or a digit.`,
    );
  const attempt = await takeTry(deps, request, reply, 'names');
  if (attempt.refusal) throw new Failure('too many', attempt.refusal);
  if (await deps.accounts.byName(name))
    throw new Failure(
      'conflict',
      'Someone already has this name. Choose another, or sign in if it is yours.',
    );
  await attempt.succeed();
  return name;
}
