import { Type } from '../../base/schema.ts';
import { Count, Cursor, exactly, Moment, nullable, Share, Text } from '../entry/schema.ts';
import { questionParts } from '../practice/schema.ts';

const Blueprint = Type.Object(
  { id: Text, title: Text, questions: Count, minutes: Type.Number(), pass: Share },
  exactly,
);
const score = { correct: Count, scored: Count };

/** The mock exams there are, the one under way and those that were taken. */
export const Exams = Type.Object(
  {
    blueprints: Type.Array(Blueprint),
    open: nullable(Text),
    taken: Type.Array(
      Type.Object({ id: Text, title: Text, startedAt: Moment, ...score, isPassed: Type.Boolean() }, exactly),
    ),
    cursor: Cursor,
  },
  exactly,
);

export const ExamsQuery = Type.Object(
  { cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$', maxLength: 15 })) },
  exactly,
);

/** One mock exam: where it stands, and once it has ended its result. */
export const Exam = Type.Object(
  {
    id: Text,
    blueprint: Blueprint,
    state: Type.Enum(['running', 'time up', 'ended']),
    startedAt: Moment,
    deadline: nullable(Moment),
    questions: Type.Array(
      Type.Object({ number: Count, isAnswered: Type.Boolean(), isFlagged: Type.Boolean() }, exactly),
    ),
    result: nullable(
      Type.Object(
        {
          ...score,
          share: Share,
          low: Share,
          high: Share,
          isPassed: Type.Boolean(),
          endedAt: Moment,
          domains: Type.Array(Type.Object({ id: Text, title: Text, ...score }, exactly)),
        },
        exactly,
      ),
    ),
  },
  exactly,
);

export const ExamParams = Type.Object({ id: Type.String({ maxLength: 64 }) });
export const ExamQuestionParams = Type.Object({
  id: Type.String({ maxLength: 64 }),
  number: Type.Integer({ minimum: 1, maximum: 200 }),
});

export const BeginBody = Type.Object(
  {
    blueprint: Type.String({ maxLength: 40 }),
    time: Type.Optional(
      Type.Enum(['100', '125', '150', '200', 'untimed'], {
        description: 'The time as a percentage of the usual time, or untimed; 100 by default.',
      }),
    ),
  },
  exactly,
);

/** A question of an exam with what was chosen; no key and no rationale is in it. */
export const ExamQuestion = Type.Object(
  { number: Count, ...questionParts, response: Type.Array(Text), isFlagged: Type.Boolean() },
  exactly,
);

export const ChooseBody = Type.Object(
  {
    response: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 8 })),
    isFlagged: Type.Optional(Type.Boolean()),
  },
  exactly,
);
