/** What an SVG must not hold, each with how to say it: it is shown as a picture, and fetches and runs nothing. */
const dangers: readonly [RegExp, string][] = [
  [/<\s*script\b/i, 'a script'],
  [/\son[a-z]+\s*=/i, 'an event handler'],
  [/<\s*foreignObject\b/i, 'a foreignObject'],
  [/<!\s*(DOCTYPE|ENTITY)\b/i, 'a DOCTYPE'],
  [/\bjavascript\s*:/i, 'a script in an address'],
  [/\b(href|src)\s*=\s*["']?\s*(?!#|data:image\/(png|jpeg|webp);)[^\s"'>]/i, 'an external address'],
  [/\burl\(\s*["']?\s*(?!#)[^\s"')]/i, 'an external address'],
  [/@import\b/i, 'an external address'],
];

/** What in an SVG is not safe, in words; undefined if all of it is. */
export function dangerIn(svg: string): string | undefined {
  return dangers.find(([danger]) => danger.test(svg))?.[1];
}
