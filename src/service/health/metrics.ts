import type { Group } from '../../base/data/database.ts';
import { head, labelsOf, single } from './series.ts';
import { type ServerNumbers, serverLines } from './server-metrics.ts';

/** What is counted while Etude runs. Everything is a number in memory: nothing is kept for each request. */
export type Metrics = {
  /** Counts a request by its route's pattern, never by what was asked in its place, which anybody could make up. */
  request(method: string, route: string | undefined, status: number, ms: number): void;
  /** Counts an answer of practice that has been saved. */
  answered(): void;
  /** Counts a transaction. */
  committed(group: Group): void;
  /** Everything as Prometheus reads it, with what is looked at only now. */
  text(now: Gauges): string;
};

/** Bytes of the files of a database, and those that are free on their disk. */
export type Sizes = { databaseBytes: number; logBytes: number; freeBytes: number };

/** What is looked at when somebody asks, and not counted. */
export type Gauges = {
  version: string;
  /** Undefined where the database is on a server. */
  sizes: Sizes | undefined;
  /** Undefined where the database is a file. */
  server: ServerNumbers | undefined;
  /** Whether this node does what only one may do; undefined where nobody asks. */
  leads: boolean | undefined;
  /** The number of the bank that this node shows; undefined where it is the only one. */
  bankEpoch: number | undefined;
  eventLoopDelayMs: number;
  isReady: boolean;
  residentBytes: number;
  cpuSeconds: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** When a backup was last verified, in milliseconds since 1970; not shown unless it is known. */
  backupVerifiedAt: number | undefined;
};

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const batches = [1, 2, 4, 8, 16, 32, 64, 128];

/** The methods that Etude knows; a client may send any other word. */
const methods = new Set(['GET', 'HEAD', 'POST']);

type Served = { labels: string; times: Histogram; statuses: Map<number, number> };

/** Counters that all stand at nothing. */
export function createMetrics(): Metrics {
  const served = new Map<string, Served>();
  const sizes = createHistogram(batches);
  const syncs = createHistogram(seconds);
  let failures = 0;
  let answers = 0;

  function servedBy(method: string, route: string): Served {
    const key = `${method} ${route}`;
    const known = served.get(key);
    if (known) return known;
    const fresh = {
      labels: labelsOf({ method, route }),
      times: createHistogram(seconds),
      statuses: new Map(),
    };
    served.set(key, fresh);
    return fresh;
  }

  return {
    request(method, route, status, ms) {
      const { times, statuses } = servedBy(methods.has(method) ? method : 'other', route ?? 'none');
      times.observe(ms / 1000);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    },
    answered: () => void answers++,
    committed({ batches, syncMs, failed }) {
      if (failed) return void failures++;
      sizes.observe(batches);
      syncs.observe(syncMs / 1000);
    },
    text: (now) =>
      [
        ...requestLines([...served.values()]),
        ...single('etude_answers_total', 'counter', 'Practice answers saved since startup.', answers),
        ...head('etude_commit_batches', 'histogram', 'Writes that shared one transaction and its fsync.'),
        ...sizes.lines('etude_commit_batches', ''),
        ...head(
          'etude_commit_sync_seconds',
          'histogram',
          'Time to write a transaction to disk, with its fsync.',
        ),
        ...syncs.lines('etude_commit_sync_seconds', ''),
        ...single(
          'etude_commit_failures_total',
          'counter',
          'Transactions that the disk or the database refused.',
          failures,
        ),
        ...gaugeLines(now),
        '',
      ].join('\n'),
  };
}

function requestLines(served: readonly Served[]): string[] {
  const requests = 'etude_http_requests_total';
  const duration = 'etude_http_request_duration_seconds';
  return [
    ...head(requests, 'counter', 'Requests answered, by route and status.'),
    ...served.flatMap(({ labels, statuses }) =>
      [...statuses].map(
        ([status, count]) => `${requests}{${labels},${labelsOf({ status: String(status) })}} ${count}`,
      ),
    ),
    ...head(duration, 'histogram', 'Time from a request to the end of its reply.'),
    ...served.flatMap(({ labels, times }) => times.lines(duration, labels)),
  ];
}

function gaugeLines(now: Gauges): string[] {
  const verified = now.backupVerifiedAt;
  return [
    ...head('etude_build_info', 'gauge', 'The running version.'),
    `etude_build_info{${labelsOf({ version: now.version })}} 1`,
    ...single('etude_ready', 'gauge', '1 if /readyz says that Etude is ready.', now.isReady ? 1 : 0),
    ...(now.leads === undefined
      ? []
      : single(
          'etude_leader',
          'gauge',
          '1 if this node does the work that only one node may do.',
          now.leads ? 1 : 0,
        )),
    ...(now.bankEpoch === undefined
      ? []
      : single(
          'etude_bank_epoch',
          'gauge',
          'The number of the bank that this node is serving.',
          now.bankEpoch,
        )),
    ...single(
      'etude_event_loop_delay_seconds',
      'gauge',
      'How late the event loop ran in the last second.',
      now.eventLoopDelayMs / 1000,
    ),
    ...(now.sizes === undefined ? [] : sizeLines(now.sizes)),
    ...(now.server === undefined ? [] : serverLines(now.server)),
    ...(verified === undefined
      ? []
      : single(
          'etude_backup_verified_timestamp_seconds',
          'gauge',
          'When a backup was last verified.',
          verified / 1000,
        )),
    ...single('process_resident_memory_bytes', 'gauge', 'Resident memory.', now.residentBytes),
    ...single('process_cpu_seconds_total', 'counter', 'Processor time, user and system.', now.cpuSeconds),
    ...single('process_start_time_seconds', 'gauge', 'When the process started.', now.startedAt / 1000),
  ];
}

function sizeLines({ databaseBytes, logBytes, freeBytes }: Sizes): string[] {
  return [
    ...single('etude_database_bytes', 'gauge', 'Size of the database.', databaseBytes),
    ...single('etude_wal_bytes', 'gauge', 'Size of the write-ahead log beside it.', logBytes),
    ...single(
      'etude_disk_free_bytes',
      'gauge',
      'Space left on the disk that holds the data folder.',
      freeBytes,
    ),
  ];
}

type Histogram = {
  observe(value: number): void;
  lines(name: string, labels: string): string[];
};

/** Counts values by the bounds that they do not exceed. */
function createHistogram(bounds: readonly number[]): Histogram {
  const counts = bounds.map(() => 0);
  let count = 0;
  let sum = 0;
  return {
    observe(value) {
      for (let i = bounds.length - 1; i >= 0 && value <= bounds[i]!; i--) counts[i]!++;
      count++;
      sum += value;
    },
    lines(name, labels) {
      const before = labels === '' ? '' : `${labels},`;
      const own = labels === '' ? '' : `{${labels}}`;
      return [
        ...bounds.map((bound, i) => `${name}_bucket{${before}le="${bound}"} ${counts[i]}`),
        `${name}_bucket{${before}le="+Inf"} ${count}`,
        `${name}_sum${own} ${sum}`,
        `${name}_count${own} ${count}`,
      ];
    },
  };
}
