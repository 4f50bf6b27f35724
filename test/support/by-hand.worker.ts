import { workerData } from 'node:worker_threads';
import { readAddress } from '../../src/base/data/postgres/address.ts';
import { lendFrom } from '../../src/base/data/postgres/pool.door.ts';

/** Does for one thread, which waits for it, what a test does by hand in a database of PostgreSQL. */
const { address, port, flag } = workerData;
const lender = lendFrom(readAddress(address)!, { name: 'by hand' });

port.on(
  'message',
  async ({ text, values, isScript }: { text: string; values: never[]; isScript: boolean }) => {
    const reply = await lender
      .lend<unknown>((connection) => (isScript ? connection.run(text) : connection.send({ text, values })))
      .then(
        (answer) => ({ answer }),
        (error) => ({ message: error.message as string }),
      );
    port.postMessage(reply);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  },
);
