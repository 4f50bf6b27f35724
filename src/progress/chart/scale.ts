import { scaleLinear, scaleThreshold } from 'd3-scale';

/** Places values along the width of a chart, in per cent of it. */
export function alongWidth(from: number, to: number): (value: number) => number {
  const scale = scaleLinear([from, Math.max(to, from + 1)], [0, 100]).clamp(true);
  return (value) => rounded(scale(value));
}

/** Places shares from 0 to 1 in the height of a chart, in pixels from the top. */
export function inHeight(height: number): (share: number) => number {
  const scale = scaleLinear([0, 1], [height, 0]).clamp(true);
  return (share) => rounded(scale(share));
}

/** The side of a day's square in pixels, by its minutes of practice. */
export const sideOf = scaleThreshold<number, number>([0.5, 8, 15, 25], [2, 4, 7, 10, 13]);

const rounded = (value: number) => Math.round(value * 100) / 100;
