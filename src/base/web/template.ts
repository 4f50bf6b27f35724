/** What a page is rendered from. */
export type Model = Record<string, unknown>;

/** Where a template stands: the value it is rendered for, what that was found in, and the page's model. */
type Scope = { here: unknown; outer: Scope | undefined; root: Model; index: number };

/** A template that is ready to render. */
export type Template = (scope: Scope) => string;

/** What templates are made of beside the values of their model. */
export type Means = {
  /** A value as text in HTML. */
  escaped(value: unknown): string;
  /** Makes HTML of one value, such as an address of a path: always the same of the same. */
  ofValue: Readonly<Record<string, (value: string) => string>>;
  /** Makes HTML of the page's model. */
  ofPage: Readonly<Record<string, (root: Model) => string>>;
  part(name: string): Template;
};

/** The scope of a page. */
export const pageScope = (model: Model): Scope => ({ here: model, outer: undefined, root: model, index: 0 });

/**
 * Makes a function of a template that Handlebars has parsed. The functions that Handlebars makes look up helpers, parts
 * and rights again for each value, which costs several times as much as the text.
 */
export function compile({ body }: hbs.AST.Program, means: Means): Template {
  const pieces = body.map((statement) => pieceOf(statement, means)).reduce(joined, []);
  return (scope) => {
    let html = '';
    for (const piece of pieces) html += typeof piece === 'string' ? piece : piece(scope);
    return html;
  };
}

/** A part of a template: the same on every page, or rendered. */
type Piece = string | Template;

/** Pieces with one more at their end; two that are the same on every page become one. */
function joined(pieces: Piece[], piece: Piece): Piece[] {
  const last = pieces.at(-1);
  if (typeof last !== 'string' || typeof piece !== 'string') return [...pieces, piece];
  return [...pieces.slice(0, -1), last + piece];
}

function pieceOf(statement: hbs.AST.Statement, means: Means): Piece {
  switch (statement.type) {
    case 'ContentStatement':
      return (statement as hbs.AST.ContentStatement).value;
    case 'MustacheStatement':
      return valuePiece(statement as hbs.AST.MustacheStatement, means);
    case 'BlockStatement':
      return blockPiece(statement as hbs.AST.BlockStatement, means);
    case 'PartialStatement':
      return partPiece(statement as hbs.AST.PartialStatement, means);
    default:
      throw new Error(`Templates have no ${statement.type}.`);
  }
}

/** `{{name}}`, `{{{name}}}`, `{{url path}}` or `{{authored}}`. */
function valuePiece({ path, params, escaped }: hbs.AST.MustacheStatement, means: Means): Piece {
  const name = (path as hbs.AST.PathExpression).original;
  const [param] = params;
  if (param) {
    const make = known(means.ofValue, name);
    if (param.type === 'StringLiteral') return make((param as hbs.AST.StringLiteral).value);
    const read = reader(param);
    return (scope) => make(read(scope) as string);
  }
  const ofPage = means.ofPage[name];
  if (ofPage) return ({ root }) => ofPage(root);
  const read = strictReader(path as hbs.AST.PathExpression);
  return escaped ? (scope) => means.escaped(read(scope)) : (scope) => `${read(scope) ?? ''}`;
}

/** `{{#if}}`, `{{#unless}}`, `{{#each}}`, `{{#with}}` or `{{#once}}`, with what stands after `{{else}}`. */
function blockPiece({ path, params, program, inverse }: hbs.AST.BlockStatement, means: Means): Template {
  const block = known(blocks, (path as hbs.AST.PathExpression).original);
  const otherwise = inverse ? compile(inverse, means) : () => '';
  return block(reader(params[0]!), compile(program, means), otherwise);
}

type Read = (scope: Scope) => unknown;

