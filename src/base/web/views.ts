import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { escapeExpression } from 'handlebars/dist/cjs/handlebars/utils.js';
import { lazy } from '../lazy.ts';
import { isRightToLeft } from '../text/direction.ts';
import { pictureScheme } from '../text/markup.ts';
import { compile, type Means, type Model, pageScope } from './template.ts';

/** Renders a view inside the layout. */
export type Views = {
  /** The pages that can be rendered, such as `practice/question`. */
  names: readonly string[];
  /** The model is the page's own from then on: it is given the page as `body` for the layout. */
  render(name: string, model: Model): string;
};

/** Reads every template of a folder; each is compiled when it is first shown. */
export function createViews(folder: string, url: (path: string) => string): Views {
  const escaped = (value: unknown) => escapeExpression(value as string);
  const authoredIn = new Map<unknown, string>();
  const means: Means = {
    escaped,
    ofValue: { url: (path) => escaped(url(path)), breakable: (name) => breakable(escaped(name)) },
    ofPage: {
      // Authored text is in the bank's language, and runs in the direction of its own script.
      authored: ({ language }) =>
        authoredIn.getOrInsertComputed(language, () => `dir="auto" lang="${escaped(language)}"`),
      // Rows of authored texts are laid out from the right where the bank's language is written from there.
      flow: ({ language }) => (isRightToLeft(`${language}`) ? 'rtl' : 'ltr'),
    },
    part: (name) => found(`parts/${name}`)(),
  };
  const templates = new Map(
    templateFiles(folder).map((file) => {
      const source = readFileSync(join(folder, file), 'utf8');
      const name = file.slice(0, -'.hbs'.length).split(sep).join('/');
      return [name, lazy(() => compile(parse(joinLines(source)), means))];
    }),
  );
  const found = (name: string) => {
    const template = templates.get(name);
    if (!template) throw new Error(`There is no view ${name}.`);
    return template;
  };
  const layout = found('layout');
  return {
    names: [...templates.keys()].filter((name) => name !== 'layout' && !name.startsWith('parts/')),
    render(name, model) {
      model.body = found(name)()(pageScope(model));
      // Authored text is rendered once for all, whatever path the application lives under.
      return layout()(pageScope(model)).replaceAll(`"${pictureScheme}`, `"${url('/pictures/')}`);
    },
  };
}

/** A name, such as an id or a path, in which a line may break after punctuation but never within a word or a date. */
const breakable = (name: string) => name.replaceAll(/(?<!\d)[/.:_-](?=\S)/g, '$&<wbr>');

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
