import { area, line } from 'd3-shape';

/** A point of a chart, in its own coordinates. */
export type Point = { x: number; y: number };

const drawLine = line<Point>(
  ({ x }) => x,
  ({ y }) => y,
).digits(2);

const drawBand = area<{ x: number; low: number; high: number }>()
  .x(({ x }) => x)
  .y0(({ low }) => low)
  .y1(({ high }) => high)
  .digits(2);

/** The path of a line through some points; empty without any. */
export const linePath = (points: readonly Point[]) => drawLine([...points]) ?? '';

/** The path of the area between two lines; empty without any points. */
export const bandPath = (points: readonly { x: number; low: number; high: number }[]) =>
  drawBand([...points]) ?? '';
