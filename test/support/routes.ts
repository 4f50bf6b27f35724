import type { FastifyInstance } from 'fastify';

/** Every route of the application as `GET /practice/answers/:id`, read from the tree that Fastify draws. */
export function routesOf(app: FastifyInstance): string[] {
  const trail: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const drawn = /^([ │├└─]+)(\S+)(?: \((.+)\))?$/.exec(line);
      if (!drawn) return [];
      const [, indent = '', part = '', methods = ''] = drawn;
      trail.splice(indent.length / 4 - 1, Infinity, part);
      const url = trail.join('');
      return methods
        .split(', ')
        .filter(Boolean)
        .map((method) => `${method} ${url}`);
    });
}
