/** A number or a span of numbers that is the whole of an option, in the base unit of its kind. */
export type Quantity = {
  kind: string;
  unit: string;
  low: number;
  high: number;
  isSpan: boolean;
  decimals: number;
};

const minutes: Record<string, number> = {
  second: 1 / 60,
  minute: 1,
  hour: 60,
  day: 1440,
  week: 10_080,
  month: 43_200,
  year: 525_600,
};

const numberWords = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ');
const number = `(?:\\d[\\d,]*(?:\\.\\d+)?|${numberWords.join('|')}|an?)`;
const unit = '(?:\\s*(%|per cent|×|times|(?:second|minute|hour|day|week|month|year)s?))?';
const bound =
  '(?:(?:about|exactly|roughly|under|over|less than|more than|fewer than|at most|at least|up to)\\s+)?';
const single = new RegExp(`^${bound}(${number})${unit}$`, 'i');
const span = new RegExp(
  `^(?:between\\s+|from\\s+)?(${number})${unit}\\s*(?:–|-|to|and)\\s*(${number})${unit}$`,
  'i',
);

/** The quantity that a text is, if it is one and nothing else. */
export function quantityOf(text: string): Quantity | undefined {
  const trimmed = text.replace(/\.$/, '').trim();
  const alone = single.exec(trimmed);
  if (alone) {
    // An article before no unit is no number.
    if (/^an?$/i.test(alone[1]!) && alone[2] === undefined) return undefined;
    return quantity(alone[1]!, alone[2], alone[1]!, alone[2]);
  }
  const between = span.exec(trimmed);
  return between ? quantity(between[1]!, between[2] ?? between[4], between[3]!, between[4]) : undefined;
}

function quantity(
  low: string,
  lowUnit: string | undefined,
  high: string,
  highUnit: string | undefined,
): Quantity {
  const name = unitName(lowUnit);
  const digits = [low, high].map((text) => text.split('.')[1]?.length ?? 0);
  return {
    kind: name in minutes ? 'duration' : name,
    unit: name,
    low: amountOf(low) * (minutes[name] ?? 1),
    high: amountOf(high) * (minutes[unitName(highUnit)] ?? 1),
    isSpan: low !== high || lowUnit !== highUnit,
    decimals: Math.max(...digits),
  };
}

function unitName(unit: string | undefined): string {
  const name = (unit ?? '').toLowerCase().replace(/s$/, '');
  return name === 'per cent' ? '%' : name === 'time' ? '×' : name;
}

function amountOf(text: string): number {
  const small = text.toLowerCase();
  if (small === 'a' || small === 'an') return 1;
  const word = numberWords.indexOf(small);
  return word === -1 ? Number(small.replaceAll(',', '')) : word;
}
