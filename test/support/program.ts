import type { FastifyInstance } from 'fastify';
import type { Scope } from '../../src/learner/token/model.ts';
import type { House } from './house.ts';
import { Reader } from './reader.ts';

/** What came back for a program. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into replies as they please.
export type Json = any;
export type Reply = { status: number; headers: Record<string, unknown>; body: Json };

/** A program of a learner, with a token of theirs and no cookie. */
export class Program {
  app: FastifyInstance;
  readonly token: string;

  constructor(app: FastifyInstance, token: string) {
    this.app = app;
    this.token = token;
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const reply = await this.app.inject({
      method: method as 'GET',
      url: `/api/v1${path}`,
      headers: {
        host: 'localhost',
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      payload: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const isJson = reply.body !== '' && /json/.test(String(reply.headers['content-type']));
    return { status: reply.statusCode, headers: reply.headers, body: isJson ? reply.json() : reply.body };
  }

  get = (path: string, headers = {}) => this.ask('GET', path, undefined, headers);
}

/** Makes a token as a learner does in Settings, and a program with it. */
export async function programOf(reader: Reader, scopes: readonly Scope[]): Promise<Program> {
  const form = (await reader.get('/settings/tokens')).form('/settings/tokens');
  const page = await reader.post('/settings/tokens', {
    ...form,
    name: 'A program',
    scopes: [...scopes],
    lasts: 'year',
  });
  return new Program(reader.app, /etude_[\w-]{43}/.exec(page.text('code.link'))![0]);
}

/** Somebody who has answered a question, and a program of theirs. */
export async function learnerWithProgram(
  house: House,
  scopes: readonly Scope[] = ['read', 'practise', 'export'],
): Promise<{ reader: Reader; program: Program }> {
  const reader = new Reader(house.app);
  await reader.answerRight(await reader.get('/practice'));
  return { reader, program: await programOf(reader, scopes) };
}
