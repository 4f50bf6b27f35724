import { E, EW, type Rule, W } from './rule.ts';

/** The rules about a bank as a whole and its files. */
export const ofBanks: readonly Rule[] = [
  {
    id: 'concept',
    levels: E,
    what: 'Every concept has a question that can be asked during practice: one that is ready and not sealed.',
    why: 'Otherwise an exam would ask about something nobody could practise.',
  },
  {
    id: 'blueprint',
    levels: E,
    what: 'Each domain has enough questions for one paper of every blueprint.',
    why: 'Otherwise a candidate could not start that exam.',
  },
  {
    id: 'stale',
    levels: W,
    what: 'Dated facts have been checked in the last 18 months, or within the limit that bank.json sets ("dated").',
    why: 'A new report may have changed them.',
  },
  {
    id: 'lesson',
    levels: W,
    what: 'If one domain has a lesson, all domains do.',
    why: 'Verdicts link to the section that explains them, and a missing lesson is easily overlooked.',
  },
  {
    id: 'stray',
    levels: W,
    what: 'Everything in a bank’s folder is listed in bank.json, and every picture is shown.',
    why: 'A copy left behind by a sync tool or an editor may contain changes that nobody else sees.',
  },
  {
    id: 'gone',
    levels: W,
    what: 'A question that learners have answered stays in the bank, even if only as retired or in "formerly".',
    why: 'Otherwise learners lose their progress on it.',
  },
  {
    id: 'waive',
    levels: EW,
    what: 'A waiver names a rule that the question breaks and that may be waived.',
    why: 'A waiver left behind hides the next mistake.',
  },
  {
    id: 'format',
    levels: W,
    what: 'Files have the layout that `etude fmt` writes.',
    why: 'Then a diff shows only real changes.',
  },
];
