import type { Bank } from '../../bank/bank.ts';
import type { Blueprint } from '../../bank/schema/blueprint.ts';
import type { Change } from '../../base/data/database.ts';
import { Failure } from '../../base/failure.ts';
import { hash32 } from '../../base/random.ts';
import type { ClockAndIds } from '../../base/world.ts';
import { decideAndSave } from '../../learner/decision.load.ts';
import type { Learner } from '../../learner/model.ts';
import type { ExamDeps } from '../load.ts';
import { drawSitting } from '../paper/draw.load.ts';
import type { Sitting } from '../sitting.ts';

/** The exam that a bank describes under an id. */
export function blueprintOf({ blueprints }: Bank, id: string): Blueprint {
  const blueprint = blueprints.find((each) => each.id === id);
  if (!blueprint)
    throw new Failure('not found', 'There is no exam at this address. Find all exams in Exams.');
  return blueprint;
}

/** A newcomer who begins an exam: what stores them, and who admits them before. */
type Arriving = { changes: Change[]; admit(): Promise<void> };

/** Begins a mock exam; returns the one under way if there is one, as for a second click. */
export async function beginSitting(
  deps: ExamDeps & { world: ClockAndIds },
  learner: Learner,
  { blueprint: wanted, timePercent }: { blueprint: string; timePercent: number | undefined },
  arriving?: Arriving,
): Promise<Sitting> {
  const { exams, world } = deps;
  const [id, now] = [world.id(), world.now()];
  const seed = hash32(id).toString(36);
  return decideAndSave(
    deps,
    learner,
    async (here, who) => {
      const blueprint = blueprintOf(here.bank, wanted);
      const open = await exams.open(who.id);
      if (open) return { save: [], result: open };
      // Somebody who is stored already has begun and ended an exam by this very form.
      if (arriving && who !== learner) throw staleStart();
      await arriving?.admit();
      const drawn = await drawSitting(here, who.id, blueprint, timePercent, { id, seed, now });
      if (!drawn) {
        throw new Failure(
          'conflict',
          'The bank does not have enough questions for this exam at present. Choose another exam. Nothing was started.',
        );
      }
      const { sitting, items } = drawn;
      const follow = await here.occasions.begun(here, who, sitting, items);
      return { save: [...exams.begin(sitting, items), ...follow], result: sitting };
    },
    arriving?.changes,
  );
}

/** The failure of a form by which its newcomer has begun an exam before. */
export function staleStart(): Failure {
  return new Failure(
    'conflict',
    'You have already started an exam from this page. Open Exams to start another one.',
  );
}
