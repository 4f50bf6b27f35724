import { alongWidth, inHeight } from './scale.ts';
import { bandPath, linePath } from './shape.ts';

/** A value at a moment, with its range where it has one, and whether it is drawn as a note: filled or hollow. */
export type CoursePoint = {
  at: number;
  share: number;
  low?: number;
  high?: number;
  note?: 'ink' | 'hollow' | 'miss';
};

type Given = {
  label: string;
  points: readonly CoursePoint[];
  /** Notes that stand by themselves, such as what is planned. */
  extra?: readonly CoursePoint[];
  /** A share to compare with, drawn across, and what it is. */
  mark: { share: number; name: string };
  ends: { from: number; to: number; first: string; last: string };
};

const height = 150;

/** A chart of shares over time: a line with its range, notes on it, and a line across to compare it with. */
export function courseChart({ label, points, extra = [], mark, ends }: Given) {
  const x = alongWidth(ends.from, ends.to);
  const y = inHeight(height);
  const place = ({ at, share }: CoursePoint) => ({ x: x(at), y: y(share) });
  const ranged = points.flatMap(({ at, low, high }) =>
    low === undefined || high === undefined ? [] : [{ x: x(at), low: y(low), high: y(high) }],
  );
  return {
    label,
    height,
    line: linePath(points.map(place)),
    band: bandPath(ranged),
    notes: [...points, ...extra].flatMap((point) =>
      point.note ? [{ ...place(point), note: point.note }] : [],
    ),
    mark: { y: y(mark.share), name: mark.name },
    first: ends.first,
    last: ends.last,
  };
}
