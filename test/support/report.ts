import { readFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { type Outcome, promisesOf, reportOf } from './promises.ts';

/** Ends a run with a line for each of the promises in the help. */
export default class Report implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const outcomes = new Map(modules.map((module) => [module.relativeModuleId, outcomeOf(module)]));
    const report = reportOf(promisesOf(readFileSync('views/help/promises.md', 'utf8')), outcomes);
    console.log(
      `\n${report}\n\n"in part" and "not tried": this machine lacks what some tests need, such as strace, faketime or the right to mount.`,
    );
  }
}

function outcomeOf(module: TestModule): Outcome {
  const count = (state: 'passed' | 'failed' | 'skipped') => [...module.children.allTests(state)].length;
  // A file that cannot be run has no test that failed.
  const failed = count('failed') || Number(!module.ok());
  return { passed: count('passed'), failed, skipped: count('skipped') };
}
