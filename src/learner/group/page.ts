import { oneOrMany } from '../../base/text/words.ts';
import type { Page } from '../../base/web/pages.ts';
import type { Learner } from '../model.ts';
import {
  answerBands,
  type Group,
  type Member,
  type Membership,
  maySpread,
  recentDays,
  shareBands,
} from './model.ts';

type Model = Page & Record<string, unknown>;

/** The groups that somebody leads and has joined. */
export function groupsPage(given: {
  learner: Learner | undefined;
  formToken: string;
  led: readonly Group[];
  joined: readonly (Group & Membership)[];
  note: string;
}): Model {
  return {
    title: 'Groups',
    here: 'groups',
    known: given.learner !== undefined,
    formToken: given.formToken,
    note: given.note,
    led: given.led.map(({ id, name }) => ({ id, name })),
    joined: given.joined.map(({ id, name, shownName }) => ({
      id,
      name,
      agreed:
        shownName === undefined ? 'You are counted without your name.' : `Your name is shown: ${shownName}.`,
    })),
  };
}

/** What the leader of a group sees: counts and how members are spread, and those who show their names. */
export function groupPage(
  group: Group,
  members: readonly Member[],
  link: { formToken: string; address: string; qr: { size: number; path: string } },
): Model {
  const answers = members.reduce((sum, member) => sum + member.answers, 0);
  const active = members.filter((member) => member.answers > 0).length;
  const isSpread = maySpread(members);
  const named = members.filter(({ shownName }) => shownName !== undefined);
  return {
    title: group.name,
    here: 'groups',
    ...link,
    id: group.id,
    counts: `${members.length} ${oneOrMany(members.length, 'member', 'members')}`,
    lately: isSpread
      ? `In the last ${recentDays} days ${active} of them practised and gave ${answers} ${oneOrMany(answers, 'answer', 'answers')}.`
      : 'Figures for the whole group appear once five people have joined, but not while only one or two members hide their names.',
    spreads: isSpread
      ? [
          { caption: 'Answers', bands: answerBands(members) },
          { caption: 'Percentage right, for members with ten answers or more', bands: shareBands(members) },
        ]
      : [],
    named: named.map((member) => ({
      name: member.shownName,
      answers: member.answers,
      days: member.days,
      right: member.answers === 0 ? '–' : `${Math.round((100 * member.correct) / member.answers)}%`,
    })),
  };
}

/** The page on which somebody agrees to be counted in a group, or changes what they show. */
export function joinGroupPage(given: {
  group: Group;
  code: string;
  formToken: string;
  /** The name of whoever leads it; empty for a guest. */
  leader: string;
  /** What was agreed before, if they are in it already. */
  before: Membership | undefined;
  name: string;
  note: string;
}): Model {
  const { group, before, leader } = given;
  return {
    title: `Join ${group.name}`,
    here: 'groups',
    group: group.id,
    code: given.code,
    formToken: given.formToken,
    name: before?.shownName ?? given.name,
    isIn: before !== undefined,
    shows: before?.shownName !== undefined,
    heading: before ? `You are in ${group.name}` : `Join ${group.name}?`,
    leads: leader === '' ? 'A guest leads this group.' : `${leader} leads this group.`,
    note: given.note,
  };
}
