/// <reference types="handlebars" />

// Of Handlebars only the parser is used. Its main entry loads its compiler as well, and four times as many files.

declare module 'handlebars/dist/cjs/handlebars/compiler/base.js' {
  export function parse(template: string): hbs.AST.Program;
}

declare module 'handlebars/dist/cjs/handlebars/utils.js' {
  export function escapeExpression(value: string): string;
}
