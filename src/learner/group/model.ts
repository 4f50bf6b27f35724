/** A group as its leader has it. */
export type Group = {
  id: string;
  /** Who leads it. */
  learner: string;
  name: string;
  /** Rises whenever the link to join is made new. */
  link: number;
};

/** What somebody has agreed to in a group: to be counted, and to show a name or none. */
export type Membership = { group: string; shownName: string | undefined };

/** What a leader's page reads of a member: what they did lately, and the name that they show. */
export type Member = { shownName: string | undefined; answers: number; correct: number; days: number };

/** Most groups that somebody leads or has joined, and most members of one. */
export const mostGroups = 20;
export const mostMembers = 200;

/** For how many days a leader's page looks back. */
export const recentDays = 28;

/** Spreads are shown from so many members on: below, they would say too much of each. */
const fewestMembers = 5;
/** And not where so few show no name that one could work out their figures from the others'. */
const fewestUnnamed = 3;

/** Whether a page may show how members are spread. */
export function maySpread(members: readonly Member[]): boolean {
  const unnamed = members.filter(({ shownName }) => shownName === undefined).length;
  return members.length >= fewestMembers && (unnamed === 0 || unnamed >= fewestUnnamed);
}

/** A row of a distribution. */
export type Band = { label: string; members: number };

/** How many members gave how many answers lately. */
export function answerBands(members: readonly Member[]): Band[] {
  return bandsOf(
    members.map(({ answers }) => answers),
    [
      ['none', 1],
      ['1 to 50', 51],
      ['51 to 200', 201],
      ['more than 200', Number.POSITIVE_INFINITY],
    ],
  );
}

/** So many answers say something about a share. */
const fewestAnswers = 10;

/** How many members got which share right lately, of those with enough answers. */
export function shareBands(members: readonly Member[]): Band[] {
  const shares = members
    .filter(({ answers }) => answers >= fewestAnswers)
    .map(({ answers, correct }) => (100 * correct) / answers);
  return bandsOf(shares, [
    ['below 50%', 50],
    ['50 to 69%', 70],
    ['70 to 84%', 85],
    ['85% or more', Number.POSITIVE_INFINITY],
  ]);
}

/** Counts values by the first limit that each stays below. */
function bandsOf(values: readonly number[], limits: readonly [string, number][]): Band[] {
  let from = Number.NEGATIVE_INFINITY;
  return limits.map(([label, below]) => {
    const members = values.filter((value) => value >= from && value < below).length;
    from = below;
    return { label, members };
  });
}
