import { decimalForm } from '../../bank/kinds/decimal.ts';
import { Unfit } from './model.ts';

/** A number as Etude writes it: digits with a point, without powers of ten. */
export function plainNumber(text: string): string {
  // JavaScript would round a number of many digits.
  if (decimalForm.test(text.trim())) return text.trim();
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new Unfit(`Its answer “${text}” is not a number.`);
  return withoutPower(String(value));
}

/** The digits of a number that JavaScript writes with a power of ten, such as 1.5e-7. */
function withoutPower(text: string): string {
  const [, sign = '', whole = '', fraction = '', power] = /^(-?)(\d+)\.?(\d*)e(.+)$/.exec(text) ?? [];
  if (power === undefined) return text;
  const [digits, point] = [whole + fraction, whole.length + Number(power)];
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}
