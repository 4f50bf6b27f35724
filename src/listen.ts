import type { FastifyInstance } from 'fastify';
import { codeOf } from './base/data/files.ts';
import { Refusal } from './base/failure.ts';
import { isSix } from './base/web/addresses.ts';
import type { Config, Environment } from './config.ts';

/** A socket that is open already, as systemd hands it over (sd_listen_fds(3)). */
type Socket = { fd: number; host: string };

/** The socket that this process was started with, if it was. */
export function socketOf({ LISTEN_FDS, LISTEN_PID }: Environment, pid: number): Socket | undefined {
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(pid)) return undefined;
  if (LISTEN_FDS === '1') return { fd: 3, host: '' };
  throw new Refusal(
    `LISTEN_FDS is "${LISTEN_FDS}": give Etude one socket, with one ListenStream= in its socket unit.`,
  );
}

/** Listens on a port, or on a socket that is open already, and returns the address to open in a browser. */
export async function listen(
  app: FastifyInstance,
  { host, logLevel }: Config,
  setting: string,
  place: number | Socket,
): Promise<string> {
  try {
    // Fastify would log a line of its own for every address.
    app.log.level = 'warn';
    await app.listen(typeof place === 'number' ? { host, port: place } : place);
    app.log.level = logLevel;
  } catch (error) {
    throw new Refusal(notListening(codeOf(error), host, setting, place));
  }
  const address = app.server.address();
  // A socket that was handed over may be a file.
  if (typeof address !== 'object' || !address) return `on ${address}`;
  const bound = typeof place === 'number' ? host : address.address;
  const name = bound === '0.0.0.0' || bound === '::' ? 'localhost' : isSix(bound) ? `[${bound}]` : bound;
  return `http://${name}:${address.port}/`;
}

/** Why nobody can be listened to, and what to do. */
function notListening(code: string, host: string, setting: string, place: number | Socket): string {
  if (typeof place !== 'number')
    return `LISTEN_FDS: descriptor ${place.fd} is not a listening socket (${code}): start Etude with its socket unit.`;
  const mends: Record<string, string> = {
    EADDRINUSE: `${setting}: port ${place} on ${host} is in use: stop the program that uses it, or set ${setting} to another.`,
    EACCES: `${setting}: port ${place} needs more privileges than this process has: set ${setting} to 1024 or above.`,
  };
  return (
    mends[code] ?? `ETUDE_HOST: cannot listen on ${host} (${code}): set it to an address of this machine.`
  );
}
