import { join } from 'node:path';
import { callOf, type Point, watch } from './machine.ts';
import { type Ended, etude, serve } from './process.ts';
import { isDrawn } from './share.ts';

/** The points to be killed at: all syncs and writes to others, and today's share of the pages; every page with `npm run torture`. */
export function sweepOf(points: readonly Point[], stride: number): Point[] {
  const each = process.env.TORTURE ? 1 : stride;
  return points.filter(({ name }, i) => name !== 'pwrite64' || isDrawn(i, each));
}

/** What strace sees where a reply leaves after pages and their sync; what the server then writes for itself may follow. */
export const syncedReply = /^page (page |sync )*sync redirect/;

/** A server in a folder: strace watches it, and faults kill it. */
export class WatchedServer {
  #folder = '';
  #server: Awaited<ReturnType<typeof serve>> | undefined;

  /** Starts a server, after it has killed the one before. */
  async begin(folder: string): Promise<void> {
    await this.#server?.end('SIGKILL');
    this.#folder = folder;
    this.#server = await serve(folder, [], { ETUDE_PORT: '0', ETUDE_LOG_LEVEL: 'silent' });
  }

  /** Kills it, and starts another on what it has left. */
  again = (): Promise<void> => this.begin(this.#folder);

  get address(): string {
    return this.#server!.address;
  }

  get data(): string {
    return join(this.#folder, 'data');
  }

  watch = (...args: readonly string[]) => watch(this.#server!.pid!, ['-e', ...args]);

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
