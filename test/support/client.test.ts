import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Client } from './client.ts';

/** A client of a server that answers everything with a status and a text. */
async function clientOf(status: number, text: string): Promise<Client> {
  const server = createServer((_, response) => response.writeHead(status).end(text));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test.each([
  { status: 500, text: 'Oh.', says: 'The question page was met with 500.' },
  { status: 200, text: 'Oh.', says: 'The question page has no form: Oh.' },
])('a page that is no question is no hang-up: $says', async ({ status, text, says }) => {
  const client = await clientOf(status, text);
  const error: unknown = await client.prepare('A').catch((error: unknown) => error);
  expect(error).not.toBeInstanceOf(TypeError);
  expect(error).toEqual(new Error(says));
});

test('a server that is gone is a hang-up', async () => {
  const client = await clientOf(500, 'Oh.');
  await expect(new Client(client.address.replace(/\d+$/, '1')).prepare('A')).rejects.toThrow(TypeError);
});
