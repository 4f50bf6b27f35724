/** How much a finding weighs: an error is decided by the program, a warning is for the author to judge. */
export type Level = 'error' | 'warning';

/** One rule of item writing. */
export type Rule = {
  id: string;
  /** What `etude check` can find; a rule without levels is for a reviewer. */
  levels: readonly Level[];
  /** Whether even its errors may be waived with a reason. */
  mayWaive?: true;
  what: string;
  why: string;
};

const E = ['error'] as const;
const W = ['warning'] as const;
const EW = ['error', 'warning'] as const;
const reviewer = [] as const;

/** Every rule there is, in the order in which `etude check --rules` explains them. */
export const rules: readonly Rule[] = [
  {
    id: 'IW-01',
    levels: reviewer,
    what: 'A question tests one objective at one cognitive level, and something that matters.',
    why: 'A question about two things tells you about neither.',
  },
  {
    id: 'IW-02',
    levels: E,
    what: 'Three to five options with one key; five or six with two or three keys.',
    why: 'That is how real exams ask; more options only make weak distractors.',
  },
  {
    id: 'IW-03',
    levels: E,
    what: 'A stem with several keys ends with their count, “(Select TWO.)”; one with one key does not.',
    why: 'Candidates must not guess how many are wanted.',
  },
  {
    id: 'IW-04',
    levels: W,
    what: 'A superlative in the question stands in capitals, and the stem names the criterion.',
    why: 'The BEST answer is only defensible where the stem says what decides.',
  },
  {
    id: 'IW-05',
    levels: E,
    what: 'No “all of the above” and no “none of the above”.',
    why: 'Half of the knowledge answers them, and options are shuffled.',
  },
  {
    id: 'IW-06',
    levels: E,
    what: 'No option, stem or rationale refers to options by letter or number.',
    why: 'Options are shuffled: the letter would point to another one.',
  },
  {
    id: 'IW-07',
    levels: EW,
    what: 'The key is not conspicuously longer or shorter than the distractors.',
    why: 'The longest option is the oldest tip of all: authors make only the truth precise.',
  },
  {
    id: 'IW-08',
    levels: E,
    what: 'Over 30 questions or more the key is not the longest more often than chance.',
    why: 'A small cue in each question adds up to a strategy.',
  },
  {
    id: 'IW-09',
    levels: E,
    what: 'Keys are spread over the places (over 30 questions or more); where nothing is shuffled never four alike in a row.',
    why: 'Nobody should score by always taking the second.',
  },
  {
    id: 'IW-10',
    levels: E,
    what: 'Options that are numbers stand in ascending order and say "shuffle": false.',
    why: 'Searching a jumbled list of numbers tests patience.',
  },
  {
    id: 'IW-11',
    levels: EW,
    what: 'Numbers share unit and precision; spans do not overlap.',
    why: 'The odd one out attracts the eye, and a value in two spans has two right answers.',
  },
  {
    id: 'IW-12',
    levels: W,
    what: 'Options are alike in grammar, punctuation and capitals.',
    why: 'The key written otherwise than its neighbours gives itself away.',
  },
  {
    id: 'IW-13',
    levels: EW,
    what: 'Stem and options fit together in grammar.',
    why: 'An “a” at the end of the stem rules out every vowel.',
  },
  {
    id: 'IW-14',
    levels: EW,
    mayWaive: true,
    what: 'No telling word stands in the stem and in the key alone. Names under test may be waived.',
    why: 'Readers match words before they understand them.',
  },
  {
    id: 'IW-15',
    levels: W,
    what: 'The key does not share most with the other options.',
    why: 'Distractors made by changing the key point back to it.',
  },
  {
    id: 'IW-16',
    levels: W,
    what: 'Absolute words (always, never, only …) are not a mark of distractors, and true where they stand in a key.',
    why: 'Test-wise readers strike out whatever says always.',
  },
  {
    id: 'IW-17',
    levels: W,
    what: 'Hedges (often, usually, may …) do not stand in the key alone.',
    why: 'A careful claim is seldom wrong, and readers know it.',
  },
  {
    id: 'IW-18',
    levels: E,
    what: 'Questions are asked positively; a rare NOT or EXCEPT stands in capitals, and no option is negative then.',
    why: 'A missed “not” measures attention, not knowledge.',
  },
  {
    id: 'IW-19',
    levels: E,
    what: 'The stem is a full question of six words or more, not “which of the following is true”.',
    why: 'It must be answerable with the options covered.',
  },
  {
    id: 'IW-20',
    levels: E,
    what: 'No blanks to fill in and no “what do you think”.',
    why: 'Gaps test the author’s wording, and an opinion has no key.',
  },
  {
    id: 'IW-21',
    levels: E,
    what: 'Stem up to 45 words to remember, 130 otherwise; options up to 30 and within 25 of each other; rationale 30 to 180.',
    why: 'Reading time is not what is tested, and an answer without an explanation teaches nothing.',
  },
  {
    id: 'IW-22',
    levels: W,
    what: 'Words that every option begins with stand in the stem.',
    why: 'Read once, not four times.',
  },
  {
    id: 'IW-23',
    levels: EW,
    what: 'Each distractor names in eight words or more which mistake it stands for; "confusedWith" names something else than what is asked.',
    why: 'A distractor without a misconception distracts nobody.',
  },
  {
    id: 'IW-24',
    levels: EW,
    what: 'Options differ, and none says nearly the same as another.',
    why: 'Two options that mean the same are both wrong, and readers know it.',
  },
  {
    id: 'IW-25',
    levels: reviewer,
    what: 'No absurd or funny options.',
    why: 'They are struck out at once: three options with a joke are two.',
  },
  {
    id: 'IW-26',
    levels: EW,
    what: 'No question leans on another one or gives it away.',
    why: 'Questions come alone and in any order.',
  },
  {
    id: 'IW-27',
    levels: EW,
    what: 'No two questions are the same in nearly the same words.',
    why: 'The wording would be learned and not the idea.',
  },
  {
    id: 'IW-28',
    levels: E,
    what: 'Dated facts name their year in the stem and carry "asOf", a day that has been; "timeless" says why none is needed.',
    why: 'What was true in 2021 is wrong in 2024.',
  },
  {
    id: 'IW-29',
    levels: EW,
    what: 'A reference says where (locator, and an address, ISBN or title with author), and examinable facts are named; where all are common knowledge (grade K), the stem names its source.',
    why: 'Whoever doubts the key must be able to look it up.',
  },
  {
    id: 'IW-30',
    levels: W,
    what: 'Rare acronyms are spelt out in the stem; spelling is British.',
    why: 'Not to know an abbreviation is not to lack the idea.',
  },
  {
    id: 'IW-31',
    levels: W,
    what: 'Plain language: sentences up to 35 words, reading grade up to 14.',
    why: 'Many candidates read in their second or third language.',
  },
  {
    id: 'IW-32',
    levels: W,
    what: 'The rationale stands alone: it names what the key and each distractor say, and the year of dated facts.',
    why: 'It is read after the options have gone.',
  },
  {
    id: 'IW-33',
    levels: E,
    what: 'Recall of persons and years (tag "trivia") is at most 8% of the bank.',
    why: 'Nobody works better for knowing who said it first.',
  },
  {
    id: 'IW-34',
    levels: E,
    what: 'A domain remembers 20%, understands 30%, applies 30%, analyses 20%, each within 5 points.',
    why: 'Recall is the easiest to write, and the least worth.',
  },
  {
    id: 'IW-35',
    levels: E,
    what: 'Texts are composed Unicode without invisible characters, HTML, headings, images, tables or spaces at line ends.',
    why: 'What nobody sees in the file surprises everybody on the page.',
  },
  {
    id: 'IW-36',
    levels: E,
    what: 'A changed key raises the edition (looked up by --data).',
    why: 'Answers to the earlier key must not count by the new one.',
  },
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
    what: 'Dated facts were looked at in the last 18 months, or as bank.json says ("dated").',
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
    what: 'What lies in the folder of a bank is listed in bank.json.',
    why: 'A copy that a sync tool or an editor has left behind may hold changes that nobody else sees.',
  },
  {
    id: 'gone',
    levels: W,
    what: 'A question that learners have answered stays in the bank, at least as retired or in "formerly".',
    why: 'What they remember of it is lost otherwise.',
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
    what: 'Files are laid out as `etude fmt` does it.',
    why: 'Changes then show what was changed.',
  },
];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

/** A rule by its id. */
export function ruleOf(id: string): Rule | undefined {
  return byId.get(id);
}

/** What `etude check --rules` prints. */
export function rulesText(): string {
  return rules
    .map(({ id, levels, mayWaive, what, why }) => {
      const who = levels.length === 0 ? 'reviewer' : levels.join(' or ');
      return `${id.padEnd(8)} ${who}${mayWaive ? ', may be waived' : ''}\n         ${what}\n         ${why}`;
    })
    .join('\n');
}
