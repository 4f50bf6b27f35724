import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { digest } from '../digest.ts';
import { Failure } from '../failure.ts';
import { folderOf } from '../installation.ts';
import { lazy } from '../lazy.ts';
import { accepts } from './packed.ts';
import { neverShed } from './shedding.ts';

/** Files for browsers, each under an address that changes with its content and may be kept for ever. */
export type Assets = {
  /** The address of a file below the application's root, such as /assets/etude.3fX9….css. */
  path(name: string): string;
  get(file: string): Asset | undefined;
};

/** A file as it is sent: plain, and compressed where that makes it smaller. */
type Asset = { type: string; plain: Buffer; br?(): Buffer; gzip?(): Buffer };

const types: Record<string, { type: string; isText: boolean }> = {
  '.css': { type: 'text/css; charset=utf-8', isText: true },
  '.js': { type: 'text/javascript; charset=utf-8', isText: true },
  '.json': { type: 'application/speculationrules+json', isText: true },
  '.svg': { type: 'image/svg+xml', isText: true },
  '.woff2': { type: 'font/woff2', isText: false },
};

/** Reads the assets of a folder and the font; names in stylesheets (`url("name")`) are replaced by addresses. */
export function createAssets(folder: string): Assets {
  const font = createRequire(folderOf('package.json')).resolve(
    '@fontsource-variable/besley/files/besley-latin-wght-normal.woff2',
  );
  const sources = new Map<string, Buffer>([['besley.woff2', readFileSync(font)]]);
  for (const name of readdirSync(folder)) sources.set(name, readFileSync(join(folder, name)));

  const hashed = new Map<string, string>();
  const files = new Map<string, Asset>();
  const isStylesheet = (name: string) => name.endsWith('.css');
  for (const name of [...sources.keys()].sort((a, b) => Number(isStylesheet(a)) - Number(isStylesheet(b)))) {
    const plain = isStylesheet(name) ? withAddresses(sources.get(name)!, hashed) : sources.get(name)!;
    const file = hashedName(name, plain);
    hashed.set(name, file);
    files.set(file, compressed(plain, extname(name)));
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

function hashedName(name: string, body: Buffer): string {
  const end = extname(name);
  return `${name.slice(0, -end.length)}.${digest(body.toString('latin1')).slice(0, 8)}${end}`;
}

/** A stylesheet as browsers need it: with the addresses of other assets, and without comments. */
function withAddresses(css: Buffer, hashed: Map<string, string>): Buffer {
  const rules = css.toString().replace(/\/\*[\s\S]*?\*\/\s*/g, '');
  const text = rules.replace(/url\("([^"]+)"\)/g, (whole, name) => {
    const file = hashed.get(name);
    return file ? `url("${file}")` : whole;
  });
  return Buffer.from(text);
}

/** The last per cent of size would cost more time than all the rest. */
const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

function compressed(plain: Buffer, end: string): Asset {
  const { type, isText } = types[end] ?? { type: 'application/octet-stream', isText: false };
  if (!isText) return { type, plain };
  return { type, plain, br: lazy(() => brotliCompressSync(plain, quick)), gzip: lazy(() => gzipSync(plain)) };
}

/** Serves the assets. */
export function assetRoutes(app: FastifyInstance, assets: Assets): void {
  app.get<{ Params: { file: string } }>(
    '/assets/:file',
    { config: { anyHost: true, ...neverShed } },
    (request, reply) => {
      const asset = assets.get(request.params.file);
      if (!asset) throw new Failure('not found', 'There is no file at this address.');
      const accepted = String(request.headers['accept-encoding'] ?? '');
      const encoding = (['br', 'gzip'] as const).find((name) => asset[name] && accepts(accepted, name));
      if (encoding) reply.header('content-encoding', encoding);
      return reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('vary', 'accept-encoding')
        .type(asset.type)
        .send(encoding ? asset[encoding]!() : asset.plain);
    },
  );
}
