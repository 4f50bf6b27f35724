import { digest } from '../../base/digest.ts';

/** The entity tag of a text. */
export function tagOf(text: string): string {
  return `"${digest(text).slice(0, 22)}"`;
}

/** Whether a header such as If-None-Match names an entity tag; weak and strong ones count alike. */
export function names(header: string, tag: string): boolean {
  const plain = (text: string) => text.trim().replace(/^W\//, '');
  return header.split(',').some((each) => plain(each) === '*' || plain(each) === plain(tag));
}

/** Whether a program takes one of some types, by its Accept header. */
export function takes(accept: string | undefined, types: readonly string[]): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const ranges = accept
    .split(',')
    .map((each) => each.split(';').map((part) => part.trim().toLowerCase()))
    .filter((parts) => !parts.some((part) => /^q=0(\.0*)?$/.test(part)))
    .map(([range = '']) => range);
  return types.some((type) => ranges.some((range) => isIn(type, range)));
}

function isIn(type: string, range: string): boolean {
  return range === '*/*' || range === type || range === type.replace(/\/.*/, '/*');
}
