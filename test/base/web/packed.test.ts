import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { pack } from '../../../src/base/web/packed.ts';

const page = '<p>Four keys, one page.</p>'.repeat(100);

test.each(['gzip', 'gzip, deflate, br, zstd', 'br;q=1.0, GZIP;q=0.5'])(
  'packs a page for a browser that accepts "%s"',
  (accepted) => {
    const { body, encoding } = pack(page, accepted);
    expect(encoding).toBe('gzip');
    expect(gunzipSync(body).toString()).toBe(page);
    expect(body.length).toBeLessThan(page.length / 4);
  },
);

test.each([undefined, '', 'br', 'gzip;q=0', 'gzip; q=0.000', 'x-gzip'])(
  'leaves a page as it is for "%s"',
  (accepted) => {
    expect(pack(page, accepted)).toEqual({ body: page });
  },
);

test('leaves a page as it is that would hardly get smaller', () => {
  expect(pack('<p>Short.</p>', 'gzip').encoding).toBeUndefined();
});
