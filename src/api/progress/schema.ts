import { Type } from '../../base/schema.ts';
import { CalendarDay, Count, exactly, nullable, Share, Text } from '../entry/schema.ts';

const remembered = { concepts: Count, met: Count, recall: nullable(Share) };

/** How a learner is doing. */
export const Progress = Type.Object(
  {
    ...remembered,
    returns: Type.Object({ count: Count, right: Count }, exactly),
    domains: Type.Array(Type.Object({ id: Text, title: Text, ...remembered }, exactly)),
    days: Type.Array(Type.Object({ date: CalendarDay, answers: Count, correct: Count }, exactly), {
      description: 'The days in the past year on which the learner answered a practice question.',
    }),
    certainties: Type.Array(
      Type.Object(
        { certainty: Type.Enum(['guess', 'think', 'sure', 'none']), answers: Count, correct: Count },
        exactly,
      ),
    ),
  },
  exactly,
);

const Estimate = Type.Object({ share: Share, low: Share, high: Share }, exactly);

/** What score a learner may expect. */
export const Readiness = Type.Object(
  {
    exam: nullable(Type.Object({ title: Text, date: nullable(CalendarDay), pass: Share }, exactly)),
    missing: nullable(
      Type.Object({ answers: Count, answersNeeded: Count, coverage: Share, coverageNeeded: Share }, exactly),
    ),
    now: nullable(
      Type.Object(
        {
          score: Estimate,
          pass: Share,
          answers: Count,
          coverage: Share,
          domains: Type.Array(Type.Object({ id: Text, coverage: Share, score: Estimate }, exactly)),
        },
        exactly,
      ),
    ),
    onTheDay: nullable(Type.Object({ score: Estimate, pass: Share, isCurrent: Type.Boolean() }, exactly)),
  },
  exactly,
);
