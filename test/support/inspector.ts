import { once } from 'node:events';

/** Lets a process started by `serve` be asked for its heap. */
export const withInspector = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/**
 * How many bytes a served process holds in objects and buffers once everything that nobody needs is collected: what
 * grows here is a leak. Its resident memory says less: V8 takes room as it likes and gives it back when it likes.
 */
export async function heapOf({ output }: { output: { stderr: string } }): Promise<number> {
  const socket = new WebSocket(/ws:\S+/.exec(output.stderr)![0]);
  await once(socket, 'open');
  const ask = async (id: number, method: string) => {
    socket.send(JSON.stringify({ id, method }));
    for (;;) {
      const [event] = await once(socket, 'message');
      const { id: answered, result } = JSON.parse((event as MessageEvent).data);
      if (answered === id) return result;
    }
  };
  await ask(1, 'HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await ask(2, 'Runtime.getHeapUsage');
  socket.close();
  return usedSize + backingStorageSize;
}
