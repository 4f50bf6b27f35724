import { addressOf, type Base } from '../../base/web/origin.ts';

/** Where passkeys work: the origin that browsers name, and the host that passkeys are made for. */
export type Place = { origin: string; host: string };

type Headers = Record<string, string | string[] | undefined>;

/** The address of a request as a place for passkeys; where they cannot work, the address to use instead, if there is one. */
export function passkeyPlace(base: Base, headers: Headers): Place | { instead: string } {
  const here = addressOf(base, headers)?.origin ?? `http://${String(headers.host ?? 'localhost')}`;
  if (isPossible(here)) return { origin: here, host: new URL(here).hostname };
  const better = base.addresses.map(({ origin }) => origin).find(isPossible);
  if (better) return { instead: better + base.prefix };
  const { hostname, port } = new URL(here);
  return { instead: isThisMachine(hostname) ? `http://localhost:${port || 80}${base.prefix}` : '' };
}

/** Browsers make passkeys under https or on this machine, and only for hosts with a name. */
function isPossible(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  if (protocol === 'http:') return hostname === 'localhost';
  return !/^[\d.]+$|^\[/.test(hostname);
}

const isThisMachine = (hostname: string) => ['127.0.0.1', '[::1]'].includes(hostname);
