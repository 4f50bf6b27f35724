import { Unfit } from './model.ts';

/** A number as Etude writes it: digits with a point, without powers of ten. */
export function plainNumber(text: string): string {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Unfit(`Its answer “${text}” is not a number.`);
  return /e/i.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/, '') : String(value);
}
