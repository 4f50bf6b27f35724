import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The answers of the server come this much later, and not before nothing else has travelled for as long. */
const delayMs = 2;

/** What the server has answered, not yet handed over, and the trip that it answers. */
type Held = { near: Socket; bytes: Buffer; trip: number };

/** A wire to a server on a socket of this machine; slow where it counts the trips that wait for one another. */
export class SlowWire {
  #server = createServer((near) => this.#join(near));
  #socket: string;
  #held: Held[] = [];
  /** The near ends that have asked and have no answer yet: a slow server would otherwise split a trip into two. */
  #asking = new Set<Socket>();
  #timer: NodeJS.Timeout | undefined;
  #isSlow = false;
  #sent = 0;
  #answered = 0;

  constructor(socket: string) {
    this.#socket = socket;
  }

  /** Opens the near end; returns its port on this machine. */
  async open(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }

  /** The trips of a piece of work: what is sent once an answer has come is one trip later than what it answers. */
  async during(work: () => Promise<unknown>): Promise<number> {
    this.#sent = 0;
    this.#answered = 0;
    this.#isSlow = true;
    try {
      await work();
      return this.#sent;
    } finally {
      this.#isSlow = false;
    }
  }

  #join(near: Socket): void {
    const far = connect(this.#socket);
    let trip = 0;
    near.on('data', (bytes: Buffer) => {
      trip = this.#answered + 1;
      this.#sent = Math.max(this.#sent, trip);
      this.#asking.add(near);
      far.write(bytes);
      this.#wait();
    });
    far.on('data', (bytes: Buffer) => {
      this.#asking.delete(near);
      if (!this.#isSlow) return near.write(bytes);
      this.#held.push({ near, bytes, trip });
      this.#wait();
    });
    near.on('close', () => far.destroy()).on('error', () => {});
    far.on('close', () => {
      near.destroy();
      this.#asking.delete(near);
      this.#wait();
    });
    far.on('error', () => {});
  }

  #wait(): void {
    clearTimeout(this.#timer);
    // A busy process may have sent something that has not been read yet: it is, before the second turn ends.
    const timer = setTimeout(() => setImmediate(() => setImmediate(() => this.#handOver(timer))), delayMs);
    this.#timer = timer;
  }

  #handOver(timer: NodeJS.Timeout): void {
    if (timer !== this.#timer || this.#asking.size > 0) return;
    for (const { near, bytes, trip } of this.#held.splice(0)) {
      this.#answered = Math.max(this.#answered, trip);
      near.write(bytes);
    }
  }
}
