import { afterEach, describe, expect, test } from 'vitest';
import { calendarText } from '../../src/api/calendar/ics.ts';
import { mocksAhead } from '../../src/plan/day/mocks.ts';
import { blueprint, checkedBank, plainQuestions } from '../support/bank.ts';
import { dump } from '../support/dump.ts';
import { type House, type HouseOptions, startHouse } from '../support/house.ts';
import { Reader } from '../support/reader.ts';

describe('the format', () => {
  const entry = { uid: 'a@etude', day: 20_454, summary: 'Twenty minutes', description: '' };
  const made = (fields: Partial<typeof entry> = {}) =>
    calendarText('Etude', 'Europe/Berlin', Date.UTC(2026, 0, 2, 3, 4, 5), [{ ...entry, ...fields }]);

  test('lines end in CRLF, days are whole, and the moment is in UTC', () => {
    const text = made();
    expect(text.split('\r\n').at(-1)).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toContain(
      'UID:a@etude\r\nDTSTAMP:20260102T030405Z\r\nDTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260102\r\nSUMMARY:Twenty minutes\r\n',
    );
  });

  test('what would end a line or a value is escaped', () => {
    const text = made({ summary: 'a,b;c\\d\r\ne\nf\u0007g', description: 'BEGIN:VEVENT' });
    expect(text).toContain('SUMMARY:a\\,b\\;c\\\\d\\ne\\nf g\r\n');
    expect(text.match(/^BEGIN:VEVENT/gm)).toHaveLength(1);
  });

  test.each(['x', 'ä', '漢', '🎹', 'e\u0301'])(
    'a long line of %s is folded at 75 octets, between characters',
    (letter) => {
      const summary = letter.repeat(200);
      const text = made({ summary });
      for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(text).not.toContain('\uFFFD');
      expect(text.replaceAll('\r\n ', '')).toContain(`SUMMARY:${summary}\r\n`);
    },
  );
});

describe('mock exams ahead', () => {
  const exam = { day: 150, begun: 100, blueprint: '', minutes: [], daysOff: [], awayUntil: undefined };
  test.each([
    [100, [], [120, 133, 144]],
    [122, [], [122, 133, 144]],
    [122, [121], [133, 144]],
    [134, [121], [134, 144]],
    [134, [121, 133], [144]],
    [149, [121, 133], []],
  ])('on day %i after those of %j', (day, taken, expected) => {
    expect(mocksAhead(exam, day, taken, 10)).toEqual(expected);
  });
});

