import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/files/load.ts';
import { redText } from '../support/bank.ts';
import { layOut } from '../support/lint.ts';
import { clearWorkplaces, etude, fromSource, workplace } from '../support/process.ts';
import { serveHere } from '../support/serve-here.ts';

afterAll(clearWorkplaces);

const lines = (text: string) => text.trimEnd().split('\n');
const red = 'questions/red/one.json';
const read = (folder: string, file = red) => readFileSync(join(folder, file), 'utf8');

describe('fmt', () => {
  test.concurrent('lays files out as usual, and check then has nothing to say', async () => {
    const folder = workplace();
    const before = read(folder);
    writeFileSync(join(folder, 'questions/red/lesson.md'), redText);
    writeFileSync(join(folder, 'questions/blue/lesson.md'), redText.replaceAll('red.', 'blue.'));
    writeFileSync(join(folder, red), JSON.stringify(JSON.parse(before)));
    expect((await etude(folder, ['check', '--strict'])).stdout).toBe(
      `${red}:1:1 warning format From here on the file does not have the usual layout: run \`etude fmt\`.\n2 questions, 0 errors, 1 warning.\n`,
    );
    expect(await etude(folder, ['fmt'], {}, fromSource)).toEqual({
      status: 0,
      stdout: `${red}\n2 files read.\n`,
      stderr: '',
    });
    expect(read(folder)).toBe(before);
    expect((await etude(folder, ['fmt', 'questions/red'])).stdout).toBe('1 file read.\n');
    expect((await etude(folder, ['check', '--strict'])).status).toBe(0);
    expect(readdirSync(join(folder, 'questions/red'))).toEqual(['lesson.md', 'one.json']);
    expect(read(folder, 'questions/red/lesson.md')).toBe(redText);
  });

  test.concurrent('leaves a broken file as it is and tells its problems', async () => {
    const folder = workplace();
    const broken = read(folder).replace('"single"', 'single').replaceAll('\n', '\n ');
    writeFileSync(join(folder, red), broken);
    const { status, stdout } = await etude(folder, ['fmt']);
    expect([status, lines(stdout)]).toEqual([
      1,
      [
        expect.stringMatching(`^${red}:5:16 This is not JSON`),
        expect.stringContaining('left as they were'),
        '2 files read.',
      ],
    ]);
    expect(read(folder)).toBe(broken);
  });

  test.concurrent('a file outside is not touched, a link stays a link, and the mode stays', async () => {
    const folder = workplace();
    const compact = JSON.stringify(JSON.parse(read(folder)));
    writeFileSync(join(folder, 'elsewhere.json'), compact, { mode: 0o640 });
    writeFileSync(join(folder, 'questions/blue/one.json'), compact.replaceAll('red.one', 'blue.one'));
    const link = join(folder, 'questions/red/two.json');
    symlinkSync('../../elsewhere.json', link);
    await etude(folder, ['fmt', 'questions/red']);
    expect(read(folder, 'questions/blue/one.json')).toBe(compact.replaceAll('red.one', 'blue.one'));
    expect(readFileSync(link, 'utf8')).toBe(read(folder, 'elsewhere.json'));
    expect(read(folder, 'elsewhere.json')).toBe(layOut(JSON.parse(compact)));
    expect(statSync(join(folder, 'elsewhere.json')).mode & 0o777).toBe(0o640);
  });
});

describe('new', () => {
  test.concurrent('appends a sound draft with the next id and says where', async () => {
    const folder = workplace();
    const { status, stdout } = await etude(folder, ['new', 'red.one']);
    const line = read(folder)
      .split('\n')
      .findIndex((text) => text.includes('red.one-002'));
    expect([status, stdout]).toEqual([0, `${red}:${line}\n`]);
    const { problems, questions } = loadBank(join(folder, 'questions'));
    expect(problems).toEqual([]);
    expect(questions.map(({ id, status }) => [id, status])).toContainEqual(['red.one-002', 'draft']);
  });

  test.concurrent('makes the file of an objective that has none', async () => {
    const folder = workplace();
    expect((await etude(folder, ['new', 'red.two'])).stdout).toBe('questions/red/two.json:4\n');
    expect(read(folder, 'questions/red/two.json')).toContain('"id": "red.two-001"');
    expect(loadBank(join(folder, 'questions')).problems).toEqual([]);
  });

  test.concurrent('changes nothing in a broken file', async () => {
    const folder = workplace();
    writeFileSync(join(folder, red), '{"questions": [');
    const { status, stdout } = await etude(folder, ['new', 'red.one']);
    expect([status, lines(stdout).at(-1)]).toEqual([
      1,
      `${red} has problems: fix them first. Nothing was changed.`,
    ]);
    expect(read(folder)).toBe('{"questions": [');
  });

  test.concurrent('refuses where bank.json has problems or the file cannot be read', async () => {
    const folder = workplace();
    writeFileSync(join(folder, red), Buffer.from([0xff]));
    expect((await etude(folder, ['new', 'red.one'])).stderr).toContain(`${red} cannot be read`);
    writeFileSync(join(folder, 'questions/bank.json'), '{}');
    const { status, stderr } = await etude(folder, ['new', 'red.two']);
    expect([status, stderr]).toEqual([2, expect.stringContaining('bank.json in ./questions has problems')]);
    expect(existsSync(join(folder, 'questions/red/two.json'))).toBe(false);
  });
});