const blocks: Record<string, (read: Read, render: Template, otherwise: Template) => Template> = {
  if: (read, render, otherwise) => (scope) => (holds(read(scope)) ? render(scope) : otherwise(scope)),
  unless: (read, render, otherwise) => (scope) => (holds(read(scope)) ? otherwise(scope) : render(scope)),
  with: (read, render, otherwise) => (scope) => {
    const value = read(scope);
    return holds(value) ? render(within(scope, value)) : otherwise(scope);
  },
  each: (read, render, otherwise) => (scope) => {
    const items = (read(scope) ?? []) as readonly unknown[];
    if (items.length === 0) return otherwise(scope);
    let html = '';
    for (let i = 0; i < items.length; i++) html += render(within(scope, items[i], i));
    return html;
  },
  // What is the same for all readers is rendered once for its object, which never changes.
  once: (read, render) => {
    const rendered = new WeakMap<object, string>();
    return (scope) => {
      const object = read(scope) as object;
      return rendered.getOrInsertComputed(object, () => render(within(scope, object)));
    };
  },
};

/** Whether a value is there: an empty list is not. */
const holds = (value: unknown) => Boolean(value) && !(Array.isArray(value) && value.length === 0);

const within = (outer: Scope, here: unknown, index = 0): Scope => ({ here, outer, root: outer.root, index });

/** `{{> name}}`, `{{> name value}}`, `{{> name field="text"}}` or `{{> (lookup . "field")}}`. */
function partPiece({ name, params, hash }: hbs.AST.PartialStatement, means: Means): Template {
  const nameOf = partName(name);
  const read = params[0] && reader(params[0]);
  const fields = hash?.pairs.map(({ key, value }) => ({ key, read: reader(value) }));
  return (scope) => {
    const part = means.part(nameOf(scope));
    if (!read && !fields) return part(scope);
    const value = read ? read(scope) : scope.here;
    if (!fields) return part(within(scope, value));
    const own = fields.map((field) => [field.key, field.read(scope)]);
    return part(within(scope, { ...(value as Model), ...Object.fromEntries(own) }));
  };
}

function partName(name: hbs.AST.PathExpression | hbs.AST.SubExpression): (scope: Scope) => string {
  if (name.type === 'PathExpression') return () => (name as hbs.AST.PathExpression).original;
  const { params } = name as hbs.AST.SubExpression;
  const [from, field] = params.map((param) => reader(param));
  return (scope) => (from!(scope) as Record<string, string>)[field!(scope) as string]!;
}

/** Reads what an expression names; undefined where the last name is missing. */
function reader(expression: hbs.AST.Expression): Read {
  if (expression.type === 'PathExpression') return pathReader(expression as hbs.AST.PathExpression);
  const { value } = expression as hbs.AST.StringLiteral;
  return () => value;
}

/** The same for what is shown: a name that the model lacks is an error, never an empty place. */
function strictReader(path: hbs.AST.PathExpression): Read {
  const read = pathReader(path);
  const last = path.parts.at(-1);
  if (last === undefined || path.data) return read;
  const around = pathReader({ ...path, parts: path.parts.slice(0, -1) });
  return (scope) => {
    const value = read(scope);
    if (value === undefined && !(last in (around(scope) as object)))
      throw new Error(`The model has no "${path.original}".`);
    return value;
  };
}

function pathReader({ data, depth, parts }: hbs.AST.PathExpression): Read {
  if (data && parts[0] === 'index') return ({ index }) => index;
  if (data) return ({ root }) => follow(root, parts.slice(1));
  if (depth > 0) return (scope) => follow(outward(scope, depth).here, parts);
  const [name] = parts;
  if (name !== undefined && parts.length === 1) return ({ here }) => (here as Model)[name];
  return ({ here }) => follow(here, parts);
}

function outward(scope: Scope, depth: number): Scope {
  return depth === 0 ? scope : outward(scope.outer!, depth - 1);
}

function follow(value: unknown, parts: readonly string[]): unknown {
  return parts.reduce((found, part) => (found as Model)[part], value);
}

function known<T>(all: Readonly<Record<string, T>>, name: string): T {
  const found = all[name];
  if (found === undefined) throw new Error(`Templates have no "${name}".`);
  return found;
}
