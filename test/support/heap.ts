import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/**
 * How many bytes this process holds in objects and buffers once everything that nobody needs is collected: what grows
 * here is a leak.
 */
export async function ownHeap(): Promise<number> {
  // What is let go of by a callback that is still to run is collected by the second.
  collectGarbage();
  await new Promise(setImmediate);
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
