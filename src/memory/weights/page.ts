import { oneOrMany } from '../../base/text/words.ts';
import { dateName } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../../learner/model.ts';
import type { ScheduleShown } from '../../learner/settings/page.ts';
import { fewestAnswers } from './fit.ts';
import { adoptionOf } from './merged.ts';
import type { Fitting } from './model.ts';
import type { Stage } from './stage.ts';

/** What is said of a learner's schedule is made of this; the looks for better weights come the newest first. */
export type ScheduleGiven = {
  learner: Pick<Learner, 'weights' | 'zone'>;
  fittings: readonly Fitting[];
  /** How many answers brought a concept back on a later day. */
  returns: number;
  stage: Stage | undefined;
  /** Whether the optimizer is installed. */
  isAble: boolean;
};

/** What pages say of a learner's schedule. */
export function scheduleShown(given: ScheduleGiven): ScheduleShown {
  const { learner, fittings, returns, stage, isAble } = given;
  const isUnderWay = stage !== undefined && stage.kind !== 'failed';
  const canFit = isAble && !isUnderWay && returns >= fewestAnswers;
  return {
    lines: [...presentLines(given), ...lastLook(given), ...nextLines(given)],
    underWay: isUnderWay ? underWayLine(stage) : '',
    failed: stage?.kind === 'failed' ? 'The fit failed. Nothing was changed. Try again later.' : '',
    fit: canFit ? 'Fit my schedule now' : '',
    back: learner.weights === '' || isUnderWay ? '' : backTo(learner.weights, fittings),
  };
}

/** Which schedule is in use, and how it came about. */
function presentLines({ learner, fittings }: ScheduleGiven): string[] {
  if (learner.weights === '') return ['You are using the standard schedule.'];
  const adoption = adoptionOf({ weights: learner.weights, fittings });
  if (!adoption) return ['Etude schedules your questions based on your own answers.'];
  const { fittedAt, answers } = adoption;
  return [
    `Etude has scheduled your questions based on your own answers since ${dateName(fittedAt, learner.zone)}. It fitted the schedule to ${answers} answers on ideas that came back on a later day.`,
    gainLine(adoption),
  ];
}

function gainLine({ lossStandard = 0, lossOwn = 0 }: Fitting): string {
  const share = ((100 * (lossStandard - lossOwn)) / Math.max(lossStandard, 1e-9)).toFixed(1);
  return `Fitted to your earlier answers and tested on later ones, it predicted ${share}% better than the standard schedule: its log loss was ${lossOwn.toFixed(3)} instead of ${lossStandard.toFixed(3)}.`;
}

/** What the last look came to, where that was something else than the schedule in use. */
function lastLook({ learner: { weights, zone }, fittings }: ScheduleGiven): string[] {
  const [last] = fittings;
  if (!last) return [];
  const on = `On ${dateName(last.fittedAt, zone)}`;
  switch (last.outcome) {
    case 'kept':
      return [
        `${on} Etude tried fitted schedules with ${last.answers} answers and changed nothing: ${weights === '' ? noBetter(last) : 'your schedule still predicts better'}.`,
      ];
    case 'standard':
      return [`${on} Etude went back to it, because a fitted one no longer predicted your answers better.`];
    case 'taken back':
      return [
        `${on} you went back to ${weights === '' ? 'it' : 'this one'}. Etude will not fit another until you ask for one.`,
      ];
    default:
      return [];
  }
}

function noBetter({ lossStandard = 0, lossOwn = 0 }: Fitting): string {
  const losses = `log loss ${lossOwn.toFixed(3)} against ${lossStandard.toFixed(3)}`;
  return `a fitted schedule did not predict later answers clearly better than the standard one (${losses})`;
}

/** What can be done: how many answers are missing, or that the package is. */
function nextLines({ learner, returns, isAble, fittings }: ScheduleGiven): string[] {
  if (!isAble)
    return ['This copy of Etude cannot fit schedules, because an optional package is not installed.'];
  if (learner.weights !== '') return [];
  if (returns < fewestAnswers)
    return [
      `Etude can fit a schedule to you once you have given ${fewestAnswers} answers on ideas that came back on a later day. You have ${returns} of ${fewestAnswers} so far.`,
    ];
  if (fittings.length > 0) return [];
  return [
    `You have ${returns} answers on ideas that came back on a later day: enough to fit a schedule to you. Etude will try this overnight.`,
  ];
}

function underWayLine(stage: Exclude<Stage, { kind: 'failed' }>): string {
  switch (stage.kind) {
    case 'waiting':
      return `Your schedule will be fitted once Etude has fitted ${stage.before} other ${oneOrMany(stage.before, 'schedule', 'schedules')}.`;
    case 'reading':
      return `Etude is reading your answers: ${Math.floor(100 * stage.share)}% done.`;
    case 'fitting':
      return 'Etude is fitting your schedule to your answers.';
    case 'settling':
      return 'Etude is working out when each of your questions comes back.';
  }
}

/** What the button says that takes the weights in use back. */
function backTo(weights: string, fittings: readonly Fitting[]): string {
  const adoption = adoptionOf({ weights, fittings });
  const before = adoption && fittings[fittings.indexOf(adoption) + 1]?.weights;
  return before ? 'Go back to the previous schedule' : 'Go back to the standard schedule';
}

/** The page on which a learner sees how far a fit is. */
export function schedulePage(
  shown: ScheduleShown | undefined,
  formToken: string,
): Page & Record<string, unknown> {
  return { title: 'Your schedule', here: 'settings', formToken, schedule: shown };
}
