import { Type } from '../../base/schema.ts';
import { CalendarDay, Count, exactly, Html, nullable, Share, Text } from '../entry/schema.ts';

/** How a learner's day is going. */
export const Today = Type.Object(
  {
    date: CalendarDay,
    heading: Text,
    lead: Type.String({ description: 'What there is to do today, in a sentence or two.' }),
    canAsk: Type.Boolean({ description: 'Whether there is a question to ask now.' }),
    isDone: Type.Boolean({ description: 'Whether everything for today has been asked.' }),
    isStopped: Type.Boolean({ description: 'Whether the learner has stopped practising.' }),
    answered: Count,
    right: Count,
    left: Count,
    minutesLeft: Text,
    exam: nullable(
      Type.Object({ date: CalendarDay, daysLeft: Type.Integer(), minutes: nullable(Count) }, exactly),
    ),
    sitting: nullable(Type.String({ description: 'The mock exam that is under way.' })),
  },
  exactly,
);

/** One control of a question: an option, a place or a prompt, with what can be chosen for it. */
const Control = Type.Object(
  {
    letter: Text,
    value: Type.String({ description: 'Send it in “response” to choose this option.' }),
    text: Html,
    choices: Type.Array(Type.Object({ value: Text, words: Text }, exactly), {
      description: 'Send one of these values for this control; empty if you send the control’s own value.',
    }),
  },
  exactly,
);

/** The parts of a question that practice and exams share. Nothing in them tells keys from distractors. */
export const questionParts = {
  question: Text,
  type: Type.String({ description: 'single, multiple, true-false, ordering, matching or numeric' }),
  stem: Html,
  instruction: Text,
  unit: Type.String({ description: 'The unit of a number; empty for none.' }),
  options: Type.Array(Control),
  listed: Type.Array(Type.Object({ letter: Text, text: Html }, exactly), {
    description: 'The full text of the options that “choices” gives by letter.',
  }),
  wanted: Type.Integer({ description: 'How many values a complete response has.' }),
};

const domain = Type.Object({ title: Text, objective: Text }, exactly);

/** The next question; null where the day, or the set, has nothing more to ask. */
export const Next = Type.Object(
  {
    question: nullable(
      Type.Object(
        {
          answer: Type.String({
            description: 'The id of the answer you will send, which is part of its address.',
          }),
          asked: Type.String({ description: 'The sealed question: send it back with the answer.' }),
          domain,
          ...questionParts,
        },
        exactly,
      ),
    ),
  },
  exactly,
);

export const NextQuery = Type.Object(
  {
    set: Type.Optional(
      Type.String({
        maxLength: 250,
        description: 'Practise only this: a domain, an objective, missed, sure or flagged.',
      }),
    ),
  },
  exactly,
);

export const AnswerParams = Type.Object({ id: Type.String({ maxLength: 64 }) });

export const AnswerBody = Type.Object(
  {
    asked: Type.String({ maxLength: 2000 }),
    response: Type.Optional(
      Type.Array(Type.String({ maxLength: 40 }), {
        maxItems: 8,
        description: 'The values of the chosen options; one for each control in a list; a number as text.',
      }),
    ),
    certainty: Type.Optional(Type.Enum(['guess', 'think', 'sure'], { description: 'think by default.' })),
    reveal: Type.Optional(Type.Boolean({ description: 'Asks for the answer instead of giving one.' })),
  },
  exactly,
);

/** What an answer came to. */
export const Verdict = Type.Object(
  {
    answer: Text,
    question: Text,
    isCorrect: Type.Boolean(),
    isUndone: Type.Boolean(),
    canUndo: Type.Boolean(),
    certainty: Type.Enum(['guess', 'think', 'sure', 'none']),
    heading: Text,
    lead: Text,
    stem: Html,
    options: Type.Array(
      Type.Object(
        {
          letter: Text,
          text: Html,
          rationale: Html,
          mark: Type.Enum(['key', 'missed', '']),
          tag: Text,
          isChosen: Type.Boolean(),
        },
        exactly,
      ),
    ),
    why: Html,
    rationale: Html,
    references: Type.Array(Type.Object({ title: Text, url: Text, locator: Text, year: Text }, exactly)),
    returns: Type.String({ description: 'When the idea comes back, and why then.' }),
    advice: Text,
    chance: nullable(Share),
  },
  exactly,
);
