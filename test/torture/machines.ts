import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { programs } from '../support/postgres-server.ts';
import type { Program } from './network.ts';

/** What each machine runs, in the words of its program. */

/** What this computer lacks to run a cluster; empty if it lacks nothing. */
export function missing(): string[] {
  const lacks = (program: string, flag = '--version') => spawnSync(program, [flag]).error !== undefined;
  return [
    process.getuid?.() !== 0 && 'root, who may make network namespaces',
    lacks('ip', '-V') && 'iproute2',
    lacks('patroni') && 'patroni',
    lacks('etcd') && 'etcd-server',
    lacks('haproxy', '-v') && 'haproxy',
    !programs() && 'postgresql',
  ].filter((each) => each !== false);
}

/** The etcd in which Patroni keeps who is primary. */
export function etcd(address: string, folder: string): Program {
  const [clients, peers] = [`http://${address}:2379`, `http://${address}:2380`];
  const options = {
    name: 'etcd',
    'data-dir': join(folder, 'etcd'),
    'listen-client-urls': clients,
    'advertise-client-urls': clients,
    'listen-peer-urls': peers,
    'initial-advertise-peer-urls': peers,
    'initial-cluster': `etcd=${peers}`,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return { user: 'postgres', command: ['etcd', ...args] };
}

/**
 * What Patroni is told. No answer is acknowledged before both standbys have it, or the one that is left. The times are as
 * short as Patroni's rule allows, by which `ttl` is at least `loop_wait` and twice `retry_timeout`.
 */
const cluster = {
  ttl: 10,
  loop_wait: 1,
  retry_timeout: 4,
  primary_start_timeout: 0,
  synchronous_mode: true,
  synchronous_mode_strict: true,
  synchronous_node_count: 2,
  postgresql: {
    use_pg_rewind: true,
    use_slots: true,
    parameters: {
      max_connections: 100,
      shared_buffers: '32MB',
      wal_keep_size: '256MB',
      wal_log_hints: 'on',
      wal_sender_timeout: '5s',
      wal_receiver_timeout: '5s',
    },
  },
};

/** The configuration of the Patroni of one server; JSON, which YAML contains. */
export function patroniConfig(name: string, address: string, etcdAddress: string, folder: string): string {
  return JSON.stringify({
    scope: 'etude',
    name,
    restapi: { listen: `${address}:8008`, connect_address: `${address}:8008` },
    etcd3: { hosts: `${etcdAddress}:2379` },
    bootstrap: { dcs: cluster, initdb: [{ encoding: 'UTF8' }, { locale: 'C' }, 'data-checksums'] },
    watchdog: { mode: 'off' },
    postgresql: {
      listen: `${address}:5432`,
      connect_address: `${address}:5432`,
      data_dir: join(folder, name, 'data'),
      bin_dir: programs(),
      pgpass: join(folder, name, 'pgpass'),
      authentication: { superuser: { username: 'postgres' }, replication: { username: 'postgres' } },
      pg_hba: ['host all all all trust', 'host replication all all trust'],
      parameters: { unix_socket_directories: join(folder, name) },
      remove_data_directory_on_rewind_failure: true,
      remove_data_directory_on_diverged_timelines: true,
    },
  });
}

/** Patroni with the configuration in a file. */
export const patroni = (file: string): Program => ({ user: 'postgres', command: ['patroni', file] });

/**
 * The configuration of the proxy: it asks each node twice a second, and leaves one that is not ready. While none is ready,
 * those that live say what to do, instead of the proxy.
 */
export function haproxyConfig(nodes: readonly string[]): string {
  const servers = nodes.map((address, i) => `  server node${i + 1} ${address}:3000`).join('\n');
  return `defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
  timeout check 2s
  retries 3
  retry-on conn-failure
  option redispatch
  default-server check inter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
frontend learners
  bind :80
  use_backend ready if { nbsrv(ready) gt 0 }
  default_backend alive
backend ready
  option httpchk GET /readyz
${servers}
backend alive
  option httpchk GET /healthz
${servers}
`;
}
