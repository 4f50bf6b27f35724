import { loadExam } from './bank.ts';
import { takeAll } from './course.ts';
import type { Job } from './job.ts';

/** A process that is given one job after another and sends back what came of it. */

const loaded = loadExam();

process.on('message', async (job: Job) => {
  process.send?.(await takeAll(loaded, job));
});
