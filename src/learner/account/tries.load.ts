import type { FastifyReply, FastifyRequest } from 'fastify';
import { oneOrMany } from '../../base/text/words.ts';
import { MINUTE, SECOND } from '../../base/time.ts';
import { networkOf } from '../../base/web/addresses.ts';
import type { ClockAndIds } from '../../base/world.ts';
import type { Backoff } from '../password/backoff.ts';

/** One try to get in: what to say where it must wait, and what to do once it was right. */
export type Try = { refusal: string | undefined; succeed(): Promise<void> };

/** Counts a try of a request's network on an account, or on anything else that can be guessed. */
export async function takeTry(
  { backoff, world }: { backoff: Backoff; world: ClockAndIds },
  request: FastifyRequest,
  reply: FastifyReply,
  account: string,
): Promise<Try> {
  const network = networkOf(request.ip);
  const wait = await backoff.take(network, account, world.now());
  if (wait > 0) reply.header('retry-after', Math.ceil(wait / SECOND));
  return {
    refusal: wait > 0 ? tooMany(wait) : undefined,
    succeed: () => backoff.succeeded(network, account, world.now()),
  };
}

function tooMany(wait: number): string {
  const seconds = Math.ceil(wait / SECOND);
  const minutes = Math.ceil(wait / MINUTE);
  const span =
    seconds < 60
      ? `${seconds} ${oneOrMany(seconds, 'second', 'seconds')}`
      : `${minutes} ${oneOrMany(minutes, 'minute', 'minutes')}`;
  return `There were too many failed attempts from your network. Wait ${span}, then try again.`;
}
