import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { digest } from './digest.ts';
import { Failure } from './failure.ts';

/** Files for browsers, each under an address that changes with its content and may be kept for ever. */
export type Assets = {
  /** The address of a file below the application's root, such as /assets/etude.3fX9….css. */
  path(name: string): string;
  get(file: string): { body: Buffer; type: string } | undefined;
};

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Reads the assets of a folder and the font; names in stylesheets (`url("name")`) are replaced by addresses. */
export function createAssets(folder: string): Assets {
  const font = createRequire(import.meta.url).resolve(
    '@fontsource-variable/besley/files/besley-latin-wght-normal.woff2',
  );
  const sources = new Map<string, Buffer>([['besley.woff2', readFileSync(font)]]);
  for (const name of readdirSync(folder)) sources.set(name, readFileSync(join(folder, name)));

  const hashed = new Map<string, string>();
  const files = new Map<string, { body: Buffer; type: string }>();
  const isText = (name: string) => name.endsWith('.css');
  for (const name of [...sources.keys()].sort((a, b) => Number(isText(a)) - Number(isText(b)))) {
    const body = isText(name) ? withAddresses(sources.get(name)!, hashed) : sources.get(name)!;
    const end = extname(name);
    const file = `${name.slice(0, -end.length)}.${digest(body.toString('latin1')).slice(0, 12)}${end}`;
    hashed.set(name, file);
    files.set(file, { body, type: types[end] ?? 'application/octet-stream' });
  }
  return {
    path(name) {
      const file = hashed.get(name);
      if (!file) throw new Error(`There is no asset ${name}.`);
      return `/assets/${file}`;
    },
    get: (file) => files.get(file),
  };
}

function withAddresses(css: Buffer, hashed: Map<string, string>): Buffer {
  const text = css.toString().replace(/url\("([^"]+)"\)/g, (whole, name) => {
    const file = hashed.get(name);
    return file ? `url("${file}")` : whole;
  });
  return Buffer.from(text);
}

/** Serves the assets. */
export function assetRoutes(app: FastifyInstance, assets: Assets): void {
  app.get<{ Params: { file: string } }>('/assets/:file', { config: { anyHost: true } }, (request, reply) => {
    const asset = assets.get(request.params.file);
    if (!asset) throw new Failure('not found', 'There is no file at this address.');
    return reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(asset.type)
      .send(asset.body);
  });
}
