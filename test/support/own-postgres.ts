import { afterAll, beforeAll } from 'vitest';
import { readAddress } from '../../src/base/data/postgres/address.ts';
import { lendFrom } from '../../src/base/data/postgres/pool.door.ts';
import { type Server, startServer } from './postgres-server.ts';

/** A PostgreSQL server of its own for the tests of a block, and what is said to it as its owner. */
export function ownPostgres() {
  let server: Server;
  let admin: ReturnType<typeof lendFrom>;
  beforeAll(() => {
    server = startServer();
    admin = lendFrom(readAddress(server.address('postgres'))!, { name: 'test' });
  }, 240_000);
  afterAll(async () => {
    await admin?.close();
    server?.stop();
  });
  const tell = (text: string) => admin.lend((connection) => connection.send({ text }));
  return {
    get server() {
      return server;
    },
    tell,
    /** Makes an empty database. Returns its address. */
    async make(name: string, more = ''): Promise<string> {
      await tell(`create database ${name} template template0 ${more}`);
      return server.address(name);
    },
  };
}
