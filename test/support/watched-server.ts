import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { callOf, watch } from './machine.ts';
import { type Ended, etude, serve } from './process.ts';
import { lookAtStops, stopsAfter } from './standstill.ts';

/** What strace sees where a reply leaves after pages and their sync; what the server then writes for itself may follow. */
export const syncedReply = /^page (page |sync )*sync redirect/;

/** A server in a folder, which strace watches, stops and lets fail. */
export class WatchedServer {
  #folder = '';
  #server: Awaited<ReturnType<typeof serve>> | undefined;

  /** Starts a server in a folder. */
  async begin(folder: string): Promise<void> {
    this.#folder = folder;
    this.#server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent' });
  }

  get address(): string {
    return this.#server!.address;
  }

  get data(): string {
    return join(this.#folder, 'data');
  }

  watch = (...args: readonly string[]) => watch(this.#server!.pid!, ['-e', ...args]);

  /**
   * Wherever it is killed while it works, all of what the work stores is on the disk or nothing: it is stopped after every
   * sync, every write to others and a share of its pages.
   */
  async expectAllOrNothing(stride: number, work: () => Promise<unknown>, stored: () => unknown) {
    const before = stored();
    const seen: unknown[] = [];
    const { pid } = this.#server!;
    const strace = await watch(pid!, stopsAfter('fsync,write', stride));
    try {
      await lookAtStops(pid!, work(), () => seen.push(stored()));
    } finally {
      await strace.end();
      process.kill(pid!, 'SIGCONT');
    }
    const after = stored();
    const states = seen.map((state) => [before, after].findIndex((end) => isDeepStrictEqual(state, end)));
    expect(states, '0 is as before, 1 as after, and -1 as neither').toEqual(states.toSorted());
    expect(new Set(states), 'both ends were seen').toEqual(new Set([0, 1]));
  }

  doctor = (): Promise<Ended> => etude(this.#folder, ['doctor']);

  /** What it wrote, in order: pages of the log, syncs, redirects or, to scripts, replies without content. */
  async calls(work: () => Promise<unknown>): Promise<string[]> {
    const strace = await this.watch('trace=pwrite64,fsync,fdatasync,write,writev');
    await work();
    return (await strace.end()).flatMap((line) => {
      const name = callOf(line);
      if (name === 'pwrite64') return ['page'];
      if (name === 'fsync' || name === 'fdatasync') return ['sync'];
      return /HTTP\/1\.1 (303|204)/.test(line) ? ['redirect'] : [];
    });
  }
}
