import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

const sqlite = createRequire(import.meta.url).resolve('better-sqlite3');

const script = `
  const handle = new (require(process.argv[1]))(process.argv[2]);
  handle.exec(process.argv[3]);
  console.log('held');
  handle.exec(process.argv[4]);
  process.stdin.resume();
`;

/** Another program that holds a lock on a database by some statements, and then tries others, until it is told to let go. */
export async function holdLock(file: string, statements: string, tried = ''): Promise<() => Promise<void>> {
  const child: ChildProcess = spawn(process.execPath, ['-e', script, sqlite, file, statements, tried], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  await once(child.stdout!, 'data');
  return async () => {
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    if (child.exitCode === null) await closed;
  };
}
