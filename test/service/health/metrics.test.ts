import { afterEach, expect, test } from 'vitest';
import { checkedBank, plainQuestions } from '../../support/bank.ts';
import { type House, type HouseOptions, monday, startHouse } from '../../support/house.ts';
import { type Series, seriesOf } from '../../support/prometheus.ts';
import { Reader } from '../../support/reader.ts';
import { regular } from '../../support/regular.ts';

const token = 'correct-horse-battery-staple';

let house: House;
afterEach(() => house.close());

async function open(options: HouseOptions = { metricsReaders: { token } }) {
  house = await startHouse(checkedBank(plainQuestions(3)), options);
  return new Reader(house.app);
}

/** What Prometheus reads, checked to be what it can read. */
async function scrape(): Promise<Series[]> {
  const headers = { authorization: `Bearer ${token}` };
  const { status, headers: told, body } = await new Reader(house.app).request({ url: '/metrics', headers });
  expect([status, told['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  return seriesOf(body);
}

const valueIn = (series: Series[], name: string, labels: Record<string, string> = {}) =>
  series.find((each) => each.name === name && Object.entries(labels).every(([k, v]) => each.labels[k] === v))
    ?.value;

test('requests, answers, commits and sizes are counted as they happen', async () => {
  await open();
  const { reader } = await regular(house);
  const before = await scrape();
  const answered = valueIn(before, 'etude_answers_total')!;
  const commits = valueIn(before, 'etude_commit_batches_count')!;
  expect(answered).toBeGreaterThan(0);

  const question = await reader.get('/practice');
  const fields = { ...question.form('/practice'), choice: 'A', certainty: 'sure' };
  for (let times = 0; times < 3; times++) expect((await reader.send('/practice', fields)).status).toBe(303);

  const after = await scrape();
  expect(valueIn(after, 'etude_answers_total'), 'one that is sent again is no other').toBe(answered + 1);
  expect(valueIn(after, 'etude_commit_batches_count')).toBe(commits + 1);
  expect(valueIn(after, 'etude_commit_sync_seconds_count')).toBe(commits + 1);
  const posts = { method: 'POST', route: '/practice', status: '303' };
  const grown = (name: string, labels: Record<string, string>) =>
    valueIn(after, name, labels)! - (valueIn(before, name, labels) ?? 0);
  expect(grown('etude_http_requests_total', posts)).toBe(3);
  expect(grown('etude_http_request_duration_seconds_count', { method: 'POST', route: '/practice' })).toBe(3);
  for (const name of ['etude_database_bytes', 'etude_wal_bytes', 'etude_disk_free_bytes', 'etude_ready'])
    expect([name, valueIn(after, name)]).toEqual([name, expect.toSatisfy((value: number) => value > 0)]);
  for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'etude_build_info'])
    expect([name, valueIn(after, name)]).toEqual([name, expect.toSatisfy((value: number) => value > 0)]);
  expect(valueIn(after, 'etude_event_loop_delay_seconds')).toBeGreaterThanOrEqual(0);
});

test('writes that arrive together are seen to share a transaction', async () => {
  await open();
  const before = await scrape();
  await Promise.all([1, 2, 3].map(() => house.db.commit([])));
  const after = await scrape();
  const grown = (name: string) => valueIn(after, name)! - valueIn(before, name)!;
  expect([grown('etude_commit_batches_count'), grown('etude_commit_batches_sum')]).toEqual([1, 3]);
});

test('a commit that is refused is counted apart', async () => {
  const reader = await open();
  const question = await reader.get('/practice');
  house.handle.pragma('query_only = 1');
  const fields = { ...question.form('/practice'), choice: 'A', certainty: 'sure' };
  expect((await reader.send('/practice', fields)).status).toBe(503);
  const series = await scrape();
  expect(valueIn(series, 'etude_commit_failures_total')).toBe(1);
  expect(valueIn(series, 'etude_answers_total')).toBe(0);
  expect(valueIn(series, 'etude_ready')).toBe(0);
});

test('nothing that a client makes up becomes a series', async () => {
  const reader = await open();
  for (let i = 0; i < 50; i++) {
    await reader.get(`/made-up-${i}`);
    await reader.get(`/practice/answers/made-up-${i}`);
    await reader.get(`/made%FF-${i}`);
    await reader.request({ url: '/', method: ['PUT', 'PURGE', 'DELETE'][i % 3] as never });
  }
  const series = await scrape();
  expect(JSON.stringify(series)).not.toContain('made');
  const requests = series.filter(({ name }) => name === 'etude_http_requests_total');
  expect(
    requests.map(({ labels }) => `${labels.method} ${labels.route} ${labels.status}`).toSorted(),
  ).toEqual(['GET /practice/answers/:id 404', 'GET none 400', 'GET none 404', 'other none 404']);
});

test('a verified backup is told of only when there is one', async () => {
  await open();
  expect((await scrape()).map(({ name }) => name)).not.toContain('etude_backup_verified_timestamp_seconds');
  await house.close();
  await open({ metricsReaders: { token }, lastVerifiedBackup: () => monday });
  expect(valueIn(await scrape(), 'etude_backup_verified_timestamp_seconds')).toBe(monday / 1000);
});

test.each([
  ['no token', undefined],
  ['another token', 'Bearer correct-horse-battery-stapler'],
  ['a part of it', 'Bearer correct-horse'],
  ['nothing as a token', 'Bearer '],
  ['another scheme', `Basic ${token}`],
])('with %s nobody is told', async (_what, authorization) => {
  const reader = await open();
  const headers = authorization === undefined ? {} : { authorization };
  const page = await reader.request({ url: '/metrics', headers });
  expect([page.status, page.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  expect(page.text('.lead')).toBe('The metrics need this server’s token, sent as a Bearer token.');
  expect(page.body).not.toContain('etude_');
});

test('without a token set there are no metrics beside the pages, whatever is sent', async () => {
  const reader = await open({});
  for (const authorization of ['', 'Bearer ', 'Bearer undefined']) {
    const page = await reader.request({ url: '/metrics', headers: { authorization } });
    expect(page.status).toBe(404);
  }
});

test('the token is taken whatever the host, since Prometheus calls a machine by its number', async () => {
  await open();
  const headers = { authorization: `bearer ${token}`, host: '10.1.2.3:3000' };
  expect((await new Reader(house.app).request({ url: '/metrics', headers })).status).toBe(200);
  expect((await new Reader(house.app).request({ url: '/', headers })).status).toBe(421);
});
