import type { Concept, LiveQuestion } from '../../src/bank/bank.ts';
import { kindOf } from '../../src/bank/kinds/kinds.ts';
import { perObject } from '../../src/base/lazy.ts';
import { unit } from '../../src/base/random.ts';
import type { Certainty } from '../../src/memory/rate.ts';
import { factor, normal, within } from './chance.ts';
import type { Trace, Truth } from './truths/trace.ts';

/** What a candidate does with a question. */
export type Answer = {
  response: string[];
  correct: boolean;
  certainty: Certainty;
  /** The seconds until the answer, and those that the verdict is read. */
  answering: number;
  reading: number;
};

/** How a candidate differs from others, apart from memory. */
type Person = {
  /** The share of a memory that is there in words never met, after one wording. */
  transfer: number;
  /** How much each further wording frees a memory from the words. */
  variety: number;
  knownBefore: number;
  guessing: number;
  slowness: number;
  confidence: number;
};

/** How sure someone is of what is known beforehand, whatever the words. */
const recallOfKnown = 0.93;
const slip = 0.03;

/** Seconds: a wrong answer takes longer, and so does its verdict. */
const seconds = { right: { answering: 14, reading: 3 }, wrong: { answering: 18, reading: 12 } };

const usualSeconds = ({ answering, reading }: typeof seconds.right) => answering + reading;

function personOf(name: string): Person {
  return {
    transfer: within(0.6, 0.87 + 0.05 * normal(`${name}/transfer`), 0.98),
    variety: 0.3 + unit(`${name}/variety`),
    knownBefore: within(0.05, 0.2 + 0.08 * normal(`${name}/known`), 0.45),
    guessing: 1 + 0.25 * unit(`${name}/guessing`),
    slowness: factor(`${name}/slowness`, 0.2),
    confidence: 0.5 * normal(`${name}/confidence`),
  };
}

/** What is in a candidate's head about one concept. */
type Idea = { trace: Trace; known: boolean; stems: Set<string>; asked: number };

/** A made-up candidate: what they know is hidden from every policy but the oracle. Equal names answer alike. */
export class Candidate {
  readonly #name: string;
  readonly #truth: Truth;
  readonly #person: Person;
  readonly #ideas = new Map<string, Idea>();

  constructor(name: string, truth: Truth) {
    this.#name = name;
    this.#truth = truth;
    this.#person = personOf(name);
  }

  /** Answers a question and learns from its verdict. */
  answer({ question }: LiveQuestion, at: number): Answer {
    const idea = this.#idea(question.concept);
    const { recall, knowing, lucky } = this.#odds(question, idea, at);
    const turn = `${this.#name}/${question.concept}/${idea.asked++}`;
    const luck = unit(`${turn}/memory`);
    const knows = luck < knowing;
    const correct = unit(`${turn}/mark`) < (knows ? 1 - slip : lucky);
    idea.trace = idea.trace.after(at, luck < recall);
    idea.stems.add(question.id);
    return {
      ...this.#say(question, turn, correct),
      certainty: this.#certainty(turn, knows, correct),
      correct,
    };
  }

