import type { Converted } from '../html/markdown.ts';
import type { Nodes } from '../html/parse.ts';
import type { Xml } from '../xml/parse.ts';
import { findAll } from '../xml/tree.ts';

/** What a question says after an answer: for each option, for the question as a whole, and after wrong answers only. */
export type Feedback = { ofOptions: Map<string, string>; ofQuestion: string; onWrong: string };

const isFeedback = ({ name }: Xml) => ['feedbackInline', 'feedbackBlock', 'modalFeedback'].includes(name);

/** The feedback of an item; what names an option is that option's. */
export function feedbackIn(
  item: Xml,
  options: readonly string[],
  convert: (nodes: Nodes) => Converted['text'],
): Feedback {
  const ofOptions = new Map<string, string>();
  const ofQuestion: string[] = [];
  const onWrong: string[] = [];
  for (const { element, option } of feedbacksOf(item)) {
    const text = convert(element.children);
    const { identifier = '', showHide = 'show' } = element.attributes;
    const named = options.find((each) => each === identifier) ?? option;
    if (text === '' || showHide === 'hide') continue;
    if (named !== undefined) ofOptions.set(named, joined([ofOptions.get(named) ?? '', text]));
    else (isOnWrong(identifier) ? onWrong : ofQuestion).push(text);
  }
  return { ofOptions, ofQuestion: joined(ofQuestion), onWrong: joined(onWrong) };
}

/** Whether feedback of this name is for wrong answers. */
export function isOnWrong(identifier: string): boolean {
  return /incorrect|wrong|false_?fb/i.test(identifier);
}

/** Each piece of feedback, and the option in whose text it stands. */
function feedbacksOf(item: Xml): { element: Xml; option?: string }[] {
  const inOptions = findAll(item, ({ name }) => name === 'simpleChoice').flatMap((choice) =>
    findAll(choice, isFeedback).map((element) => ({ element, option: choice.attributes.identifier! })),
  );
  const known = new Set(inOptions.map(({ element }) => element));
  const others = findAll(item, isFeedback).filter((element) => !known.has(element));
  return [...inOptions, ...others.map((element) => ({ element }))];
}

/** The tree without what is said only after an answer. */
export function withoutFeedback(element: Xml): Xml {
  return {
    ...element,
    children: element.children
      .filter((child) => typeof child === 'string' || !isFeedback(child))
      .map((child) => (typeof child === 'string' ? child : withoutFeedback(child))),
  };
}

/** Some texts below one another, each once. */
export function joined(texts: readonly string[]): string {
  return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== '').join('\n\n');
}
