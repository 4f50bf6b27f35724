import { type Count, type Span, spanOf } from './score.ts';

/** A share as pages say it: 75%. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** A span as pages say it: 68 to 82%. */
export function percentSpan({ low, high }: Span): string {
  return `${Math.round(low * 100)} to ${percent(high)}`;
}

/** How many were right, in numbers and as a range row: the note, the span that it most likely stands for, the pass mark. */
export function rangeOf(count: Count, pass: number) {
  const { correct, scored } = count;
  const share = scored === 0 ? 0 : correct / scored;
  const span = spanOf(count);
  const place = (value: number) => `${(value * 100).toFixed(1)}%`;
  return {
    right: `${correct} of ${scored}`,
    share: percent(share),
    range: percentSpan(span),
    at: place(share),
    from: place(span.low),
    width: place(span.high - span.low),
    pass: `${pass}%`,
    note: share * 100 < pass ? 'hollow' : 'ink',
  };
}
