import { didYouMean } from './base/text/nearest.ts';
import { isZone, MINUTE } from './base/time.ts';
import { isLoopback, readRanges } from './base/web/addresses.ts';
import { addressTexts, pathOf } from './base/web/origin.ts';

/** Any text. */
export const text = (text: string) => ({ value: text });

/** A text without spaces. */
export const word = (what: string) => (text: string) =>
  /\s/.test(text) ? { mend: `set it to ${what}` } : { value: text };

/** A whole number. */
export function whole(min: number, max: number) {
  return (text: string) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return { value };
    return { mend: `set it to a whole number from ${min} to ${max}` };
  };
}

/** A whole number, or off. */
export function wholeOrOff(min: number, max: number) {
  return (text: string) => {
    if (text === 'off') return { value: 'off' as const };
    const number = whole(min, max)(text);
    return 'mend' in number ? { mend: `${number.mend}, or to off` } : number;
  };
}

/** Addresses and ranges with spaces between them. */
export function ranges(text: string) {
  const value = readRanges(text);
  const mend = 'set it to addresses and ranges separated by spaces, such as 127.0.0.1 10.0.0.0/8';
  return value === undefined ? { mend } : { value };
}

/** One of some words. */
export function oneOf<const T extends string>(...values: T[]) {
  return (text: string) => {
    const value = values.find((known) => known === text);
    return value ? { value } : { mend: `set it to one of ${values.join(', ')}.${didYouMean(text, values)}` };
  };
}

const minutesOf = { m: 1, h: 60, d: 24 * 60 };

/** A span of time such as 6h, in milliseconds; 0 for off. */
export function span(text: string) {
  if (text === 'off') return { value: 0 };
  const [, number, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const minutes = Number(number) * minutesOf[unit as keyof typeof minutesOf];
  if (minutes >= 1 && minutes <= 31 * minutesOf.d) return { value: minutes * MINUTE };
  return { mend: 'set it to off, or to a number followed by m, h or d, such as 6h (at most 31d)' };
}

/** A text that is not empty. */
export const filled = (what: string) => (text: string) =>
  text === '' ? { mend: `set it to ${what}` } : { value: text };

/** The addresses that people use, which share one path. */
export function baseUrl(text: string) {
  if (text === '') return { value: text };
  const addresses = addressTexts(text);
  if (addresses.length === 0 || !addresses.every(isAddress)) {
    return {
      mend: 'set it to a scheme, a host and an optional path, such as https://quiz.example.org/etude, or to several such addresses separated by spaces',
    };
  }
  const [first = '', ...others] = addresses;
  const other = others.find((address) => pathOf(address) !== pathOf(first));
  if (other) return { mend: `give every address the same path: those of ${first} and ${other} differ` };
  const origins = addresses.map((address) => new URL(address).origin);
  const again = addresses.find((_, i) => origins.indexOf(origins[i]!) < i);
  return again ? { mend: `name each address once: ${again} appears twice` } : { value: text };
}

function isAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password, search, hash } = new URL(text);
  return username === '' && password === '' && search === '' && hash === '';
}

/** The address of an identity provider. */
export function issuer(text: string) {
  if (text === '') return { value: text };
  if (isAddress(text) && (/^https/i.test(text) || isLoopback(new URL(text).hostname))) return { value: text };
  return { mend: 'set it to the https address of your identity provider, such as https://id.example.org' };
}

/** The name of a header that a proxy sets. */
export function header(text: string) {
  const isFree = !/^(host|cookie|origin|authorization|forwarded)$/i.test(text);
  if (isFree && /^[a-z][a-z0-9-]{0,63}$/i.test(text)) return { value: text.toLowerCase() };
  return { mend: 'set it to the name of a header that your proxy sets, such as Remote-User' };
}

/** The name of a time zone. */
export function zone(text: string) {
  return isZone(text) ? { value: text } : { mend: 'set it to a zone name such as Europe/Berlin' };
}
