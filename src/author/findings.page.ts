import type { AuthorView } from '../bank/author/author-view.ts';
import type { Finding } from '../bank/lint/lint.ts';

/** The most errors that the head of a page lists. */
const mostObstacles = 20;

/** What cannot be read as it should; where it is more than the facts, it keeps the files from going live. */
export function obstaclesOf({ findings }: AuthorView): Finding[] {
  return findings.filter(({ rule, level }) => rule === undefined && level === 'error');
}

/** What cannot be read, for the head of an author's page, and whether it keeps the files from going live. */
export function obstacleParts(authorView: AuthorView) {
  const obstacles = obstaclesOf(authorView);
  const more = obstacles.length - mostObstacles;
  return {
    obstacles: obstacles.slice(0, mostObstacles).map(findingParts),
    obstaclesMean: authorView.isHeldBack
      ? 'These files have errors and cannot go live. The previous version is still live.'
      : 'Etude cannot read the facts, so it does not check questions against them. The questions are live.',
    moreObstacles: more > 0 ? `And ${more} more.` : '',
  };
}

/** A finding as it is shown. */
export function findingParts({ level, rule, message, file, line, column }: Finding) {
  const isError = level === 'error';
  return {
    isError,
    level: `${isError ? 'Error' : 'Warning'}${rule ? ` ${rule}` : ''}`,
    message,
    place: `${file}:${line}:${column}`,
  };
}
