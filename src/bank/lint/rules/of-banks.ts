import { E, EW, type Rule, W } from './rule.ts';

/** The rules about a bank as a whole and its files. */
export const ofBanks: readonly Rule[] = [
  {
    id: 'concept',
    levels: E,
    what: 'Every concept has a question that practice may ask: ready, and not sealed.',
    why: 'An exam would ask what nobody could practise.',
  },
  {
    id: 'blueprint',
    levels: E,
    what: 'The bank can fill every blueprint: questions enough in each domain that may stand in one paper.',
    why: 'A candidate could not begin that exam.',
  },
  {
    id: 'stale',
    levels: W,
    what: 'Dated facts were checked in the last 18 months, or as bank.json says ("dated").',
    why: 'A new report may have changed them.',
  },
  {
    id: 'lesson',
    levels: W,
    what: 'Where one domain has a lesson, all have.',
    why: 'Verdicts lead to the section that explains them, and a lesson can be lost unnoticed.',
  },
  {
    id: 'stray',
    levels: W,
    what: 'Everything in the folder of a bank is listed in bank.json.',
    why: 'A copy that a sync tool or an editor has left behind may hold changes that nobody else sees.',
  },
  {
    id: 'gone',
    levels: W,
    what: 'A question that learners have answered stays in the bank, at least as retired or in "formerly".',
    why: 'Otherwise learners lose what they remember of it.',
  },
  {
    id: 'waive',
    levels: EW,
    what: 'A waiver names a rule that is broken here and that may be waived.',
    why: 'A waiver left behind hides the next mistake.',
  },
  {
    id: 'format',
    levels: W,
    what: 'Files have the layout that `etude fmt` writes.',
    why: 'A diff then shows only what has changed.',
  },
];
