/** A candidate over the network who answers whatever comes, and remembers which answers were acknowledged. */
export class Client {
  readonly address: string;
  readonly acknowledged: string[];
  #cookie = '';

  constructor(address: string, acknowledged: string[] = []) {
    this.address = address;
    this.acknowledged = acknowledged;
  }

  /** Asks for a question and answers it; false when there is nothing left to ask. */
  async answerOne(choice: string, certainty = 'sure'): Promise<boolean> {
    const page = await this.#request('practice');
    if (page.status === 303) return this.#more();
    const html = await page.text();
    const token = /name="token" value="([^"]+)"/.exec(html)![1]!.replaceAll('&#x3D;', '=');
    const several = html.includes('type="checkbox"');
    const body = new URLSearchParams({ token, certainty, choice });
    if (several) body.append('choice', choice === 'A' ? 'B' : 'A');
    const answer = await this.#request('practice', { method: 'POST', body });
    if (answer.status !== 303) throw new Error(`An answer was met with ${answer.status}.`);
    this.acknowledged.push(/answers\/(\w+)/.exec(answer.headers.get('location')!)![1]!);
    await answer.arrayBuffer();
    return true;
  }

  /** Presses "ten new ones more" if it is there. */
  async #more(): Promise<boolean> {
    const html = await (await this.#request('')).text();
    const token = /practice\/more"><input type="hidden" name="token" value="([^"]+)"/.exec(html)?.[1];
    if (!token) return false;
    const body = new URLSearchParams({ token: token.replaceAll('&#x3D;', '=') });
    await (await this.#request('practice/more', { method: 'POST', body })).arrayBuffer();
    return true;
  }

  async #request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = this.#cookie ? { cookie: this.#cookie } : {};
    const response = await fetch(new URL(path, this.address), { ...init, headers, redirect: 'manual' });
    this.#cookie = response.headers.get('set-cookie')?.split(';')[0] ?? this.#cookie;
    return response;
  }
}
