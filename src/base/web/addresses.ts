import { BlockList, isIP, isIPv6, SocketAddress } from 'node:net';

/** Whether a text is an address of IPv6; Node's own pattern takes long to compile, and most addresses need none of it. */
export const isSix = (address: string): boolean => address.includes(':') && isIPv6(address);

/** An address in the one way that it is written here; an IPv4 address inside an IPv6 one comes out by itself. */
function plain(address: string): string {
  const [host = ''] = address.split('%');
  if (!isSix(host)) return host;
  return new SocketAddress({ address: host, family: 'ipv6' }).address.replace(/^::ffff:(?=[\d.]+$)/, '');
}

/**
 * The network that an address counts for: an IPv4 address is one, and so are all addresses of an IPv6 /64, of which one
 * customer has the whole. What is no address shares one name.
 */
export function networkOf(address = ''): string {
  const host = plain(address);
  if (isIP(host) === 0) return 'unknown';
  if (!isSix(host)) return host;
  const [head = '', tail = ''] = host.split('::');
  const groups = (text: string) => text.split(':').filter(Boolean);
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  return [...groups(head), ...zeros, ...groups(tail)].slice(0, 4).join(':');
}

/** The addresses and ranges in a text as a list with commas; undefined where one of them is neither. */
export function readRanges(text: string): string | undefined {
  const ranges = text.split(/[\s,]+/).filter(Boolean);
  return ranges.every(isRange) ? ranges.join(',') : undefined;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || address.includes('%') || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
}

/** Whether an address lies in one of some ranges, as `readRanges` lists them. */
export function within(ranges: string): (address?: string) => boolean {
  const list = new BlockList();
  for (const range of ranges.split(',').filter(Boolean)) {
    const [address = '', bits] = range.split('/');
    const family = address.includes(':') ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address = '') => {
    const host = plain(address);
    return isIP(host) !== 0 && list.check(host, isSix(host) ? 'ipv6' : 'ipv4');
  };
}

const isLoopbackAddress = within('127.0.0.0/8,::1');

/** Whether a host is this machine alone, by name or by address. */
export function isLoopback(host: string): boolean {
  return /^(.+\.)?localhost$/i.test(host) || isLoopbackAddress(host.replace(/^\[(.*)\]$/, '$1'));
}
