import { Client, type Reply } from './client.ts';

/** A click in an exam: the option that was chosen by its letter, and whether the flag was pressed too. */
export type Click = { sitting: string; number: number; letter: string; flag: 'yes' | 'no' | undefined };

/** A candidate over the network who sits exams, and remembers which clicks and which ends were acknowledged. */
export class Sitter {
  readonly client: Client;
  readonly clicks: Click[];
  readonly ended: string[];
  sitting = '';
  #token = '';
  readonly #chosen = new Map<number, string>();

  constructor(address: string, clicks: Click[] = [], ended: string[] = []) {
    this.client = new Client(address);
    this.clicks = clicks;
    this.ended = ended;
  }

  /** Begins an exam without a time limit, or goes on with the one that is open. */
  async begin(blueprint: string): Promise<void> {
    const page = await this.#page(`exams/new/${blueprint}`);
    // With neither a token nor a form the exam has begun, and what was to come after was cut off.
    const mayBegin = this.#token !== '' || page.text.includes('name="token"');
    if (mayBegin) {
      const token = this.#token || tokenIn(page.text);
      const begun = await this.client.post('exams', { token, blueprint, time: 'untimed' });
      this.#expect(begun, 303);
      this.sitting = begun.headers.get('location')!.split('/').at(-1)!;
    }
    this.#token = tokenIn((await this.#page(`exams/${this.sitting}/1`)).text);
    this.#chosen.clear();
  }

  /** Fills in the form of a question: the option after the one that is chosen. */
  prepare(
    number: number,
    flag?: Click['flag'],
    isQuiet = true,
  ): { click: Click; fields: Record<string, string> } {
    const shown = this.#chosen.get(number) ?? '';
    const letter = 'ABC'['ABC'.indexOf(shown) + 1] ?? 'A';
    const fields = { token: this.#token, shown, choice: letter, ...(flag ? { flag } : {}) };
    return {
      click: { sitting: this.sitting, number, letter, flag },
      fields: isQuiet ? { ...fields, quiet: 'yes' } : { ...fields, go: String(number + 1) },
    };
  }

  /** Sends a filled-in form, and remembers it where it was acknowledged. */
  async send({ click, fields }: ReturnType<Sitter['prepare']>): Promise<Reply> {
    const reply = await this.client.post(`exams/${click.sitting}/${click.number}`, fields);
    if (reply.status !== 204 && reply.status !== 303) return reply;
    this.#chosen.set(click.number, click.letter);
    this.clicks.push(click);
    return reply;
  }

  async click(number: number, flag?: Click['flag'], isQuiet = true): Promise<void> {
    const filled = this.prepare(number, flag, isQuiet);
    this.#expect(await this.send(filled), isQuiet ? 204 : 303);
  }

  /** Submits the exam; returns what the server says to it. */
  async submit(): Promise<Reply> {
    const reply = await this.client.post(`exams/${this.sitting}/submit`, { token: this.#token });
    if (reply.status === 303) this.ended.push(this.sitting);
    return reply;
  }

  async #page(path: string): Promise<Reply> {
    const page = await this.client.get(path);
    this.#expect(page, 200);
    return page;
  }

  #expect({ status, headers, text }: Reply, wanted: number): void {
    if (status !== wanted) throw new Error(`It was met with ${status}: ${headers.get('location') ?? text}`);
  }
}

function tokenIn(page: string): string {
  const token = /name="token" value="([^"]+)"/.exec(page)?.[1];
  if (token === undefined) throw new Error(`The page has no form: ${page}`);
  return token.replaceAll('&#x3D;', '=');
}
