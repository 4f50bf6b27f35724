import { join } from 'node:path';
import { addressIn, reachable, startServer } from './postgres-server.ts';

const folder = join(reachable(), `etude-walks-${process.pid}`);

/** Where the houses of the walks on PostgreSQL are, as long as this run lasts. */
export const address = addressIn(folder, 'postgres');

/** Starts the server of the walks before the first of them; returns its end. */
export default function setup(): () => void {
  const server = startServer(['fsync=off', 'max_connections=400'], folder);
  return () => server.stop();
}
