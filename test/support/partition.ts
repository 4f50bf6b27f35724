import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { addressIn, reachable, type Server } from './postgres-server.ts';

/** A way to a server that can be cut as a network is cut: nothing arrives any more, and nobody is told. */
export type Way = {
  address(database: string): string;
  cut(): void;
  close(): Promise<void>;
};

const socketName = '.s.PGSQL.5432';

/** Opens a way to a server of ours. */
export async function wayTo(server: Server): Promise<Way> {
  const folder = mkdtempSync(join(reachable(), 'etude-way-'));
  const sockets = new Set<Socket>();
  let isCut = false;
  const proxy = createServer((near) => {
    const far = createConnection(join(server.folder, socketName));
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => void (isCut || to.write(bytes)));
      from.on('close', () => void (isCut || to.destroy()));
      from.on('error', () => {});
    }
  });
  await new Promise<void>((resolve) => void proxy.listen(join(folder, socketName), resolve));
  return {
    address: (database) => addressIn(folder, database),
    cut() {
      isCut = true;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
