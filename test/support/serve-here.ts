import { join } from 'node:path';
import { readConfig } from '../../src/config.ts';
import { start } from '../../src/serve.ts';
import type { Environment } from './process.ts';

/**
 * Serves a workplace in this process, which takes a fifth of the processor time: for what a server does with its files
 * and its clients. `serve` starts a process, for how one begins, is signalled and ends. Refused, it throws.
 */
export async function serveHere(place: string, env: Environment = {}, isNew = false) {
  const settings = {
    ETUDE_PORT: '0',
    ETUDE_NEWCOMERS: 'off',
    ETUDE_LOG_LEVEL: 'warn',
    ETUDE_DATA: join(place, 'data'),
    ETUDE_QUESTIONS: join(place, 'questions'),
    ...env,
  };
  const output = { stdout: '', stderr: '' };
  const ended = Promise.withResolvers<number>();
  const stop = Promise.withResolvers<() => void>();
  const add = (stream: 'stdout' | 'stderr', text: string) => {
    output[stream] += text;
  };
  const host = {
    openLog: () => ({ write: (line: string) => add('stderr', line) }),
    print: (line: string) => add('stdout', `${line}\n`),
    onStop: stop.resolve,
    end: ended.resolve,
  };
  await start(readConfig(settings), settings, host, { isNew });
  return {
    address: output.stdout.split('\n')[0]!.split(' ').at(-1)!,
    /** What it has said so far. */
    output,
    /** Stops it as SIGTERM stops a process. */
    async end() {
      (await stop.promise)();
      return { status: await ended.promise, ...output };
    },
  };
}
