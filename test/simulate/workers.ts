import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Done, Job } from './job.ts';

/** Does jobs in as many processes as the machine has cores, and returns what came of them in the order of the jobs. */
export async function doAll(jobs: readonly Job[], onDone: (count: number) => void): Promise<Done[]> {
  const done: Done[] = [];
  let next = 0;
  let count = 0;
  const work = async () => {
    const worker = fork(join(import.meta.dirname, 'work.ts'));
    try {
      for (let i = next++; i < jobs.length; i = next++) {
        done[i] = await doOne(worker, jobs[i]!);
        onDone(++count);
      }
    } finally {
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), jobs.length) }, work));
  return done;
}

function doOne(worker: ChildProcess, job: Job): Promise<Done> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`A worker ended with ${code} in its job.`));
    worker.once('exit', ended);
    worker.once('message', (done) => {
      worker.off('exit', ended);
      resolve(done as Done);
    });
    worker.send(job);
  });
}
