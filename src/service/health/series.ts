/** What Prometheus calls a metric. */
export type Kind = 'counter' | 'gauge' | 'histogram';

/** The two lines above the series of a metric. */
export function head(name: string, kind: Kind, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`];
}

/** A metric of one series. */
export function single(name: string, kind: Kind, help: string, value: number): string[] {
  return [...head(name, kind, help), `${name} ${numberText(value)}`];
}

/** A number as Prometheus reads it. */
function numberText(value: number): string {
  return String(value).replace('Infinity', 'Inf');
}

/** A gauge of one series for each value of a label. */
export function gaugeBy(
  label: string,
  name: string,
  help: string,
  values: Readonly<Record<string, number>>,
): string[] {
  const series = Object.entries(values).map(
    ([key, value]) => `${name}{${labelsOf({ [label]: key })}} ${value}`,
  );
  return series.length === 0 ? [] : [...head(name, 'gauge', help), ...series];
}

/** Labels between the braces of a series. */
export function labelsOf(labels: Record<string, string>): string {
  const escaped = (value: string) => value.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n');
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}
