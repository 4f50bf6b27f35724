import { decimalForm } from '../../bank/kinds/decimal.ts';
import { Unfit } from './model.ts';

/** A number as Etude writes it: digits with a point, without powers of ten. */
export function plainNumber(text: string): string {
  // JavaScript would round a number of many digits.
  if (decimalForm.test(text.trim())) return text.trim();
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Unfit(`Its answer “${text}” is not a number.`);
  return /e/i.test(String(value)) ? value.toFixed(20).replace(/\.?0+$/, '') : String(value);
}
