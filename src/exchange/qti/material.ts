import { type Converted, lineOf, markdownOf, type TakePicture } from '../html/markdown.ts';
import { type Nodes, parseHtml, textOf } from '../html/parse.ts';
import type { Xml } from '../xml/parse.ts';
import { childrenOf } from '../xml/tree.ts';

const containers =
  /^(material|flow|flow_mat|flow_label|presentation|itemfeedback|altmaterial|response_label|solution|solutionmaterial|hint|hintmaterial)$/;

/** The HTML of what QTI 1.2 shows in an element: texts, pictures and breaks. */
function nodesOf(element: Xml): Nodes {
  return childrenOf(element).flatMap((child): Nodes => {
    const { uri = '', label = '' } = child.attributes;
    switch (child.name) {
      case 'mattext':
      case 'matemtext':
        return [paragraph(textNodes(child))];
      case 'matbreak':
        return [{ name: 'br', attributes: {}, children: [] }];
      case 'matimage':
        return [{ name: 'img', attributes: { src: uri, alt: label }, children: [] }];
      case 'mataudio':
      case 'matvideo':
      case 'matapplet':
      case 'matapplication':
        return [{ name: child.name === 'mataudio' ? 'audio' : 'object', attributes: {}, children: [] }];
      default:
        return containers.test(child.name) && child.name !== 'response_label' ? nodesOf(child) : [];
    }
  });
}

/** The text of one element, by what it says that it is; Canvas and others write HTML as text. */
function textNodes(element: Xml): Nodes {
  const isPlain = /^text\/plain$/i.test(element.attributes.texttype ?? 'text/plain');
  const text = textOf(element.children);
  if (childrenOf(element).length > 0) return element.children;
  return isPlain && !/<\/?(p|div|span|br|b|i|strong|em|img|sub|sup|ul|pre|code)\b[^>]*>/i.test(text)
    ? linesOf(text)
    : parseHtml(text);
}

/** Plain text keeps its lines. */
function linesOf(text: string): Nodes {
  return text
    .trim()
    .split(/\r?\n/)
    .flatMap((line, i) => (i === 0 ? [line] : [{ name: 'br', attributes: {}, children: [] }, line]));
}

function paragraph(children: Nodes): Xml {
  return { name: 'p', attributes: {}, children: [...children] };
}

/** What an element of QTI 1.2 shows, as Markdown. */
export function materialOf(element: Xml, picture: TakePicture): Converted {
  return markdownOf(nodesOf(element), picture);
}

/** The same on one line. */
export function lineOfMaterial(element: Xml, picture: TakePicture): Converted {
  return lineOf(nodesOf(element), picture);
}
