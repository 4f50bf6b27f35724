import type { PoolLoad } from '../../base/data/postgres/connection.ts';
import type { ServerState } from '../../base/data/postgres/server-state.ts';
import { SECOND } from '../../base/time.ts';
import { after } from '../../base/world.ts';
import type { ServerNumbers } from './server-metrics.ts';

/** A server that does not answer within this time is not waited for. */
const longest = 2 * SECOND;

/** Looks at a database server when somebody asks, however many ask at once. */
export function lookAtServer(
  loadOf: () => PoolLoad,
  ask: () => Promise<ServerState>,
): () => Promise<ServerNumbers> {
  let asking: Promise<ServerState | undefined> | undefined;
  return async () => {
    const load = loadOf();
    asking ??= ask()
      .catch(() => undefined)
      .finally(() => {
        asking = undefined;
      });
    return { load, state: (await Promise.race([asking, after(longest)])) ?? undefined };
  };
}
