import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAddress } from '../../src/base/data/postgres/address.ts';
import type { Connection } from '../../src/base/data/postgres/connection.ts';
import { openSession } from '../../src/base/data/postgres/pool.door.ts';
import { folderOf } from '../../src/base/installation.ts';
import { etcd, haproxyConfig, patroni, patroniConfig } from './machines.ts';
import { layNetwork, type Machine, type Network } from './network.ts';

/** Three database servers under Patroni, Etude nodes, and a proxy in front of them. */
export type Cluster = {
  folder: string;
  /** Where learners find Etude. */
  address: string;
  /** The settings of a node, for commands. */
  settings: Record<string, string>;
  servers: readonly Machine[];
  nodes: readonly Machine[];
  /** The server that accepts writes, as the servers that can be reached say. */
  primary(): Promise<Machine | undefined>;
  /** The node that leads. */
  leader(): Promise<Machine | undefined>;
  /** Asks the database as its superuser. */
  ask<T>(look: (connection: Connection) => Promise<T>, database?: string): Promise<T>;
  /** Waits until every server replicates and every node is ready. */
  untilWhole(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts everything from nothing, with so many nodes of the Etude that a command starts. */
export async function startCluster(count: number, etude: readonly string[]): Promise<Cluster> {
  const folder = mkdtempSync('/tmp/etude-cluster-');
  execFileSync('chown', ['postgres:', folder]);
  const network = layNetwork(folder);
  try {
    const cluster = build(network, folder, count);
    const { servers, nodes } = cluster;
    for (const server of servers) server.boot(patroni(join(folder, server.name, 'patroni.json')));
    await until(async () => (await membersBy(servers)).filter(isStreaming).length === 2, 'Patroni');
    await cluster.ask(async ({ send }) => {
      await send({ text: 'create role etude login in role pg_monitor' });
      await send({
        text: "create database etude owner etude template template0 encoding 'UTF8' locale 'C'",
      });
    }, 'postgres');
    for (const node of nodes) {
      const data = join(folder, node.name);
      node.boot({ command: [...etude, 'serve'], env: { ...cluster.settings, ETUDE_DATA: data } });
      await until(() => isReady(node), node.name);
    }
    await cluster.untilWhole();
    return cluster;
  } catch (error) {
    await network.remove();
    throw error;
  }
}

function build(network: Network, folder: string, count: number): Cluster {
  const store = network.add('etcd', 5);
  store.boot(etcd(store.address, folder));
  const servers = [1, 2, 3].map((i) => network.add(`db${i}`, 10 + i));
  for (const { name, address } of servers) {
    mkdirSync(join(folder, name), { mode: 0o700 });
    writeFileSync(join(folder, name, 'patroni.json'), patroniConfig(name, address, store.address, folder));
  }
  execFileSync('chown', ['-R', 'postgres:', folder]);
  const nodes = Array.from({ length: count }, (_, i) => network.add(`node${i + 1}`, 21 + i));
  const proxy = network.add('proxy', 2);
  const conf = join(folder, 'haproxy.cfg');
  writeFileSync(conf, haproxyConfig(nodes.map(({ address }) => address)));
  proxy.boot({ command: ['haproxy', '-db', '-f', conf] });
  const address = `http://${proxy.address}/`;
  const at = servers.map((server) => `${server.address}:5432`).join(',');
  const ask: Cluster['ask'] = async (look, database = 'etude') => {
    const session = await openSession(readAddress(`postgres://postgres@${at}/${database}`)!, {
      name: 'torture',
      statementMs: 10_000,
    });
    try {
      return await look(session);
    } finally {
      session.close();
    }
  };
  return {
    folder,
    address,
    settings: settingsOf(folder, address, `postgres://etude@${at}/etude`),
    servers,
    nodes,
    ask,
    primary: async () => {
      const name = (await membersBy(servers)).find(({ role }) => role === 'leader')?.name;
      return servers.find((server) => server.name === name);
    },
    async leader() {
      const { rows } = await ask(({ send }) => send({ text: leading }));
      return nodes.find((node) => node.address === rows[0]?.address);
    },
    untilWhole: async () => {
      await until(async () => (await membersBy(servers)).filter(isStreaming).length === 2, 'replication');
      for (const node of nodes) await until(() => isReady(node), node.name);
      await until(async () => (await fetch(new URL('readyz', address))).ok, 'the proxy');
    },
    stop: network.remove,
  };
}

function settingsOf(folder: string, address: string, database: string): Record<string, string> {
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, `${'failover'.repeat(8)}\n`, { mode: 0o600 });
  return {
    ETUDE_HOST: '0.0.0.0',
    ETUDE_PORT: '3000',
    ETUDE_ACCESS: 'guests',
    ETUDE_NEWCOMERS: 'off',
    ETUDE_BASE_URL: address,
    ETUDE_QUESTIONS: folderOf('questions'),
    ETUDE_SECRET_FILE: secretFile,
    ETUDE_DATABASE: database,
    ETUDE_LOG_LEVEL: 'info',
  };
}

/** Who holds the lock of the one that leads. */
const leading = `select host(a.client_addr) as address from pg_locks as l join pg_stat_activity as a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.classid = 1165260132 and l.objid = 1`;

type Member = { name: string; role: string; state: string };

const isStreaming = ({ role, state }: Member) => role === 'sync_standby' && /running|streaming/.test(state);

/** What the first Patroni that can be reached knows of all servers; the one that leads is asked by no preference. */
async function membersBy(servers: readonly Machine[]): Promise<Member[]> {
  const asked = servers.map(async ({ address }) => {
    const reply = await fetch(`http://${address}:8008/cluster`, { signal: AbortSignal.timeout(2_000) });
    return ((await reply.json()) as { members: Member[] }).members;
  });
  return Promise.any(asked).catch(() => []);
}

async function isReady({ address }: Machine): Promise<boolean> {
  return (await fetch(`http://${address}:3000/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
}

/** Waits until something is so; names what it waits for if that takes three minutes. */
export async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 180_000;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) throw new Error(`It waited three minutes for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
