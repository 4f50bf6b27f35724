import type { FastifyRequest } from 'fastify';
import { Failure } from '../../base/failure.ts';
import { within } from '../../base/web/addresses.ts';
import { logEvent } from '../../base/web/events.ts';
import type { Learner } from '../model.ts';
import { knownAs, type NamedDeps, welcomeAs } from './named.load.ts';

/** The header in which a proxy names whoever asks, and the addresses of the proxies that may. */
export type ProxyWord = { header: string; trustedProxies: string };

/** Tells who is asking by the word of a proxy; whoever it names for the first time is given an account. */
export function namedByProxy(deps: NamedDeps, { header, trustedProxies }: ProxyWord) {
  const isTrusted = within(trustedProxies);

  return async (request: FastifyRequest): Promise<Learner | undefined> => {
    const values = valuesOf(request.raw.rawHeaders, header);
    if (values.every((value) => value.trim() === '')) return undefined;
    if (!isTrusted(request.socket.remoteAddress)) {
      logEvent(request, 'forged-header');
      return undefined;
    }
    const subject = oneName(values);
    const named = { issuer: 'proxy', subject, name: subject, role: undefined };
    const known = await knownAs(deps, named);
    if (known) return known;
    const learner = await welcomeAs(deps, named, undefined);
    logEvent(request, 'account-made', { learner: learner.id, way: 'proxy' });
    return learner;
  };
}

/** Every value of a header, as it was sent. */
function valuesOf(rawHeaders: readonly string[], header: string): string[] {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === header);
}

/** Most characters of a name that a proxy gives. */
const longest = 200;

/** The one name in a header: bytes that are UTF-8, as HTTP hands them over one by one. */
function oneName([value = '', ...more]: string[]): string {
  const name = Buffer.from(value, 'latin1').toString('utf8').trim();
  if (more.length === 0 && name !== '' && name.length <= longest && !/[\p{C}\uFFFD]/u.test(name)) return name;
  throw new Failure(
    'malformed',
    'The proxy in front of Etude did not name exactly one person. Ask the person who runs this server to check it.',
  );
}
