/** The address of a database: what its servers have in common, and each of them. */
export type Address = { text: string; servers: readonly string[] };

const shape = /^postgres(?:ql)?:\/\/(?:([^/@]*)@)?([^/@?#]*)\/([^/?#\s]+)(\?[^#\s]*)?$/i;
const server = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;

/** Reads an address such as postgres://etude@a,b/etude; undefined if it is none. */
export function readAddress(text: string): Address | undefined {
  const [, who, servers = '', database, more = ''] = shape.exec(text) ?? [];
  if (database === undefined) return undefined;
  const isSocket = servers === '' && /[?&]host=/.test(more);
  const each = isSocket ? [''] : servers.split(',');
  if (!isSocket && !each.every((one) => server.test(one))) return undefined;
  const others = othersOf(more);
  const login = who === undefined ? '' : `${who}@`;
  return { text, servers: each.map((one) => `postgres://${login}${one}/${database}${others}`) };
}

/** The options of an address without the names of the connections, which Etude gives them to know its own again. */
function othersOf(more: string): string {
  const named = /^(fallback_)?application_name$/;
  const others = more
    .slice(1)
    .split('&')
    .filter((each) => ![...new URLSearchParams(each).keys()].some((key) => named.test(key)));
  return others.join('') === '' ? '' : `?${others.join('&')}`;
}

/** An address without the password that may be in it, even if the address is not well written. */
export function withoutPassword(text: string): string {
  const [scheme] = /^(?:postgres(?:ql)?:\/*|[a-z]+:\/+|\/+)?/i.exec(text)!;
  const rest = text
    .slice(scheme.length)
    .replace(/^([^/@:]*):.*@/, '$1:…@')
    .replace(/([?&](?:password|sslpassword)=)[^&]*/gi, '$1…');
  return scheme + rest;
}

/** The servers of an address as a sentence names them. */
export function serversOf({ servers }: Address): string {
  return servers.map((one) => /^postgres:\/\/(?:[^/@]*@)?([^/]*)/.exec(one)![1] || 'the socket').join(', ');
}
