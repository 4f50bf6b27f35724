import type { House } from './house.ts';
import { type Page, Reader } from './reader.ts';

type Pages = Record<string, Page>;

/** Going on with another device, taking along, leaving and studying together. */
export async function devicePages(house: House, name: string): Promise<Pages> {
  const [learner, guest, stranger] = [new Reader(house.app), new Reader(house.app), new Reader(house.app)];
  for (const reader of [learner, guest]) await answer(reader);
  const devices = await learner.get('/devices');
  const made = await learner.post('/devices/link', devices.form('/devices/link'));
  const link = pathOf(made);
  const unsure = await learner.send('/delete', (await learner.get('/delete')).form('/delete'));
  return {
    'your devices': devices,
    'your devices with a link': made,
    'your devices of a visitor': await stranger.get('/devices'),
    'a link for a visitor': await stranger.get(link),
    'a link for a guest': await guest.get(link),
    'a link on the same device': await learner.get(link),
    'a link that is over': await stranger.get('/join?code=none'),
    'bring in': await learner.get('/bring-in'),
    'leave with a note': unsure,
    'leave without progress': await stranger.get('/delete'),
    'everything deleted': await stranger.get('/delete?done=yes'),
    ...(await groupPages(house, learner, name)),
  };
}

/** A group of six, two of whom show their names. */
async function groupPages(house: House, leader: Reader, name: string): Promise<Pages> {
  const empty = await leader.get('/groups');
  const made = await leader.post('/groups', { ...empty.form('/groups'), name });
  const link = pathOf(made);
  for (const shown of [name, 'Mara', '', '', '', '']) {
    const member = new Reader(house.app);
    const form = (await member.get(link)).form('/groups/join');
    await member.post('/groups/join', { ...form, shown: shown ? 'yes' : 'no', name: shown });
    await answer(member);
  }
  const noted = await leader.send('/groups/join', {
    ...(await leader.get(link)).form('/groups/join'),
    shown: 'yes',
    name: '',
  });
  await leader.post('/groups/join', {
    ...(await leader.get(link)).form('/groups/join'),
    shown: 'yes',
    name,
  });
  return {
    'groups of a visitor': await new Reader(house.app).get('/groups'),
    groups: await leader.get('/groups'),
    'a group without members': made,
    'a group': await leader.get(new URL(made.text('code.link')).pathname.replace('join', groupOf(link))),
    'joining a group': await new Reader(house.app).get(link),
    'joining a group with a note': noted,
    'in a group already': await leader.get(link),
  };
}

const groupOf = (link: string) => new URLSearchParams(link.split('?')[1]).get('group')!;

/** The path of the link that a page shows. */
function pathOf(page: Page): string {
  const { pathname, search } = new URL(page.text('code.link'));
  return pathname + search;
}

async function answer(reader: Reader): Promise<void> {
  const page = await reader.get('/practice');
  await reader.answer(page, [...page.options().keys()].slice(0, 1));
}
