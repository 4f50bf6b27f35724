import { styleText } from 'node:util';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { Lost } from '../data/trouble.ts';
import { oneOrMany } from '../text/words.ts';
import { standardError } from './output.ts';

/** Writes the line of a request that has been answered: never its query, cookies or form, which may hold secrets. */
export function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const ms = Math.round(reply.elapsedTime);
  request.log.info(
    { method: request.method, url: pathOf(request.url), status: reply.statusCode, ms },
    'request',
  );
}

/** The path of an address, without the token that opens a calendar. */
function pathOf(url: string): string {
  const end = url.search(/[?#]/);
  return (end < 0 ? url : url.slice(0, end)).replace(/etude_[\w%-]+/g, 'etude_…');
}

/** The log on standard error, which may be a full disk, a pipe without a reader or a terminal that has gone. */
export function logToStandardError(): { write(line: string): void } {
  const output = standardError((lost) => (output.isTTY ? `${forPeople(noticeOf(lost))}\n` : lineOf(lost)));
  return logTo(output);
}

const lineOf = (lost: number) => `${JSON.stringify(noticeOf(lost))}\n`;

function noticeOf(lost: number): Entry {
  const msg = `The log could not be written: ${lost} ${oneOrMany(lost, 'line is', 'lines are')} missing here.`;
  return { level: 40, time: Date.now(), msg };
}

type Output = { isTTY?: boolean; write(text: string): unknown };

/** Where the log goes: a line of JSON for each event, or on a terminal a line for people. */
export function logTo(output: Output): { write(line: string): void } {
  if (!output.isTTY) return { write: (line) => void output.write(line) };
  return { write: (line) => void output.write(`${forPeople(JSON.parse(line))}\n`) };
}

type Entry = {
  level: number;
  time: number;
  msg?: string;
  reqId?: string;
  method?: string;
  url?: string;
  status?: number;
  ms?: number;
  err?: { stack?: string; message?: string };
};

const names: Record<number, string> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/** `09:30:00 INFO  GET /practice 200 3 ms`, with the id of the request, and the stack of an error below. */
function forPeople({ level, time, msg, reqId, method, url, status, ms, err }: Entry): string {
  const told = method === undefined ? msg : `${method} ${url} ${status} ${ms} ms`;
  const name = (names[level] ?? String(level)).padEnd(5);
  const colour = level >= 50 ? 'red' : level >= 40 ? 'yellow' : 'green';
  return [
    new Date(time).toTimeString().slice(0, 8),
    styleText(colour, name, { validateStream: true, stream: process.stderr }),
    harmless(told ?? ''),
    reqId === undefined ? '' : styleText('dim', reqId, { validateStream: true, stream: process.stderr }),
    err === undefined ? '' : `\n${harmless(err.stack ?? err.message ?? '')}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Without what would command the terminal, such as an address that somebody else has made up. */
function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '?');
}

/** Logs why a job failed, unless the database was lost: the guard of the database logs that once. */
export function logFailure(log: FastifyBaseLogger, err: unknown, what?: string): void {
  if (!(err instanceof Lost)) log.error({ err }, what);
}
