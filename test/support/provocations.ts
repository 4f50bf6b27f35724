import type { InjectOptions } from 'fastify';
import type { House } from './house.ts';
import { answerPath, type Regular } from './regular.ts';

const formType = 'application/x-www-form-urlencoded';
const post = (url: string, payload: string, headers: Record<string, string> = {}): InjectOptions => ({
  method: 'POST',
  url,
  payload,
  headers: { 'content-type': formType, 'sec-fetch-site': 'same-origin', ...headers },
});
const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** A request that is refused: with which status, for what, in which words, and where its page leads if not to Today. */
export type Provocation = {
  status: number;
  what: string;
  way?: string;
  sentence: RegExp;
  request(house: House, visitor: Regular): InjectOptions;
};

/** Every kind of refusal there is; the last ones break the house. */
export const provocations: Provocation[] = [
  ...['/%', '/practice/answers/%FF', '/assets/%C0%AF'].map((url) => ({
    status: 400,
    what: `the address ${url}, which cannot be decoded`,
    sentence: /^The address or the form could not be read\. Go back and try again\.$/,
    request: () => ({ url }),
  })),
  {
    status: 403,
    what: 'a form from another site',
    sentence: /sent from another site\. Open the page here and send it again\.$/,
    request: () => post('/settings', '', { 'sec-fetch-site': 'cross-site' }),
  },
  ...[
    { url: '/nowhere' },
    { url: `/practice/answers/${'a'.repeat(100)}` },
    { url: '/learning' },
    { url: '/settings?saved=as-nobody-would-write-it', way: 'Settings' },
    { url: '/progress/nowhere/at-all', way: 'Progress' },
    { url: '/help/nowhere/at-all', way: 'Help' },
  ].map(({ url, ...rest }) => ({
    status: 404,
    what: `no page at ${url.slice(0, 40)}`,
    ...rest,
    sentence: /^There is no page at this address\. Your progress is safe\.$/,
    request: () => ({ url }),
  })),
  {
    status: 404,
    what: 'an answer that is not there',
    sentence: /^You have no answer at this address\.$/,
    request: () => ({ url: '/practice/answers/unknown' }),
  },
  ...['/exams/unknown', '/exams/unknown/1', '/exams/unknown/review', '/exams/unknown/answers'].map((url) => ({
    status: 404,
    what: `an exam that is not there, at ${url}`,
    way: 'Exams',
    sentence: /^You have no exam at this address\. Find all your exams in Exams\. .* start it again\.$/,
    request: () => ({ url }),
  })),
  {
    status: 404,
    what: 'an exam that the bank does not have',
    way: 'Exams',
    sentence: /^There is no exam at this address\. Find all exams in Exams\.$/,
    request: () => ({ url: '/exams/new/none' }),
  },
  {
    status: 409,
    what: 'an answer that can no longer be taken back',
    sentence: /^You can undo only your last answer from today/,
    request: (_, visitor) => {
      const review = answerPath(visitor.first).split('/').at(-1)!;
      return post('/practice/undo', encode({ ...visitor.last.form('/undo'), review }));
    },
  },
  {
    status: 413,
    what: 'a form that is too long',
    sentence: /^That is too long for this page\. Shorten it/,
    request: () => post('/practice', `token=${'x'.repeat(40_000)}`),
  },
  {
    status: 414,
    what: 'an address that is too long',
    sentence: /^That address is too long\. Start from Today\.$/,
    request: () => ({ url: `/practice/answers/${'a'.repeat(10_000)}` }),
  },
  {
    status: 415,
    what: 'something that is no form',
    sentence: /^This page only accepts forms sent by a browser\.$/,
    request: () => post('/practice', '{}', { 'content-type': 'application/json' }),
  },
  ...['/', '/%', '/nowhere'].map((url) => ({
    status: 421,
    what: `another host, asked for ${url}`,
    sentence: /does not answer at "evil\.example"\. Set ETUDE_BASE_URL to the address that people use\.$/,
    request: () => ({ url, headers: { host: 'Evil.example' } }),
  })),
  {
    status: 422,
    what: 'a form with a field missing',
    sentence: /^The form could not be read\. Go back, reload the page and send it again\.$/,
    request: () => post('/practice', 'certainty=sure'),
  },
  {
    status: 507,
    what: 'a disk that is full',
    sentence: /^Nothing was saved: this server’s disk is full\. .* Tell the person who runs this server/,
    request: (house, visitor) => {
      // Migrations leave free pages, which would take the message.
      house.handle.exec('vacuum');
      house.handle.pragma(`max_page_count = ${house.handle.pragma('page_count', { simple: true })}`);
      const message = '答'.repeat(2000);
      return post(`${answerPath(visitor.last)}/report`, encode({ ...visitor.last.form('/report'), message }));
    },
  },
  {
    status: 500,
    what: 'a bug',
    sentence: /^Etude has logged this error\. Your answers are safe\.$/,
    request: (house) => {
      house.handle.exec('drop table set_aside');
      return { url: '/settings' };
    },
  },
  {
    status: 503,
    what: 'a database that cannot be reached',
    sentence: /^This cannot be shown: this server cannot reach its database\. .* try again shortly\.$/,
    request: (house) => {
      house.handle.close();
      return { url: '/settings' };
    },
  },
];
