import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import { type ApiDeps, apiRoutes } from '../../src/api/api.routes.ts';
import { countHere } from '../../src/base/counter.ts';
import { installRates } from '../../src/base/web/rates.ts';

type Operation = { summary: string; security?: unknown; responses: Record<string, Record<string, unknown>> };
export type Document = { paths: Record<string, Record<string, Operation>> };

const problem = {
  description: 'What is wrong, in one sentence.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const text = { type: 'string' };
const components = {
  securitySchemes: {
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'A token from Settings, with the scopes that are named.',
    },
  },
  schemas: {
    Problem: {
      type: 'object',
      required: ['type', 'title', 'status', 'detail', 'instance'],
      properties: { type: text, title: text, status: { type: 'integer' }, detail: text, instance: text },
      additionalProperties: false,
    },
  },
};

/** The description of the API as its routes give it. */
export async function documentOf(): Promise<Document> {
  const app = Fastify();
  await installRates(app, countHere());
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Etude',
        version: '1.0.0',
        description: 'Practise for an exam, and see how it is going, from a program of your own.',
        license: { name: 'MIT', identifier: 'MIT' } as never,
      },
      servers: [{ url: '/api/v1' }],
      components: components as never,
    },
    transform: ({ schema, url, route }) => {
      const { scope, produces } = route.config ?? {};
      const security = scope === 'none' ? [] : [{ bearer: [scope as string] }];
      const zip = {
        200: { content: { [produces ?? '']: { schema: { type: 'string', format: 'binary' } } } },
      };
      return { url, schema: { ...schema, security, ...(produces ? { response: zip } : {}) } as never };
    },
  });
  await app.register(apiRoutes({} as ApiDeps));
  await app.ready();
  const document = JSON.parse(JSON.stringify(app.swagger())) as Document;
  await app.close();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) finish(path, method, operation);
  return document;
}

/** Gives an operation its name, the words of its reply and its problems. */
function finish(path: string, method: string, operation: Operation): void {
  const words = [method, ...path.split(/\W+/).filter(Boolean)];
  const named = words.map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('');
  Object.assign(operation, { operationId: named });
  operation.responses['200']!.description = operation.summary;
  Object.assign(operation.responses, { '4XX': problem, '5XX': problem });
}
