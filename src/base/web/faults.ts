import type { FastifyError } from 'fastify';
import { Failure, statuses } from '../failure.ts';

/** What is thrown: a failure of ours, an error of Fastify's, or a bug. */
export type Fault = Error & Partial<Pick<FastifyError, 'statusCode' | 'validation' | 'validationContext'>>;

/** The status and the sentence for an error; what is not expected says nothing of itself. */
export function explain(error: Fault): [number, string] {
  if (error instanceof Failure) return [statuses[error.kind], error.message];
  if (error.validation) {
    if (error.validationContext !== 'body') return [404, sentences[404]!];
    return [422, 'The form could not be read. Go back, reload the page and send it again.'];
  }
  const known = sentences[error.statusCode ?? 500];
  if (known) return [error.statusCode!, known];
  if (error.statusCode && error.statusCode < 500)
    return [error.statusCode, 'The request could not be understood.'];
  return [500, 'Etude has logged this error. Your answers are safe.'];
}

/** What is said of a status that is not explained by itself. */
export const sentences: Record<number, string> = {
  400: 'The address or the form could not be read. Go back and try again.',
  404: 'There is no page at this address. Your progress is safe.',
  413: 'That is too long for this page. Shorten it and send it again.',
  414: 'That address is too long. Start from Today.',
  415: 'This page only accepts forms sent by a browser.',
  503: 'Etude is shutting down or very busy. Try again shortly.',
};

/** Where an error page links to: for a missing page, the room that its address names; otherwise, the first entry. */
export function wayFrom<Way extends { path: string }>(
  status: number,
  address: string,
  ways: readonly Way[],
): Way {
  const isIn = ({ path }: Way) => [`${path}/`, `${path}?`].some((begin) => address.startsWith(begin));
  const [first, ...rooms] = ways;
  return (status === 404 && rooms.find(isIn)) || first!;
}

/** The heading of an error page. */
export const headings: Record<number, string> = {
  400: 'That could not be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Page not found',
  409: 'Not possible right now',
  413: 'Too long',
  414: 'Too long',
  421: 'Wrong address',
  422: 'That could not be read',
  429: 'Too many requests',
  500: 'Something went wrong',
  503: 'Not available right now',
  507: 'The disk is full',
};
