import manifest from '../package.json' with { type: 'json' };
import type { LiveBank } from './bank/live/live.ts';
import type { Database, Group } from './base/data/database.ts';
import type { Loop } from './base/web/shedding.ts';
import { type ClockAndIds, processUse } from './base/world.ts';
import { createHealth, type Health } from './service/health/health.load.ts';
import { createMetrics, type Metrics } from './service/health/metrics.ts';
import type { ServerNumbers } from './service/health/server-metrics.ts';

/** What keeps watch over an Etude that runs. */
export type Watch = {
  health: Health;
  metrics: Metrics;
  /** Is told of every transaction. */
  onGroup(group: Group): void;
};

/** Begins to watch over a data folder; without one, over a database that lies elsewhere. */
export function keepWatch(folder: string | undefined, world: ClockAndIds): Watch {
  const health = createHealth(folder, world);
  const metrics = createMetrics();
  const onGroup = (group: Group) => {
    health.committed(group);
    metrics.committed(group);
  };
  return { health, metrics, onGroup };
}

/** What the health and the numbers of a running Etude are read from. */
type Watched = {
  watch: Watch;
  live: LiveBank;
  db: Database;
  lastVerifiedBackup?: () => number | undefined;
  leads?: (() => boolean) | undefined;
  server?: (() => Promise<ServerNumbers>) | undefined;
};

/** Whether it can do its work. */
export function readinessOf({ watch, live, db }: Watched, loop: Loop) {
  return watch.health.readiness(live, loop, db.trouble());
}

/** The numbers for Prometheus. */
export async function metricsText(watched: Watched, loop: Loop): Promise<string> {
  const { watch, lastVerifiedBackup, leads, server } = watched;
  const numbers = await server?.();
  return watch.metrics.text({
    version: manifest.version,
    sizes: watch.health.sizes(),
    server: numbers,
    leads: leads?.(),
    bankEpoch: watched.live.epoch?.(),
    eventLoopDelayMs: loop.delayMs(),
    isReady: readinessOf(watched, loop).isReady,
    ...processUse(),
    backupVerifiedAt: lastVerifiedBackup?.(),
  });
}
