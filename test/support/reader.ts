import type { FastifyInstance, InjectOptions } from 'fastify';
import { type HTMLElement, parse } from 'node-html-parser';
import { keepCookies } from './jar.ts';

/** What came back for a request, read as a person reads it. */
export class Page {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
  #root: HTMLElement | undefined;

  constructor(status: number, headers: Record<string, unknown>, body: string) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** Its elements; many pages are passed by without a look at them. */
  get root(): HTMLElement {
    this.#root ??= parse(this.body);
    return this.#root;
  }

  /** The text of the first element that a selector finds, white space folded. */
  text(selector: string): string {
    return fold(this.root.querySelector(selector)?.text ?? '');
  }

  /** The texts of all elements that a selector finds. */
  texts(selector: string): string[] {
    return this.root.querySelectorAll(selector).map((element) => fold(element.text));
  }

  get title(): string {
    return this.text('title');
  }

  /** The question's options by letter. */
  options(): Map<string, string> {
    const labels = this.root.querySelectorAll('label.option');
    return new Map(
      labels.map((label) => [
        label.querySelector('input')!.getAttribute('value')!,
        fold(label.querySelector('.text')!.text),
      ]),
    );
  }

  /** The letter of an option by its text. */
  letter(text: string): string {
    const found = [...this.options()].find(([, option]) => option.includes(text));
    if (!found) throw new Error(`No option says "${text}": ${[...this.options().values()].join(' | ')}`);
    return found[0];
  }

  /** The values of the form that posts to an address, as it stands. */
  form(action: string): Record<string, string> {
    const form = this.root.querySelectorAll('form').find((f) => f.getAttribute('action')?.endsWith(action));
    if (!form) throw new Error(`The page has no form for ${action}.`);
    const inputs = form.querySelectorAll('input[type=hidden]');
    return Object.fromEntries(
      inputs.map((input) => [input.getAttribute('name')!, decode(input.getAttribute('value')!)]),
    );
  }

  /** Whether a form posts to an address. */
  has(action: string): boolean {
    const posting = this.root.querySelectorAll('form[method=post]');
    return posting.some((form) => form.getAttribute('action')?.endsWith(action));
  }
}

const fold = (text: string) => decode(text).replace(/\s+/g, ' ').trim();
const decode = (text: string) =>
  text
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&');

/** A person with a browser: keeps the cookie, follows redirects, reads pages. */
export class Reader {
  app: FastifyInstance;
  cookie: string | undefined;
  headers: Record<string, string>;

  constructor(app: FastifyInstance, headers: Record<string, string> = {}) {
    this.app = app;
    this.headers = { host: 'localhost:3000', ...headers };
  }

  /** One request, redirects not followed. */
  async request(options: InjectOptions): Promise<Page> {
    const headers = { ...this.headers, ...(this.cookie ? { cookie: this.cookie } : {}), ...options.headers };
    const response = await this.app.inject({ ...options, headers });
    const set = response.headers['set-cookie'];
    if (set) this.cookie = keepCookies(this.cookie ?? '', [set].flat()) || undefined;
    return new Page(response.statusCode, response.headers, response.body);
  }

  async get(url: string): Promise<Page> {
    return this.follow(await this.request({ method: 'GET', url }));
  }

  /** Posts a form and follows where it leads. */
  async post(url: string, fields: Record<string, string | string[]>): Promise<Page> {
    return this.follow(await this.send(url, fields));
  }

  /** Posts a form and stays with what came back. */
  async send(
    url: string,
    fields: Record<string, string | string[]>,
    headers: Record<string, string> = {},
  ): Promise<Page> {
    const pairs = Object.entries(fields).flatMap(([name, value]) => [value].flat().map((v) => [name, v]));
    return this.request({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      payload: new URLSearchParams(pairs as [string, string][]).toString(),
    });
  }

  /** Sends a form with a file, as browsers do, and stays with what came back. */
  async upload(url: string, token: string, content: string | Buffer, name: string): Promise<Page> {
    const line = '----WebKitFormBoundaryAbC123';
    const head = (rest: string) => `--${line}\r\ncontent-disposition: form-data; name=${rest}\r\n`;
    const payload = Buffer.concat([
      Buffer.from(`${head('"token"')}\r\n${token}\r\n`),
      Buffer.from(`${head(`"file"; filename="${name}"`)}content-type: application/octet-stream\r\n\r\n`),
      Buffer.from(content),
      Buffer.from(`\r\n--${line}--\r\n`),
    ]);
    const headers = {
      'content-type': `multipart/form-data; boundary=${line}`,
      'sec-fetch-site': 'same-origin',
    };
    return this.request({ method: 'POST', url, headers, payload });
  }

  async follow(page: Page): Promise<Page> {
    return page.status === 303 ? this.get(String(page.headers.location)) : page;
  }

  /** Answers a question page: by letters, with a certainty. */
  answer(page: Page, letters: string | string[], certainty = 'sure'): Promise<Page> {
    return this.post('/practice', { ...page.form('/practice'), choice: letters, certainty });
  }

  /** Answers a question of a test bank right (options whose text ends in " a" are keys) or wrong. */
  answerRight(page: Page, certainty = 'sure'): Promise<Page> {
    return this.answer(page, page.letter('text a'), certainty);
  }

  answerWrong(page: Page, certainty = 'sure'): Promise<Page> {
    return this.answer(page, page.letter('text b'), certainty);
  }
}

/** The id of the question on a page of a test bank, read from its stem. */
export function asked(page: Page): string {
  return /Stem of ([a-z0-9.-]+)\?/.exec(page.text('.stem'))?.[1] ?? page.text('h1');
}
