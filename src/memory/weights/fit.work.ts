import { fit } from './fit.ts';
import type { Fit, FitGiven } from './model.ts';
import { loadTrain } from './train.door.ts';

/** Fits what a text says, in a process of its own; returns the result as text. */
export async function fitWork(text: string): Promise<string> {
  const train = loadTrain();
  const found: Fit = train ? await fit(JSON.parse(text) as FitGiven, train) : { kind: 'missing' };
  return JSON.stringify(found);
}
