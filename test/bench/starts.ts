import { existsSync } from 'node:fs';
import { folderOf } from '../../src/base/installation.ts';
import { type Server, start } from './servers.ts';
import { record, rounds, show } from './table.ts';

/** The single file, measured where it has been built. */
const singleFile = 'dist/etude';

/** Compares starts, from source and of the single file, with those of servers that do nothing. */
export async function measureStarts(data: string): Promise<void> {
  const env = {
    ETUDE_DATA: data,
    ETUDE_QUESTIONS: folderOf('questions'),
    ETUDE_PORT: '0',
    ETUDE_LOG_LEVEL: 'warn',
  };
  const begin = async (script: string, args: string[], env?: Record<string, string>) => {
    const server = await start(script, args, env);
    await fetch(server.address);
    return server;
  };
  for (let round = -1; round < rounds + 2; round++) {
    const plain = await begin('test/bench/bare.js', ['http']);
    const typed = await begin('test/bench/bare-typed.ts', ['http']);
    const ours = await begin('src/etude.js', ['serve'], env);
    const started: [string, Server, string, string][] = [['', ours, '≤ 3.5', '≤ 1.6']];
    if (existsSync(folderOf(singleFile))) {
      // Beside the other, which still serves its own data.
      const own = { ...env, ETUDE_DATA: `${data}-single`, ETUDE_QUESTIONS: 'built-in' };
      const single = await begin(singleFile, ['serve'], own);
      started.push(['the single file, ', single, '≤ 2', '']);
      await single.end();
    }
    // The first round fills caches.
    if (round >= 0) for (const [what, server, ready, memory] of started) compare(what, server, ready, memory);
    await Promise.all([plain, typed, ours].map((server) => server.end()));

    function compare(what: string, server: Server, ready: string, memory: string): void {
      const time = { note: `${show(server.readyMs)} ms` };
      record(`ready, ${what}÷ bare TypeScript server`, ready, server.readyMs / typed.readyMs, time);
      record(`ready, ${what}÷ bare JavaScript server`, '', server.readyMs / plain.readyMs, time);
      if (memory === '') return;
      const size = { note: `${show(server.memory())} MB` };
      record(
        'memory after the first page ÷ bare TypeScript server',
        memory,
        server.memory() / typed.memory(),
        size,
      );
      record(
        'memory after the first page ÷ bare JavaScript server',
        '',
        server.memory() / plain.memory(),
        size,
      );
    }
  }
}
