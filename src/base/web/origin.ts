import { Failure } from '../failure.ts';

/** One address that people use. */
export type Address = {
  /** Scheme, host and port, as a browser sends it in Origin. */
  origin: string;
  host: string;
  secure: boolean;
};

/** Where the application is found: the addresses that people use, and the path that each of them ends with. */
export type Base = {
  /** The first is the one that is shown; without any, only this machine itself is answered, over http. */
  addresses: readonly Address[];
  prefix: string;
};

/** The texts of ETUDE_BASE_URL, one for each address. */
export function addressTexts(baseUrl: string): string[] {
  return baseUrl.split(/[\s,]+/).filter((text) => text !== '');
}

/** The path of an address without a slash at its end. */
export function pathOf(address: string): string {
  return new URL(address).pathname.replace(/\/+$/, '');
}

/** What ETUDE_BASE_URL says. */
export function baseOf(baseUrl: string): Base {
  const texts = addressTexts(baseUrl);
  const addresses = texts.map((text) => {
    const { origin, host, protocol } = new URL(text);
    return { origin, host, secure: protocol === 'https:' };
  });
  return { addresses, prefix: texts[0] === undefined ? '' : pathOf(texts[0]) };
}

type Headers = Record<string, string | string[] | undefined>;

/** The addresses that a Host may mean, those under https first: http and https on their default ports look alike. */
export function addressesOf({ addresses }: Base, host: string | undefined): Address[] {
  if (addresses.length === 0) return [];
  const asked = (host ?? '').toLowerCase();
  return addresses
    .filter((address) => withPort(asked, address) === withPort(address.host, address))
    .toSorted((a, b) => Number(b.secure) - Number(a.secure));
}

function withPort(host: string, { secure }: Address): string {
  return /:\d+$/.test(host) ? host : `${host}:${secure ? 443 : 80}`;
}

/**
 * The address that a request came by; undefined without any, or for a host that is not answered. Where Host means two,
 * Origin decides, then X-Forwarded-Proto, then https.
 */
export function addressOf(base: Base, headers: Headers): Address | undefined {
  const possible = addressesOf(base, headers.host as string | undefined);
  const forwarded = headers['x-forwarded-proto'];
  return (
    possible.find(({ origin }) => origin === headers.origin) ??
    possible.find(({ secure }) => forwarded === (secure ? 'https' : 'http')) ??
    possible[0]
  );
}

/** A path of ours as a whole address, by the address that a request came by. */
export function wholeAddress(base: Base, headers: Headers, path: string): string {
  const origin = addressOf(base, headers)?.origin ?? `http://${headers.host}`;
  return origin + base.prefix + path;
}

/**
 * Whether browsers may be told to use https alone for the host of an address. They would do so on each of its ports, so
 * not where one of them is another address under http.
 */
export function isHttpsOnly({ addresses }: Base, address: Address): boolean {
  const { hostname } = new URL(address.origin);
  const isBroken = ({ origin, secure }: Address) => {
    const { hostname: other, port } = new URL(origin);
    return !secure && other === hostname && port !== '';
  };
  return address.secure && !addresses.some(isBroken);
}

const localHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Refuses a request for another host: anyone who can choose the host could otherwise choose our addresses. */
export function checkHost(base: Base, host: string | undefined): void {
  const asked = (host ?? '').toLowerCase();
  const [first] = base.addresses;
  if (first ? addressesOf(base, asked).length > 0 : localHost.test(asked)) return;
  const mend = first
    ? `Use ${first.origin}${base.prefix}`
    : 'Set ETUDE_BASE_URL to the address that people use';
  throw new Failure('misdirected', `This server does not answer at "${asked.slice(0, 100)}". ${mend}.`);
}

/** The headers by which a request is judged: two readers of a repeated one might each believe another. */
const single = ['host', 'origin', 'sec-fetch-site'];

/** Refuses a request that could be read in two ways: one header twice, two hosts, or no host in HTTP/1.1. */
export function checkClear(rawHeaders: readonly string[], target: string, version: string): void {
  const repeated = single.find((name) => valuesOf(rawHeaders, name).length > 1);
  if (repeated) throw unclear(`It has the "${repeated}" header more than once`);
  const [host] = valuesOf(rawHeaders, 'host');
  if (host === undefined && version !== '1.0') throw unclear('It has no "host" header');
  if (!target.startsWith('/') && target !== '*' && !isFor(target, host ?? ''))
    throw unclear('Its address and its "host" header differ');
}

/** The values of a header among names and values in turn. */
function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const each = rawHeaders[i]!;
    if (each.length === name.length && each.toLowerCase() === name) values.push(rawHeaders[i + 1]!);
  }
  return values;
}

/** Whether an absolute request target names the same host as the header. */
function isFor(target: string, host: string): boolean {
  const scheme = /^https?:\/\//i.exec(target)?.[0];
  if (scheme === undefined || !URL.canParse(target) || !URL.canParse(scheme + host)) return false;
  const { username, password, host: named } = new URL(target);
  return username === '' && password === '' && named === new URL(scheme + host).host;
}

function unclear(what: string): Failure {
  return new Failure('malformed', `This request is ambiguous. ${what}: send it as a browser does.`);
}

/**
 * Refuses a post from another site, as Go's CrossOriginProtection does: by Sec-Fetch-Site where the browser sends
 * it, else by Origin. A request with neither comes from no browser and has no cookie to be misused.
 */
export function checkSameOrigin(base: Base, headers: Headers): void {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return;
  const { origin, host } = headers;
  const ours =
    base.addresses.length === 0
      ? [`http://${host}`]
      : addressesOf(base, host as string | undefined).map((address) => address.origin);
  if (site === undefined && (origin === undefined || ours.includes(origin as string))) return;
  throw new Failure(
    'forbidden',
    'This form was sent from another site. Open the page here and send it again.',
  );
}
