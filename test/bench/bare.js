import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/**
 * What Etude is measured against: a server that does nothing but answer, in plain JavaScript, because Node pays for
 * every type it strips. `node bare.js http | fastify PAGE VERDICT`.
 */
const [kind, pageFile, verdictFile] = process.argv.slice(2);
if (kind === 'http') {
  const server = createServer((_, response) => response.end('hello'));
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
} else {
  // Only where it is measured: the plain server must not carry it.
  const { default: Fastify } = await import('fastify');
  const { default: formbody } = await import('@fastify/formbody');
  const app = Fastify();
  await app.register(formbody);
  const serve = (address, file) => {
    const page = readFileSync(file, 'utf8');
    app.get(address, (_, reply) => reply.type('text/html; charset=utf-8').send(page));
  };
  serve('/practice', pageFile);
  serve('/practice/answers/:id', verdictFile);
  app.post('/practice', (_, reply) => reply.code(303).header('location', '/practice/answers/x').send());
  console.log(`${await app.listen({ host: '127.0.0.1', port: 0 })}/`);
}
