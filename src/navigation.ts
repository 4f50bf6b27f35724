import type { Navigation } from './base/web/pages.ts';

/** The links on every page. */
export const navigation: Navigation = {
  main: [
    { name: 'today', path: '/', title: 'Today' },
    { name: 'readiness', path: '/readiness', title: 'Readiness' },
    { name: 'progress', path: '/progress', title: 'Progress' },
    { name: 'exams', path: '/exams', title: 'Exams' },
    { name: 'learn', path: '/learn', title: 'Learn' },
    { name: 'bank', path: '/bank', title: 'Bank' },
  ],
  foot: [
    { name: 'account', path: '/account', title: 'Account', needsSession: true },
    { name: 'devices', path: '/devices', title: 'Your devices', needsSession: true },
    { name: 'groups', path: '/groups', title: 'Groups', needsSession: false },
    { name: 'settings', path: '/settings', title: 'Settings', needsSession: false },
    { name: 'help', path: '/help', title: 'Help', needsSession: false },
  ],
};
