import { expect, test } from 'vitest';
import { baseOf } from '../../../src/base/web/origin.ts';
import { passkeyPlace } from '../../../src/learner/passkey/place.ts';

test.each([
  ['', 'localhost:3000', { origin: 'http://localhost:3000', host: 'localhost' }],
  ['', '127.0.0.1:3000', { instead: 'http://localhost:3000' }],
  ['', '[::1]:3000', { instead: 'http://localhost:3000' }],
  [
    'https://quiz.example.org/etude',
    'quiz.example.org',
    { origin: 'https://quiz.example.org', host: 'quiz.example.org' },
  ],
  [
    'https://quiz.example.org/etude http://192.168.1.5:3000/etude',
    '192.168.1.5:3000',
    { instead: 'https://quiz.example.org/etude' },
  ],
  [
    'https://quiz.example.org https://lan.example.org:8443',
    'lan.example.org:8443',
    { origin: 'https://lan.example.org:8443', host: 'lan.example.org' },
  ],
  ['http://quiz.lan', 'quiz.lan', { instead: '' }],
  ['https://192.168.1.5', '192.168.1.5', { instead: '' }],
])('with the base URL %j, at %s', (baseUrl, host, place) => {
  expect(passkeyPlace(baseOf(baseUrl), { host })).toEqual(place);
});
