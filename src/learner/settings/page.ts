import { zones } from '../../base/time.ts';
import type { Page } from '../../base/web/pages.ts';
import { type Learner, type Theme, themes } from '../model.ts';
import { keysOf, shortcuts } from '../shortcuts.ts';

/** What is said of a learner's schedule: sentences, and the words of buttons; empty for what there is not. */
export type ScheduleShown = {
  lines: readonly string[];
  underWay: string;
  failed: string;
  fit: string;
  back: string;
};

/** What the settings page is made of. */
export type SettingsGiven = {
  learner: Learner | undefined;
  formToken: string;
  saved: boolean;
  /** Questions that are not asked any more, by id and in one line. */
  asides: { question: string; line: string }[];
  note: string;
  schedule: ScheduleShown | undefined;
};

const themeNames: Record<Theme, string> = {
  auto: 'Automatic, same as this device',
  light: 'Light',
  dark: 'Dark',
};

/** The page on which learners say how they want to study. */
export function settingsPage({
  learner,
  formToken,
  saved,
  asides,
  note,
  schedule,
}: SettingsGiven): Page & Record<string, unknown> {
  return {
    title: 'Settings',
    here: 'settings',
    known: learner !== undefined,
    saved,
    note,
    formToken,
    zones: zoneChoices(learner?.zone ?? 'UTC'),
    dayStarts: Array.from({ length: 24 }, (_, hour) => ({
      value: hour,
      name: `${String(hour).padStart(2, '0')}:00`,
      selected: hour === learner?.dayStart,
    })),
    newPerDay: learner?.newPerDay ?? 0,
    retention: Math.round((learner?.retention ?? 0) * 100),
    themes: themes.map((theme) => ({
      value: theme,
      name: themeNames[theme],
      checked: theme === learner?.theme,
    })),
    shortcuts: shortcuts.map(({ name, key, does }) => ({
      name,
      key,
      does,
      on: !learner?.keysOff.includes(name),
    })),
    keys: keysOf(learner?.keysOff ?? []),
    asides,
    schedule,
  };
}

/** Every zone to choose from; one that this runtime lists under another name stays as it is. */
function zoneChoices(own: string): { name: string; selected: boolean }[] {
  const names = zones().includes(own) ? zones() : [own, ...zones()];
  return names.map((name) => ({ name, selected: name === own }));
}
