import { Failure } from './failure.ts';

/** Where the application is to be found: its origin if one is set, and the path that every address begins with. */
export type Base = { origin: string | undefined; host: string | undefined; secure: boolean; prefix: string };

/** What ETUDE_BASE_URL says; without it only this machine itself is answered, over http, at the root. */
export function baseOf(baseUrl: string): Base {
  if (baseUrl === '') return { origin: undefined, host: undefined, secure: false, prefix: '' };
  const { origin, host, protocol, pathname } = new URL(baseUrl);
  return { origin, host, secure: protocol === 'https:', prefix: pathname.replace(/\/+$/, '') };
}

const localHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Refuses a request for another host: whoever can choose the host could otherwise choose our addresses. */
export function checkHost(base: Base, host: string | undefined): void {
  const asked = (host ?? '').toLowerCase();
  const known =
    base.host === undefined ? localHost.test(asked) : withPort(asked, base) === withPort(base.host, base);
  if (known) return;
  const mend =
    base.host === undefined
      ? 'Set ETUDE_BASE_URL to the address that people use'
      : `Use ${base.origin}${base.prefix}`;
  throw new Failure('misdirected', `This Etude does not answer for "${asked.slice(0, 100)}". ${mend}.`);
}

function withPort(host: string, { secure }: Base): string {
  return /:\d+$/.test(host) ? host : `${host}:${secure ? 443 : 80}`;
}

type Headers = Record<string, string | string[] | undefined>;

/**
 * Refuses a post from another site, as Go's CrossOriginProtection does: by Sec-Fetch-Site where the browser sends
 * it, else by Origin. A request with neither comes from no browser and has no cookie to be misused.
 */
export function checkSameOrigin(base: Base, headers: Headers): void {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const { origin } = headers;
  const expected = base.origin ?? `http://${headers.host}`;
  if (site === undefined && (origin === undefined || origin === expected)) return;
  throw new Failure(
    'forbidden',
    'This form was sent from another site. Open the page here and send it again.',
  );
}
