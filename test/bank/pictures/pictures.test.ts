import { describe, expect, test } from 'vitest';
import { hashOf } from '../../../src/bank/bank.ts';
import { complete, type Question } from '../../../src/bank/model.ts';
import { noPictures, type SourcePicture, shelvesOf, storedOf } from '../../../src/bank/pictures/picture.ts';
import { illustrated, pictureProblems } from '../../../src/bank/pictures/references.ts';
import { dangerIn } from '../../../src/bank/pictures/svg.ts';
import { render } from '../../../src/bank/rendered.ts';
import type { Picture } from '../../../src/base/text/markup.ts';
import { question as authored } from '../../support/bank.ts';
import { pictures } from '../../support/pictures.ts';

const question = (id: string) => complete(authored(id), 'red.one');
const source = (name: string, bytes: Buffer): SourcePicture => ({ path: `red/${name}`, name, bytes });
const shelf = (...sources: SourcePicture[]) => shelvesOf(sources, new Map()).get('red')?.shelf ?? noPictures;

describe('a picture', () => {
  test.each(Object.entries(pictures))('is measured and named by its content: %s', (format, bytes) => {
    const picture = shelf(source(`flow.${format}`, bytes)).get(`flow.${format}`) as Picture;
    expect(picture).toMatchObject({ width: 12, height: 7 });
    expect(picture.file).toMatch(new RegExp(`^[\\w-]{24}\\.${format}$`));
    expect(storedOf(source(`flow.${format}`, bytes))).toMatchObject({ file: picture.file, bytes });
  });

  test.each([
    ['in another format than its ending', pictures.jpg],
    ['cut', pictures.png.subarray(0, 12)],
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('not a picture')],
  ])('that is %s is refused', (_, bytes) => {
    expect(shelf(source('flow.png', bytes)).get('flow.png')).toContain('is not a valid PNG picture');
    expect(storedOf(source('flow.png', bytes))).toBeUndefined();
  });

  test('has a form in the dark where one lies beside it', () => {
    const beside = shelf(
      source('flow.png', pictures.png),
      source('flow.dark.png', Buffer.from(pictures.png)),
    );
    expect(beside.get('flow.png')).toMatchObject({ dark: expect.stringMatching(/\.png$/) });
    const broken = shelf(source('flow.png', pictures.png), source('flow.dark.png', pictures.jpg));
    expect(broken.get('flow.png')).toContain('has a dark version that is not a valid PNG');
  });
});

test.each([
  ['<svg><script>1</script></svg>', 'a script'],
  ['<svg><SCRIPT href="#a"/></svg>', 'a script'],
  ['<svg onload="x()"/>', 'an event handler'],
  ['<svg><foreignObject/></svg>', 'a foreignObject'],
  ['<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', 'a DOCTYPE'],
  ['<svg><a href="javascript:x()"/></svg>', 'a script in an address'],
  ['<svg><image href="https://example.org/a.png"/></svg>', 'an external address'],
  ["<svg><image xlink:href = '//example.org/a.png'/></svg>", 'an external address'],
  ['<svg><style>@import "a.css"</style></svg>', 'an external address'],
  ['<svg><rect style="fill:url(https://example.org/#a)"/></svg>', 'an external address'],
  ['<svg><image href="data:text/html,x"/></svg>', 'an external address'],
  ['<svg><use href="#a"/><rect fill="url(#b)"/><image href="data:image/png;base64,AA"/></svg>', undefined],
])('what is dangerous in %s', (svg, danger) => {
  expect(dangerIn(svg)).toBe(danger);
});

describe('a text that shows a picture', () => {
  const beside = shelf(source('flow.png', pictures.png), source('broken.png', pictures.jpg));

  test.each([
    ['![The flow of work](flow.png)', []],
    ['`![code](gone.png)` shows none', []],
    ['![](flow.png)', ['The picture "flow.png" has no text']],
    ['![What](gone.png)', ['There is no picture "gone.png" in the same folder as this file.']],
    ['![What](broken.png)', ['The picture "broken.png" is not a valid PNG']],
    ['![What](https://example.org/a.png)', ['A picture must be in the same folder']],
    ['![What](../red/flow.png)', []],
  ])('%s', (text, problems) => {
    expect(pictureProblems(text, beside)).toEqual(problems.map((each) => expect.stringContaining(each)));
  });

  const asked: Question = { ...question('red.one-001'), stem: 'What is this? ![A loop & more](flow.png)' };

  test('holds the picture in its content, so that another picture makes another question', () => {
    const [one, other] = [pictures.png, Buffer.concat([pictures.png, Buffer.alloc(1)])].map((bytes) =>
      illustrated(asked, shelf(source('flow.png', bytes))),
    );
    expect(one!.pictures!['flow.png']).toMatchObject({ width: 12, height: 7 });
    expect(hashOf(one!)).not.toBe(hashOf(other!));
    expect(illustrated(asked, beside)).toBe(illustrated(asked, beside));
    expect(illustrated(question('red.one-002'), beside).pictures).toBeUndefined();
  });

  test('keeps its place before it has loaded, and leads to itself but in options', () => {
    const { options } = asked;
    const inOption = {
      ...asked,
      options: [{ ...options[0]!, text: '![One](flow.png)' }, ...options.slice(1)],
    };
    const { stem, line, options: shown } = render(illustrated(inOption, beside), 'en-GB');
    expect(stem).toMatch(
      /^What is this\? <a class="zoom" href="etude-picture:\S+\.png"><img class="picture" src="etude-picture:\S+\.png" alt="A loop &amp; more" width="12" height="7" loading="lazy"><\/a>$/,
    );
    expect(line).toBe('What is this? A loop & more');
    expect(shown.get(options[0]!.id)!.text).toMatch(/^<img /);
  });

  test('shows its words where there is no such picture', () => {
    expect(render({ ...asked, pictures: {} }, 'en-GB').stem).toBe('What is this? A loop &amp; more');
  });
});