describe('the feed', () => {
  let house: House;
  let reader: Reader;
  const log: string[] = [];
  afterEach(() => house.close());

  async function start(options: HouseOptions = {}): Promise<string> {
    log.length = 0;
    house = await startHouse(checkedBank(plainQuestions(12), [blueprint()]), {
      log: (line) => log.push(line),
      ...options,
    });
    reader = new Reader(house.app, options.baseUrl ? { host: 'quiz.example' } : {});
    const prefix = options.baseUrl ? '/etude' : '';
    const asked = await reader.get(`${prefix}/practice`);
    const answer = { choice: asked.letter('text a'), certainty: 'sure' };
    await reader.post(`${prefix}/practice`, { ...asked.form('/practice'), ...answer });
    const page = await reader.get(`${prefix}/settings/tokens`);
    const form = page.root.querySelector('input[value=calendar]')!.parentNode!;
    const fields = form
      .querySelectorAll('input')
      .map((input) => [input.getAttribute('name')!, input.getAttribute('value')!]);
    const made = await reader.post(form.getAttribute('action')!, Object.fromEntries(fields));
    return made.text('code.link');
  }

  const ask = (address: string, headers: Record<string, string> = {}) =>
    new Reader(house.app, { host: new URL(address).host, ...headers }).request({
      method: 'GET',
      url: new URL(address).pathname,
    });

  /** The summaries of a calendar by their days. */
  const days = (text: string) =>
    [...text.replaceAll('\r\n ', '').matchAll(/DTSTART;VALUE=DATE:(\d+)[\s\S]*?SUMMARY:(.*)\r/g)].map(
      ([, day, summary]) => [day, summary],
    );

  test('shows the exam, the mock exams of the plan and today, and stays the same until something changes', async () => {
    const address = await start();
    expect(address).toMatch(/^http:\/\/localhost:3000\/calendar\/etude_[\w-]{43}\.ics$/);
    const { token = '' } = (await reader.get('/settings')).form('/settings');
    await reader.post('/exams/yours', { token, day: '2026-05-04' });
    const first = await ask(address);
    expect(first.headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'cache-control': 'private, no-cache',
    });
    const shown = days(first.body);
    expect(shown[0]).toEqual(['20260302', expect.stringMatching(/^Etude: \d+ minutes/)]);
    expect(shown.at(-1)).toEqual(['20260504', 'The mock']);
    expect(shown.slice(1, -1).map(([, summary]) => summary)).toEqual(Array(3).fill('Etude: mock exam'));
    expect(first.headers['set-cookie']).toBeUndefined();
    const uids = first.body.match(/^UID:.*/gm)!;
    expect(new Set(uids).size).toBe(uids.length);
    house.world.pass({ minutes: 5 });
    const again = await ask(address, { 'if-none-match': String(first.headers.etag) });
    expect([again.status, again.body]).toEqual([304, '']);
    house.world.pass({ days: 1 });
    const next = (await ask(address)).body;
    expect(days(next)[0]![0]).toBe('20260303');
    expect(next.match(/^UID:(mock|exam).*/gm)).toEqual(first.body.match(/^UID:(mock|exam).*/gm));
  });

  test('its day is the learner’s own', async () => {
    const address = await start();
    const { token = '' } = (await reader.get('/settings')).form('/settings');
    house.world.pass({ minutes: 20 * 60 });
    await reader.post('/settings/zone', { token, zone: 'Pacific/Pago_Pago' });
    expect(days((await ask(address)).body)[0]![0]).toBe('20260302');
    await reader.post('/settings/zone', { token, zone: 'Pacific/Kiritimati' });
    const { body } = await ask(address);
    expect(body).toContain('X-WR-TIMEZONE:Pacific/Kiritimati\r\n');
    expect(days(body)[0]![0]).toBe('20260303');
  });

  test('under a path it has the whole address', async () => {
    const address = await start({ baseUrl: 'https://quiz.example/etude' });
    expect(address).toMatch(/^https:\/\/quiz\.example\/etude\/calendar\//);
    expect((await ask(address)).status).toBe(200);
  });

  test('reading it changes nothing, and neither log nor database has the address', async () => {
    const address = await start();
    await ask(address);
    const before = dump(house);
    await ask(address);
    await ask(address.replace('.ics', ''));
    await reader.request({ method: 'POST', url: new URL(address).pathname });
    expect(dump(house)).toEqual(before);
    const secret = /etude_([\w-]+)/.exec(address)![1]!;
    expect(JSON.stringify(before)).not.toContain(secret);
    expect(log.join('')).not.toContain(secret);
    expect(log.join('')).toContain('/calendar/etude_….ics');
  });

  test('a revoked address, another one and the token of a program show nothing', async () => {
    const address = await start();
    const page = await reader.get('/settings/tokens');
    const form = page.form('/settings/tokens');
    const made = await reader.post('/settings/tokens', { ...form, name: 'P', scopes: 'read', lasts: 'ever' });
    const secret = made.text('code.link');
    expect((await ask(`http://localhost:3000/calendar/${secret}.ics`)).status).toBe(403);
    for (const file of ['none.ics', `etude_${'a'.repeat(43)}.ics`, '__proto__'])
      expect((await ask(`http://localhost:3000/calendar/${file}`)).status).toBe(404);
    await reader.post('/settings/tokens/revoke', page.form('/revoke'));
    expect((await ask(address)).status).toBe(404);
  });

  test('who has stopped sees only the exam', async () => {
    const address = await start();
    house.handle.exec('update learner set stopped = 1');
    expect(days((await ask(address)).body)).toEqual([]);
  });
});
