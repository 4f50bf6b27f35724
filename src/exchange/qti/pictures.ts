import type { TakePicture } from '../html/markdown.ts';
import { decoded } from '../item/text.ts';

/** A picture that a question shows: a file of the package, or bytes that the text itself holds. */
export type PictureSource = { path: string } | { base64: string };

/** The pictures that questions of a package show, by the names they get beside the question files. */
export type Pictures = Map<string, PictureSource>;

const endings = /\.(png|jpe?g|webp|avif|svg)$/i;

/** Takes the pictures of one file: addresses are relative to it. */
export function takePictures(pictures: Pictures, paths: ReadonlySet<string>, file: string): TakePicture {
  return (source) => {
    const inline = /^data:image\/(png|jpeg|webp|avif|svg\+xml);base64,([\w+/=\s]+)$/i.exec(source);
    if (inline) {
      const ending = inline[1]!.toLowerCase().replace('jpeg', 'jpg').replace('+xml', '');
      return nameFor(pictures, { base64: inline[2]! }, `picture.${ending}`);
    }
    const path = pathOf(source, paths, file);
    return path !== undefined && endings.test(path) ? nameFor(pictures, { path }, path) : undefined;
  };
}

/** The file that an address means: relative to the text it stands in, or to the package. */
function pathOf(source: string, paths: ReadonlySet<string>, file: string): string | undefined {
  const clean = decoded(source.replace(/[?#].*$/s, '')).replace(
    /^(\$IMS-CC-FILEBASE\$|%24IMS-CC-FILEBASE%24)\//,
    '',
  );
  const folders = file.split('/').slice(0, -1);
  const tries = [join([...folders, ...clean.split('/')]), join(clean.split('/')), `web_resources/${clean}`];
  return tries.find((path) => paths.has(path));
}

function join(parts: readonly string[]): string {
  const found: string[] = [];
  for (const part of parts)
    if (part === '..') found.pop();
    else if (part !== '.' && part !== '') found.push(part);
  return found.join('/');
}

/** The name of a picture: that of its file, in plain letters, with a number where another has it. */
function nameFor(pictures: Pictures, source: PictureSource, path: string): string {
  const [, stem = '', ending = ''] = /([^/]*)\.([a-z]+)$/i.exec(path) ?? [];
  const plain =
    stem
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'picture';
  for (let number = 1; ; number++) {
    const name = `${plain}${number > 1 ? `-${number}` : ''}.${ending.toLowerCase()}`;
    const other = pictures.get(name);
    if (other && JSON.stringify(other) !== JSON.stringify(source)) continue;
    pictures.set(name, source);
    return name;
  }
}
