import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { buildApp, type Parts } from '../../src/app.ts';
import { SECOND } from '../../src/base/time.ts';
import { every, realWorld } from '../../src/base/world.ts';
import { readConfig } from '../../src/config.ts';
import { beginDuties, whileLeading } from '../../src/duties.ts';
import { noFits } from '../../src/memory/weights/fits.work.ts';
import type { Opened } from '../../src/open.ts';
import { openPostgres } from '../../src/open-postgres.ts';
import { blueprint, taxonomy } from './bank.ts';
import { workplace } from './process.ts';

/** One Etude of several in this process, over one PostgreSQL database. */
export type Node = {
  opened: Opened;
  app: FastifyInstance;
  /** What it told the operator. */
  told: string[];
  /** Resolves when a node that leads has looked at its question files. */
  laidOut(): Promise<void>;
  /** Does from now on nothing of what only the leader does, though it may lead. */
  rest(): void;
  stop(): Promise<void>;
};

/** A folder with a bank of two questions and an exam of both, and a secret that all nodes share. */
export function nodesPlace(): string {
  const folder = workplace();
  const bank = { ...taxonomy, blueprints: [blueprint({ questions: 2 })] };
  writeFileSync(join(folder, 'questions/bank.json'), JSON.stringify(bank));
  writeFileSync(join(folder, 'secret'), Buffer.alloc(32, 7).toString('base64url'));
  return folder;
}

const stopped = Promise.resolve({ status: null, text: '' });

/** Starts a node as `serve` does, with a data folder of its own. */
export async function startNode(
  address: string,
  place: string,
  environment: Record<string, string> = {},
  parts: Partial<Parts> = {},
): Promise<Node> {
  const data = mkdtempSync(join(tmpdir(), 'etude-'));
  const given = {
    ETUDE_DATABASE: address,
    ETUDE_DATA: data,
    ETUDE_QUESTIONS: join(place, 'questions'),
    ETUDE_SECRET_FILE: join(place, 'secret'),
    ETUDE_WATCH: 'off',
    ...environment,
  };
  const config = readConfig(given);
  const opened = await openPostgres(config).catch((error) => {
    rmSync(data, { recursive: true });
    throw error;
  });
  const app = await buildApp({
    ...opened,
    baseUrl: '',
    zone: 'UTC',
    world: realWorld,
    logger: false,
    maxDelayMs: 0,
    exchanging: {
      folder: config.questions,
      run: () => ({ ended: stopped, stop() {} }),
      isAlone: opened.isAlone!,
    },
    ...parts,
  });
  const told: string[] = [];
  const stopGuarding = every(
    SECOND,
    opened.guard((_, text) => told.push(text)),
  );
  const duties = { config, environment: given, opened, fits: noFits, demo: undefined, log: app.log };
  const leading = whileLeading(
    opened.leadership,
    () => beginDuties(duties),
    () => {},
  );
  leading.start();
  return {
    opened,
    app,
    told,
    laidOut: async () => leading.isLaidOut(),
    rest: leading.stop,
    async stop() {
      leading.stop();
      stopGuarding();
      await app.close();
      opened.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
