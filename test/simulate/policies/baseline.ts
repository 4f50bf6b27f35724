import type { LiveQuestion } from '../../../src/bank/bank.ts';
import { kindOf } from '../../../src/bank/kinds/kinds.ts';
import type { MakePolicy, Moment } from './policy.ts';
import { rotation } from './rotation.ts';
import type { Plan, Scheduler } from './schedulers.ts';

/** How a learner goes about a day with a scheduler. */
export type Habits = {
  order: 'reviews first' | 'new first';
  /** Whether the day ends when nothing is due and nothing new is left; otherwise what is due soonest fills the minutes. */
  stops: boolean;
};

/** New concepts are spread evenly over this share of the days, where they come first. */
const meetingShare = 0.6;

/** Practice by a scheduler that knows no date. What was missed comes back on the same day once all else is done. */
export function baseline<P extends Plan>(scheduler: Scheduler<P>, { order, stops }: Habits): MakePolicy {
  return ({ bank, days }) => {
    const stems = rotation(bank);
    const unmet = [...bank.syllabus.concepts];
    const plans = new Map<string, P>();
    let today = { day: -1, asked: new Set<string>(), missed: [] as string[], quota: 0 };

    const begin = ({ day }: Moment) => {
      const daysLeft = Math.max(1, Math.ceil(meetingShare * days) - day);
      today = { day, asked: new Set(), missed: [], quota: Math.ceil(unmet.length / daysLeft) };
    };
    const soonest = (isWanted: (plan: P) => boolean) => {
      let best: string | undefined;
      let bestDay = Number.POSITIVE_INFINITY;
      for (const [concept, plan] of plans) {
        if (plan.dueDay >= bestDay || today.asked.has(concept) || !isWanted(plan)) continue;
        best = concept;
        bestDay = plan.dueDay;
      }
      return best;
    };
    const choose = ({ day }: Moment): string | undefined => {
      const due = () => soonest(({ dueDay }) => dueDay <= day);
      const isNewFirst = order === 'new first' && today.quota > 0;
      const first = isNewFirst ? (unmet[0] ?? due()) : (due() ?? unmet[0]);
      return first ?? today.missed[0] ?? (stops ? undefined : soonest(() => true));
    };
    return {
      async next(moment) {
        if (moment.day !== today.day) begin(moment);
        const concept = choose(moment);
        return concept === undefined ? undefined : stems.stemOf(concept);
      },
      async told(live: LiveQuestion, { correct, certainty }, { day, at }) {
        const { concept } = live.question;
        stems.show(live, at);
        if (unmet[0] === concept) {
          unmet.shift();
          today.quota--;
        }
        today.missed = today.missed.filter((missed) => missed !== concept);
        if (!correct) today.missed.push(concept);
        if (today.asked.has(concept)) return;
        today.asked.add(concept);
        const heard = { correct, certainty, guessChance: kindOf(live.question).guessChance, at, day };
        plans.set(concept, scheduler(plans.get(concept), heard));
      },
    };
  };
}
