import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import Handlebars, { type HelperOptions } from 'handlebars';
import { lazy } from '../lazy.ts';
import { isRightToLeft } from '../text/direction.ts';
import { pictureScheme } from '../text/markup.ts';

/** Renders a view inside the layout. */
export type Views = {
  /** The pages that can be rendered, such as `practice/question`. */
  names: readonly string[];
  /** The model is the page's own from then on: it is given the page as `body` for the layout. */
  render(name: string, model: Record<string, unknown>): string;
};

/**
 * Reads every template of a folder; each is compiled when it is first shown. Strict: a name that the model lacks is an
 * error, never an empty place.
 */
export function createViews(folder: string, url: (path: string) => string): Views {
  const engine = Handlebars.create();
  engine.registerHelper('url', (path: string) => url(path));
  // Authored text is in the bank's language, and runs in the direction of its own script.
  const authoredIn = new Map<string, Handlebars.SafeString>();
  engine.registerHelper('authored', ({ data }: HelperOptions) =>
    authoredIn.getOrInsertComputed(
      data.root.language,
      (language) => new engine.SafeString(`dir="auto" lang="${engine.escapeExpression(language)}"`),
    ),
  );
  // Rows of authored texts are laid out from the right where the bank's language is written from there.
  engine.registerHelper('flow', ({ data }: HelperOptions) =>
    isRightToLeft(`${data.root.language}`) ? 'rtl' : 'ltr',
  );
  // What is the same for all readers is rendered once for its object, which never changes.
  const rendered = new WeakMap<object, string>();
  engine.registerHelper('once', (object: object, { fn }: HelperOptions) => {
    const text = rendered.get(object) ?? fn(object);
    rendered.set(object, text);
    return text;
  });
  const sources = new Map(
    templateFiles(folder).map((file) => [
      file.slice(0, -'.hbs'.length).split(sep).join('/'),
      joinLines(readFileSync(join(folder, file), 'utf8')),
    ]),
  );
  const settled = (source: string) => withAddresses(withParts(source, sources), url, engine.escapeExpression);
  const options = {
    strict: true,
    knownHelpers: { url: true, authored: true, flow: true, once: true },
    knownHelpersOnly: true,
  } as const;
  for (const [name, source] of sources) {
    if (name.startsWith('parts/')) engine.registerPartial(name.slice('parts/'.length), settled(source));
  }
  const isPage = (name: string) => name !== 'layout' && !name.startsWith('parts/');
  const pages = new Map(
    [...sources]
      .filter(([name]) => isPage(name))
      .map(([name, source]) => [name, lazy(() => engine.compile(settled(source), options))]),
  );
  const layout = engine.compile(settled(sources.get('layout')!), options);
  return {
    names: [...pages.keys()],
    render(name, model) {
      const page = pages.get(name);
      if (!page) throw new Error(`There is no view ${name}.`);
      model.body = page()(model);
      // Authored text is rendered once for all, whatever path the application lives under.
      return layout(model).replaceAll(`"${pictureScheme}`, `"${url('/pictures/')}`);
    },
  };
}

/** A template with its parts in their places. A part that is given something of its own stays to be called. */
function withParts(source: string, sources: ReadonlyMap<string, string>): string {
  return source.replaceAll(/\{\{> ([\w-]+)\}\}/g, (called, name) => {
    const part = sources.get(`parts/${name}`);
    return part === undefined ? called : withParts(part, sources);
  });
}

/** A template with the addresses that are the same on every page written out. */
function withAddresses(
  source: string,
  url: (path: string) => string,
  escaped: (text: string) => string,
): string {
  return source.replaceAll(/\{\{url "([^"]*)"\}\}/g, (_, path) => escaped(url(path)));
}

const inline = '(?:a|abbr|b|code|em|i|kbd|span|strong|time)\\b';
const endsWord = new RegExp(`(?:[^<>{}\\s]|\\{\\{[^#>/{}][^{}]*(?<!else)\\}\\}|</${inline}>)$`);
const beginsWord = new RegExp(`^(?:[^<>{}\\s]|\\{\\{(?!else)[^>/{}]|<${inline})`);
/** The longest end of a template that is looked at for a word. */
const reach = 200;

/** Removes line breaks with their indentation. Leaves a space within a tag and between words, inline elements and values. */
export function joinLines(template: string): string {
  return template.replaceAll(/<\w[^<>]*>|\s*\n\s*/g, (part, at: number) => {
    if (part.startsWith('<')) return part.replaceAll(/\s*\n\s*/g, ' ').replace(/ (\/?>)$/, '$1');
    const before = template.slice(Math.max(0, at - reach), at);
    return endsWord.test(before) && beginsWord.test(template.slice(at + part.length)) ? ' ' : '';
  });
}

function templateFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.hbs'));
}
