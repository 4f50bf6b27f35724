import { expect, test } from 'vitest';
import { isBankLike } from '../../../src/bank/files/contents.ts';
import { unusedPictures } from '../../../src/bank/pictures/unused.ts';

const picture = (path: string) => ({ path, name: `questions/${path}` });
const one = { path: 'red/one.json', text: '{"stem": "![a](flow.png) ![b](caf\\u00e9.svg)"}' };
const lesson = { path: 'red/lesson.md', text: '# Red\n\n![c](map.webp)\n' };

test('a picture that nothing beside it shows is named, and so is a form in the dark of none', () => {
  const paths = ['flow.png', 'flow.dark.png', 'café.svg', 'map.webp', 'old.png', 'gone.dark.png'];
  const pictures = [...paths.map((name) => picture(`red/${name}`)), picture('blue/flow.png')];
  expect(unusedPictures(pictures, [one, lesson]).map(({ file, message }) => `${file} ${message}`)).toEqual([
    'questions/red/old.png No question or lesson in the same folder shows "old.png": show it, or remove it.',
    'questions/red/gone.dark.png No question or lesson in the same folder shows "gone.dark.png": show it, or remove it.',
    'questions/blue/flow.png No question or lesson in the same folder shows "flow.png": show it, or remove it.',
  ]);
});

test('many of them are counted', () => {
  const pictures = Array.from({ length: 25 }, (_, i) => picture(`red/${i}.png`));
  const found = unusedPictures(pictures, []);
  expect(found).toHaveLength(10);
  expect(found.at(-1)!.message).toBe(
    'Nothing here shows "9.png" and 15 more pictures: show them, or remove them.',
  );
});

test('a picture looks like a part of the bank wherever it lies', () => {
  expect(['flow.png', 'red/deep/flow.SVG', 'red/notes.txt'].map(isBankLike)).toEqual([true, true, false]);
});
