/** One value as Prometheus reads it. */
export type Series = { name: string; labels: Record<string, string>; value: number };

const value = String.raw`([-+]?(?:\d[\d.]*(?:e[-+]?\d+)?|Inf)|NaN)`;
const line = new RegExp(
  String.raw`^([a-z_:][\w:]*)(?:\{((?:[a-z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)+)\})? ${value}$`,
);

/** Reads the text format of Prometheus as strictly as it may be read, and throws at what is none. */
export function seriesOf(text: string): Series[] {
  if (!text.endsWith('\n')) throw new Error('The last line does not end.');
  const kinds = new Map<string, string>();
  const series = text
    .slice(0, -1)
    .split('\n')
    .flatMap((row) => {
      const [, name, kind] = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(row) ?? [];
      if (name && kinds.has(name)) throw new Error(`${name} is told of twice.`);
      if (name) kinds.set(name, kind!);
      return row.startsWith('# ') ? [] : [read(row, kinds)];
    });
  checkBuckets(series);
  return series;
}

function read(row: string, kinds: Map<string, string>): Series {
  const [, name, labels = '', number] = line.exec(row) ?? [];
  if (name === undefined) throw new Error(`Prometheus cannot read: ${row}`);
  const family = kinds.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
  if (!kinds.has(family) || (family !== name && kinds.get(family) !== 'histogram'))
    throw new Error(`${name} has no TYPE before it.`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key!, text!]);
  return { name, labels: Object.fromEntries(pairs), value: Number(number!.replace('Inf', 'Infinity')) };
}

/** A histogram's buckets never fall, and the last holds all. */
function checkBuckets(series: readonly Series[]): void {
  const at = ({ name, labels: { le: _le, ...own } }: Series) =>
    JSON.stringify([name.replace(/_(bucket|count)$/, ''), own]);
  let last: Series | undefined;
  for (const each of series.filter(({ name }) => /_(bucket|count)$/.test(name))) {
    if (last && at(last) === at(each) && each.value < last.value) throw new Error(`${at(each)} falls.`);
    if (last?.labels.le === '+Inf' && each.value !== last.value)
      throw new Error(`${at(each)} is not its +Inf.`);
    last = each;
  }
}
