import { gzipSync } from 'node:zlib';

/** A smaller page would hardly get smaller, in bytes. */
const worthPacking = 1000;

/** A page as it is sent: its bytes, and how they are packed, if they are. */
export type Packed = { body: string | Buffer; encoding?: 'gzip' };

/** Packs a page for a browser that reads gzip, which every one does, over plain http too. */
export function pack(html: string, accepted: string | undefined): Packed {
  if (!accepts(accepted, 'gzip') || Buffer.byteLength(html) < worthPacking) return { body: html };
  return { body: gzipSync(html), encoding: 'gzip' };
}

/** Whether a header such as "gzip;q=1, br" allows an encoding. */
export function accepts(header = '', encoding: string): boolean {
  return header.split(',').some((each) => {
    const [name, ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
