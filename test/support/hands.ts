import type { Page } from 'playwright-core';
import type { Certainty } from '../../src/memory/rate.ts';
import { named, optionNamed, pressOn } from './pointing.ts';

/** A way of using Etude. Every gesture but choosing leads to another page. */
export type Hand = {
  begin(page: Page): Promise<void>;
  choose(page: Page, letters: readonly string[]): Promise<void>;
  /** Answers; where there are two keys for the same, the turn decides. */
  answer(page: Page, certainty: Certainty, turn: number): Promise<void>;
  next(page: Page, turn: number): Promise<void>;
  more(page: Page): Promise<void>;
};

const beginLink = named('a', /^(Begin|Carry on)/);
const nextLink = named('a', /^Next/);
const moreButton = named('button', /^(Ten more new questions|Carry on with what helps most)/);
const names = { guess: /^Guess/, think: /^Think so/, sure: /^Sure/, none: /^I don’t know/ };
/** Says in a script the button that answers with a certainty. */
export const certaintyNamed = (certainty: Certainty) => named('button', names[certainty]);

/** Does what leads to another page, and waits until that has run its script. */
export async function follow(page: Page, gesture: () => Promise<void>): Promise<void> {
  const led = page.waitForEvent('domcontentloaded');
  await gesture();
  await led;
}

/** What the keys do that the page shows when it is asked, and the name of what shows them. */
export const keysShown = (page: Page) =>
  page.evaluate<{ name: string; keys: string }>(`(() => {
    const dialog = document.querySelector('dialog[open]');
    const name = dialog.ariaLabelledByElements.map(({ innerText }) => innerText).join();
    return { name, keys: dialog.querySelector('dl').innerText.replaceAll(/\\s+/g, ' ') };
  })()`);

/** Turns off every shortcut that is on, in the settings that are open, and saves them. */
export async function turnKeysOff(page: Page): Promise<void> {
  const on = await page.evaluate<number>("document.querySelectorAll('#keys :checked').length");
  for (let left = on; left > 0; left--) await pressOn(page, "document.querySelector('#keys :checked')");
  await follow(page, () => pressOn(page, named('button', /^Save$/)));
}

/** The shortcuts and nothing else, save for Tab to what has none. */
export const keys: Hand = {
  begin: (page) => page.keyboard.press('n'),
  async choose(page, letters) {
    for (const letter of letters) await page.keyboard.press(String('ABCDEFGH'.indexOf(letter) + 1));
  },
  answer(page, certainty, turn) {
    const think = turn % 2 === 0 ? 't' : 'Enter';
    return page.keyboard.press({ guess: 'g', think, sure: 's', none: 'd' }[certainty]);
  },
  next: (page, turn) => page.keyboard.press(turn % 2 === 0 ? 'n' : 'Enter'),
  more: (page) => tabAndPress(page, moreButton),
};

/** What a browser's own keys do without any script: Tab, Space, Enter, and the arrows among radio buttons. */
export const tabs: Hand = {
  begin: (page) => tabAndPress(page, beginLink),
  async choose(page, letters) {
    for (const letter of letters) {
      const inputAt = (at: string) => `${optionNamed(at)}.control`;
      const isRadio = await page.evaluate(`${inputAt(letter)}.type === 'radio'`);
      await tabTo(page, inputAt(isRadio ? 'A' : letter));
      await page.keyboard.press('Space');
      if (isRadio)
        for (let i = 'ABCDEFGH'.indexOf(letter); i > 0; i--) await page.keyboard.press('ArrowDown');
    }
  },
  answer: (page, certainty) =>
    certainty === 'think'
      ? page.keyboard.press('Enter')
      : tabAndPress(page, certaintyNamed(certainty), 'Space'),
  next: (page) => tabAndPress(page, nextLink),
  more: (page) => tabAndPress(page, moreButton, 'Space'),
};

/** A mouse, or a thumb. */
export function pointing(gesture: 'click' | 'tap'): Hand {
  return {
    begin: (page) => pressOn(page, beginLink, gesture),
    async choose(page, letters) {
      for (const letter of letters) await pressOn(page, optionNamed(letter), gesture);
    },
    answer: (page, certainty) => pressOn(page, certaintyNamed(certainty), gesture),
    next: (page) => pressOn(page, nextLink, gesture),
    more: (page) => pressOn(page, moreButton, gesture),
  };
}

async function tabAndPress(page: Page, target: string, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** Presses Tab until an element has the focus. */
export async function tabTo(page: Page, target: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement === ${target}`)) return;
  }
  throw new Error(`Tab does not lead to ${target}.`);
}
