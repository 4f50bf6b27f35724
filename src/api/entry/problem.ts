import { Failure, statuses } from '../../base/failure.ts';
import type { Fault } from '../../base/web/faults.ts';

/** An error as RFC 9457 has it, with the id of the request in the log. */
export type Problem = { type: string; title: string; status: number; detail: string; instance: string };

/** What an error says to a program: its status, and one sentence. */
export function problemOf(error: Fault, instance: string): Problem {
  const [status, detail] = explain(error);
  return { type: 'about:blank', title: titles[status] ?? 'That did not work', status, detail, instance };
}

function explain(error: Fault): [number, string] {
  if (error instanceof Failure) return [statuses[error.kind], error.message];
  if (error.validation) {
    if (error.validationContext === 'params') return [404, sentences[404]!];
    const [first] = error.validation;
    const where = first?.instancePath.slice(1).replaceAll('/', '.');
    const part = error.validationContext === 'body' ? 'body' : 'query';
    return [
      422,
      `The ${part} is not valid${where ? ` at “${where}”` : ''}: it ${first?.message}. Nothing was changed.`,
    ];
  }
  const status = error.statusCode ?? 500;
  if (sentences[status]) return [status, sentences[status]];
  return status < 500 ? [status, sentences[400]!] : [500, sentences[500]!];
}

const sentences: Record<number, string> = {
  400: 'Etude cannot read this request. Send JSON as UTF-8, as the API description says.',
  404: 'There is nothing at this address. The API description is at /api/v1/openapi.json.',
  413: 'The body is too long. Send no more than 32 kB.',
  415: 'Send the body as application/json, uncompressed.',
  500: 'Something went wrong on this server, and Etude has logged it. Your answers are safe.',
  503: 'Etude is shutting down or very busy. Try again shortly.',
};

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/** The failure of an address of the API at which there is nothing. */
export function notFound(): Failure {
  return new Failure('not found', sentences[404]!);
}