describe('check', () => {
  test.concurrent('warnings fail only when asked, errors always; both are told apart', async () => {
    const warned = workplace({ red: { shuffle: true, tags: [], waive: [{ rule: 'IW-30', reason: 'So.' }] } });
    const line = lines(read(warned)).findIndex((text) => text.includes('IW-30')) + 1;
    const says = `${red}:${line}:19 warning waive IW-30 finds nothing here: remove the waiver.`;
    const [plain, strict, json] = await Promise.all([
      etude(warned, ['check']),
      etude(warned, ['check', '--strict']),
      etude(warned, ['check', '--format', 'json']),
    ]);
    expect([plain.status, strict.status, lines(plain.stdout)]).toEqual([
      0,
      1,
      [says, '2 questions, 0 errors, 1 warning.'],
    ]);
    expect(JSON.parse(json.stdout)).toEqual([
      {
        file: red,
        line,
        column: 19,
        level: 'warning',
        rule: 'waive',
        message: 'IW-30 finds nothing here: remove the waiver.',
      },
    ]);
    const wrong = workplace({ red: { stem: 'What would you do in this case here?' } });
    const { status, stdout } = await etude(wrong, ['check']);
    expect([status, lines(stdout)[0]]).toEqual([
      1,
      expect.stringMatching(`^${red}:8:15 IW-20 “would you” asks`),
    ]);
  });

  test.concurrent('what the linter finds does not stop the server', async () => {
    const place = workplace({ red: { stem: 'What would you do in this case here?' } });
    const server = await serveHere(place);
    expect((await server.end()).status).toBe(0);
  });

  test.concurrent('facts.json is no file of questions; its own problems are told', async () => {
    const folder = workplace({ red: { facts: ['A-1'] }, blue: { facts: ['A-1'] } });
    const facts = (text: string) => writeFileSync(join(folder, 'questions/facts.json'), text);
    facts('{"facts": [{"id": "A-1", "grade": "P", "text": "T.", "source": "S"}]}');
    expect((await etude(folder, ['check', '--strict'])).status).toBe(0);
    facts('{"facts": [{"id": "A-1", "grade": "X", "text": "T.", "source": "S"}]}');
    const { status, stdout } = await etude(folder, ['check']);
    expect([status, lines(stdout)[0]]).toEqual([
      1,
      'questions/facts.json:1:35 "grade" must be one of "P", "S", "K".',
    ]);
  });

  test.concurrent('--today is the day by which dated facts grow stale', async () => {
    const red = {
      timeless: undefined,
      asOf: '2025-01-31',
      stem: 'In 2024 an elite team lost track of what broke. Which step makes the search shorter?',
    };
    const folder = workplace({
      red: {
        ...red,
        rationale: `In 2024 so. ${'To deploy each small change alone leaves few suspects when something breaks. A longer test phase or a second sign-off comes late; the night shift only adds eyes that do not know the code.'}`,
      },
    });
    const stale = async (today: string) =>
      (await etude(folder, ['check', '--today', today])).stdout.includes(' warning stale ');
    expect(await Promise.all(['2026-07-31', '2026-08-01'].map(stale))).toEqual([false, true]);
  });

  test.concurrent('--data tells a key that changed under the same edition, at its place', async () => {
    const folder = workplace();
    await (await serveHere(folder)).end();
    expect((await etude(folder, ['check', '--data', 'data'])).status).toBe(0);
    writeFileSync(join(folder, red), read(folder).replace('"key": [\n        "a"', '"key": [\n        "b"'));
    const { status, stdout } = await etude(folder, ['check', '--data', 'data']);
    const line = lines(read(folder)).findIndex((text) => text.includes('"key"')) + 1;
    expect([status, lines(stdout)]).toEqual([
      1,
      expect.arrayContaining([
        expect.stringMatching(
          `^${red}:${line}:14 IW-36 red\\.one-001: the key changed .* Raise "edition" to 2`,
        ),
      ]),
    ]);
  });

  test.concurrent.each([
    ['--rules', 'IW-07    error or warning'],
    ['--bots', 'With fewer than 60 questions, the scores are only a guide.'],
    ['--coverage', 'red.one            1       –       0'],
  ])('%s shows what it says', async (view, says) => {
    const { status, stdout } = await etude(workplace(), ['check', view]);
    expect([status, stdout]).toEqual([0, expect.stringContaining(says)]);
  });
});
