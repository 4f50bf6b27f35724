import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What Etude is measured against: a server that does nothing but answer. `node bare.ts http | page FILE | post`. */
const [kind, file] = process.argv.slice(2);
if (kind === 'http') {
  const server = createServer((_, response) => response.end('hello'));
  server.listen(0, '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  });
} else {
  // Only where it is measured: the plain server must not carry it.
  const { default: Fastify } = await import('fastify');
  const { default: formbody } = await import('@fastify/formbody');
  const app = Fastify();
  if (kind === 'page') {
    const page = readFileSync(file!, 'utf8');
    app.get('/practice', (_, reply) => reply.type('text/html; charset=utf-8').send(page));
  } else {
    await app.register(formbody);
    app.post('/practice', (_, reply) => reply.code(303).header('location', '/practice/answers/x').send());
  }
  console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
}