  /** The chance of a right answer with each certainty. */
  rightAnswers({ question }: LiveQuestion, at: number): { certainty: Certainty; chance: number }[] {
    const { knowing, lucky } = this.#odds(question, this.#idea(question.concept), at);
    const [known, guessed] = [knowing * (1 - slip), (1 - knowing) * lucky];
    const [whenKnown, whenGuessed] = [this.#certaintyShares(true, true), this.#certaintyShares(false, true)];
    return said.map((certainty) => ({
      certainty,
      chance: known * whenKnown[certainty] + guessed * whenGuessed[certainty],
    }));
  }

  /** The chance to be right about a concept in words never met. */
  chance(concept: Concept, at: number): number {
    return this.#chance(concept, this.#idea(concept.id), at);
  }

  /**
   * How much the chance at a later moment rises if the concept is asked now, and the seconds that takes, as only an oracle
   * knows it. Of a concept that was never asked even an oracle knows only how often such a one is known.
   */
  worth(concept: Concept, now: number, at: number): { gain: number; seconds: number } {
    const idea = this.#idea(concept.id);
    if (idea.asked > 0) return this.#worth(concept, idea, now, at);
    const known = this.#worth(concept, { ...idea, known: true }, now, at);
    const unknown = this.#worth(concept, { ...idea, known: false }, now, at);
    const mixed = (a: number, b: number) => this.#person.knownBefore * a + (1 - this.#person.knownBefore) * b;
    return { gain: mixed(known.gain, unknown.gain), seconds: mixed(known.seconds, unknown.seconds) };
  }

  #worth(concept: Concept, idea: Idea, now: number, at: number): { gain: number; seconds: number } {
    const recall = this.#recall(idea, now);
    const stems = new Set([...idea.stems, ...(idea.stems.size < concept.askable.length ? ['one more'] : [])]);
    const then = (recalled: boolean) =>
      this.#chance(concept, { ...idea, stems, trace: idea.trace.after(now, recalled) }, at);
    const after = recall * then(true) + (1 - recall) * then(false);
    const spent = recall * usualSeconds(seconds.right) + (1 - recall) * usualSeconds(seconds.wrong);
    return { gain: after - this.#chance(concept, idea, at), seconds: spent };
  }

  #idea(concept: string): Idea {
    return this.#ideas.getOrInsertComputed(concept, () => ({
      trace: this.#truth(this.#name, concept),
      known: unit(`${this.#name}/${concept}/known`) < this.#person.knownBefore,
      stems: new Set(),
      asked: 0,
    }));
  }

  /** The chances to remember an idea, to know it in a question's words, and to be right by luck otherwise. */
  #odds(question: LiveQuestion['question'], idea: Idea, at: number) {
    const recall = this.#recall(idea, at);
    const isNewStem = idea.asked > 0 && !idea.stems.has(question.id);
    const words = isNewStem && !idea.known ? this.#share(idea.stems.size) : 1;
    const lucky = Math.min(1, this.#person.guessing * kindOf(question).guessChance);
    return { recall, knowing: recall * words, lucky };
  }

  #recall({ trace, known }: Idea, at: number): number {
    return Math.max(known ? recallOfKnown : 0, trace.recall(at));
  }

  /** The share of a memory that is there in new words, after so many wordings of it. */
  #share(stems: number): number {
    return 1 - (1 - this.#person.transfer) / Math.max(1, stems) ** this.#person.variety;
  }

  #chance({ questions }: Concept, idea: Idea, at: number): number {
    const learned = idea.trace.recall(at) * this.#share(idea.stems.size);
    const knows = Math.max(idea.known ? recallOfKnown : 0, learned);
    const guess = Math.min(1, this.#person.guessing * blindChance(questions));
    return knows * (1 - slip) + (1 - knows) * guess;
  }

  #say(
    { key, options }: LiveQuestion['question'],
    turn: string,
    correct: boolean,
  ): Pick<Answer, 'response' | 'answering' | 'reading'> {
    const { answering, reading } = seconds[correct ? 'right' : 'wrong'];
    const pace = this.#person.slowness * factor(`${turn}/pace`, 0.4) * Math.exp(-0.08);
    const wrong = options.map(({ id }) => id).find((id) => !key.includes(id))!;
    const response = correct ? [...key] : [...key.slice(1), wrong];
    return { response, answering: answering * pace, reading: reading * pace };
  }

  #certainty(turn: string, knows: boolean, correct: boolean): Certainty {
    const { sure, think } = this.#certaintyShares(knows, correct);
    const luck = unit(`${turn}/certainty`);
    return luck < sure ? 'sure' : luck < sure + think ? 'think' : 'guess';
  }

  /** How often each certainty is said. */
  #certaintyShares(knows: boolean, correct: boolean): Record<(typeof said)[number], number> {
    const usual = knows ? [0.7, 0.97] : correct ? [0.07, 0.4] : [0.1, 0.45];
    const [sure, atLeastThink] = usual.map((share) => shifted(share, this.#person.confidence));
    return { sure: sure!, think: atLeastThink! - sure!, guess: 1 - atLeastThink! };
  }
}

/** What a candidate may say of an answer. */
const said = ['sure', 'think', 'guess'] as const;

/** The chance to be right blindly, on average over a concept's questions. */
const blindChance = perObject((questions: readonly LiveQuestion[]) => {
  const each = questions.map(({ question }) => kindOf(question).guessChance);
  return each.reduce((sum, chance) => sum + chance, 0) / each.length;
});

/** A share moved on the logit scale. */
function shifted(share: number, by: number): number {
  return 1 / (1 + ((1 - share) / share) * Math.exp(-by));
}

/** The seconds that a candidate has on each day: some days are missed, none is like another. */
export function secondsOfDays(name: string, days: number, minutes: number): number[] {
  return Array.from({ length: days }, (_, day) => {
    const isMissed = day > 0 && unit(`${name}/missed/${day}`) < missedDays;
    return isMissed ? 0 : 60 * minutes * factor(`${name}/minutes/${day}`, 0.3) * Math.exp(-0.045);
  });
}

const missedDays = 0.15;
