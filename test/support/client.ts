import { setTimeout as sleep } from 'node:timers/promises';
import { keepCookies } from './jar.ts';

/** What a server says to an answer. */
export type Reply = { status: number; headers: Headers; text: string };

/** A candidate over the network who answers whatever comes, and remembers which answers were acknowledged. */
export class Client {
  /** Where the server answers; another address after a restart. */
  address: string;
  readonly acknowledged: string[];
  cookie = '';
  /** How often the server was too busy, and was asked again. */
  waits = 0;

  constructor(address: string, acknowledged: string[] = []) {
    this.address = address;
    this.acknowledged = acknowledged;
  }

  /** Asks for a question and answers it; false when there is nothing left to ask. */
  async answerOne(choice: string, certainty = 'sure'): Promise<boolean> {
    const answer = await this.prepare(choice, certainty);
    if (!answer) return this.more();
    const { status } = await this.send(answer);
    if (status !== 303) throw new Error(`An answer was met with ${status}.`);
    return true;
  }

  /** Asks for a question and fills in its form; undefined when there is nothing left to ask. */
  async prepare(choice: string, certainty = 'sure'): Promise<URLSearchParams | undefined> {
    const page = await this.get('practice');
    if (page.status === 303) return undefined;
    if (page.status !== 200) throw new Error(`The question page was met with ${page.status}.`);
    const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1]?.replaceAll('&#x3D;', '=');
    if (token === undefined) throw new Error(`The question page has no form: ${page.text}`);
    const body = new URLSearchParams({ token, certainty, choice });
    if (page.text.includes('type="checkbox"')) body.append('choice', choice === 'A' ? 'B' : 'A');
    return body;
  }

  /** Sends an answer, and remembers it where it was acknowledged. */
  async send(body: URLSearchParams): Promise<Reply> {
    const answer = await this.#request('practice', { method: 'POST', body });
    const review = /answers\/([\w-]+)/.exec(answer.headers.get('location') ?? '')?.[1];
    if (answer.status === 303 && review) this.acknowledged.push(review);
    return answer;
  }

  /** One page; redirects are not followed. */
  get(path: string): Promise<Reply> {
    return this.#request(path);
  }

  /** Sends a form; redirects are not followed. */
  post(path: string, fields: Record<string, string>): Promise<Reply> {
    return this.#request(path, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Presses "Ten more new questions"; false if it is not there. */
  async more(): Promise<boolean> {
    const { status, text } = await this.get('');
    if (status !== 200) throw new Error(`Today was met with ${status}.`);
    const token = /practice\/more"><input type="hidden" name="token" value="([^"]+)"/.exec(text)?.[1];
    if (!token) return false;
    const body = new URLSearchParams({ token: token.replaceAll('&#x3D;', '=') });
    const more = await this.#request('practice/more', { method: 'POST', body });
    if (more.status !== 303) throw new Error(`"Ten more new questions" was met with ${more.status}.`);
    return true;
  }

  async #request(path: string, init: RequestInit = {}): Promise<Reply> {
    // To pack pages and unpack them again would take a tenth of a test's time.
    const headers = { 'accept-encoding': 'identity', ...(this.cookie && { cookie: this.cookie }) };
    const response = await fetch(new URL(path, this.address), { ...init, headers, redirect: 'manual' });
    this.cookie = keepCookies(this.cookie, response.headers.getSetCookie());
    const text = await response.text();
    if (response.status !== 503 || !text.includes('Etude is very busy.'))
      return { status: response.status, headers: response.headers, text };
    // Other programs may keep the machine busy for a while, and the page says to try again.
    this.waits++;
    await sleep(200);
    return this.#request(path, init);
  }
}
