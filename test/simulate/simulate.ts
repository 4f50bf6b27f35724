import { Refusal } from '../../src/base/failure.ts';
import { verdictsOf } from './gates.ts';
import { jobsOf } from './job.ts';
import { help, type Options, readOptions } from './options.ts';
import { summarise } from './summary.ts';
import { tablesOf } from './tables.ts';
import { simulateWeights } from './weights/weights.ts';
import { doAll } from './workers.ts';

/** `npm run simulate`: compares Etude's plan with other ways to practise, on made-up candidates. */

async function simulate({ seeds, truths, settings, json }: Options): Promise<void> {
  const jobs = jobsOf(truths, settings, seeds);
  const cells = summarise(await doAll(jobs, (count) => showProgress(count, jobs.length)));
  const verdicts = verdictsOf(cells);
  console.log(json ? JSON.stringify({ seeds, cells, verdicts }, null, 2) : tablesOf(cells, verdicts));
}

/** Only a terminal is shown how far the work is. */
function showProgress(count: number, all: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(count < all ? `\r${count} of ${all} candidates have sat their exams` : '\r\u001b[2K');
}

if (import.meta.main) {
  try {
    const [first, ...rest] = process.argv.slice(2);
    const options = first === 'weights' ? undefined : readOptions(process.argv.slice(2));
    if (first === 'weights') console.log(await simulateWeights(rest));
    else if (options) await simulate(options);
    else console.log(help);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
