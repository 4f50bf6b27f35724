import type { AddressInfo } from 'node:net';
import { isLoopback } from './addresses.ts';
import { addressTexts } from './origin.ts';

/** The settings that say who can reach an Etude. */
export type Reach = { host: string; baseUrl: string; trustedProxies: string };

/** How others than this machine can reach an Etude with these settings; undefined if they cannot. */
export function reachedBy({ host, baseUrl, trustedProxies }: Reach): string | undefined {
  if (!isLoopback(host)) return `ETUDE_HOST is ${host}`;
  const elsewhere = addressTexts(baseUrl).find((address) => !isLoopback(new URL(address).hostname));
  if (elsewhere !== undefined) return `ETUDE_BASE_URL is ${elsewhere}`;
  return trustedProxies === '' ? undefined : `ETUDE_TRUSTED_PROXIES is ${trustedProxies}`;
}

/** The same for a socket that was handed over; one that is a file is reached through a proxy alone, which needs settings. */
export function socketReachedBy(bound: AddressInfo | string | null): string | undefined {
  if (bound === null || typeof bound === 'string' || isLoopback(bound.address)) return undefined;
  return `its socket listens on ${bound.address}`;
}
