import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';
import { isSaid, type Said, tidy } from './said.ts';

/** The kinds of token after which a slash divides; after any other it begins a regular expression. */
const ends = new Set([
  SyntaxKind.Identifier,
  SyntaxKind.NumericLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateTail,
  SyntaxKind.CloseParenToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseBraceToken,
  SyntaxKind.ThisKeyword,
]);

type Token = { kind: SyntaxKind; text: string; start: number };

/** Every sentence in the strings of a TypeScript or JavaScript file; strings joined by + are one sentence. */
export function saidInCode(source: string): Said[] {
  return stringsIn(tokensOf(source))
    .filter(({ text }) => isSaid(text))
    .map(({ text, start }) => ({ text: tidy(text), line: source.slice(0, start).split('\n').length }));
}

/** The tokens of a file, templates and regular expressions told apart from braces and divisions. */
function tokensOf(source: string): Token[] {
  const scanner = createScanner(true, undefined, source);
  const tokens: Token[] = [];
  const braces: ('block' | 'template')[] = [];
  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    const isSlash = kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken;
    if (isSlash && !ends.has(tokens.at(-1)?.kind ?? SyntaxKind.Unknown)) kind = scanner.reScanSlashToken();
    if (kind === SyntaxKind.TemplateHead) braces.push('template');
    if (kind === SyntaxKind.OpenBraceToken) braces.push('block');
    if (kind === SyntaxKind.CloseBraceToken && braces.pop() === 'template') {
      kind = scanner.reScanTemplateToken(false);
      if (kind === SyntaxKind.TemplateMiddle) braces.push('template');
    }
    const isText =
      kind === SyntaxKind.StringLiteral ||
      (kind >= SyntaxKind.NoSubstitutionTemplateLiteral && kind <= SyntaxKind.TemplateTail);
    tokens.push({ kind, text: isText ? scanner.getTokenValue() : '', start: scanner.getTokenStart() });
  }
  return tokens;
}

/** The strings among the tokens: what a template fills in is an ellipsis, and its own strings follow it. */
function stringsIn(tokens: Token[]): { text: string; start: number }[] {
  const strings: { text: string; start: number }[] = [];
  const open: { text: string; start: number }[] = [];
  tokens.forEach(({ kind, text, start }, at) => {
    if (kind === SyntaxKind.TemplateHead) open.push({ text, start });
    if (kind === SyntaxKind.TemplateMiddle) open.at(-1)!.text += `…${text}`;
    if (kind === SyntaxKind.TemplateTail) {
      const { text: head, start: from } = open.pop()!;
      strings.push({ text: `${head}…${text}`, start: from });
    }
    if (kind !== SyntaxKind.StringLiteral && kind !== SyntaxKind.NoSubstitutionTemplateLiteral) return;
    const isJoined = tokens[at - 1]?.kind === SyntaxKind.PlusToken && ends.has(tokens[at - 2]?.kind ?? 0);
    if (isJoined && strings.length > 0 && isString(tokens[at - 2]!)) strings.at(-1)!.text += text;
    else strings.push({ text, start });
  });
  return strings;
}

function isString({ kind }: Token): boolean {
  return (
    kind === SyntaxKind.StringLiteral ||
    kind === SyntaxKind.NoSubstitutionTemplateLiteral ||
    kind === SyntaxKind.TemplateTail
  );
}
