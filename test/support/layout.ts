import type { CDPSession, Frame } from 'playwright-core';
import { expect } from 'vitest';
import { findAt, type Size } from './frame.ts';

// What runs in the page is handed over as text, because only browsers know its names.

const textsOf = `function* (root) {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) yield texts.currentNode;
  }`;

/** The texts that must not stick out of the window or, where they stand on a button or a line, of that; tables may scroll. */
const boundTexts = `[...textsOf(document.body)]
    .filter(({ data, parentElement }) => data.trim() && !parentElement.closest('.vh, .skip, option, textarea, .scroll'))
    .map((text) => ({ text, box: text.parentElement.closest('button, .do, .option, summary, .through') }))`;

/** What of such texts sticks out, and the page itself where it is wider than the window. */
const stickingOut = `(texts) => {
    const root = document.documentElement;
    const found = root.scrollWidth > root.clientWidth ? ['the page by ' + (root.scrollWidth - root.clientWidth)] : [];
    const range = document.createRange();
    for (const { text, box } of texts) {
      if (!text.parentElement.checkVisibility()) continue;
      const bounds = box?.getBoundingClientRect() ?? { left: 0, right: root.clientWidth, top: -Infinity, bottom: Infinity };
      range.selectNodeContents(text);
      for (const { left, right, top, bottom } of range.getClientRects()) {
        const isOut = left < bounds.left - 1 || right > bounds.right + 1 || top < bounds.top - 1 || bottom > bounds.bottom + 1;
        if (isOut) found.push(text.data.trim());
      }
    }
    return found;
  }`;

/** What can be pressed on a page, in words, and is smaller than it must be. */
type Small = { words: string; width: number; height: number };

/** The least size of what can be pressed: of answers, and of the rest. */
const least = { answer: 44, other: 24 };

/** The targets of a page but for links within a sentence, which WCAG 2.5.8 lets be as high as their line. */
const targets = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((element) => {
    const isInSentence = element.matches('p a, li a') && !element.matches('.do') && element.parentElement.textContent.trim() !== element.textContent.trim();
    return !element.matches('.vh, .skip') && !isInSentence;
  })`;

/** Those of some targets that are too small, judged in the page, so that it need not hand over all the others. */
const smallOf = `(targets) =>
    targets.flatMap((element) => {
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
      const isAnswer = element.matches('.option input, .crescendo button');
      const isSmall = Math.min(width, height) < (isAnswer ? ${least.answer} : ${least.other});
      return isSmall ? [{ words: element.outerHTML.slice(0, 80), width, height }] : [];
    })`;

/** Opens all that can be opened, by a script of the page's own: for a locator Playwright would first bring its own along. */
export function openDetails(frame: Frame): Promise<void> {
  return frame.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
}

/** How a page is laid out at a width: how much can be pressed, what of it is too small, and what sticks out. */
type Layout = {
  width: number;
  text: 'as it is' | 'wide';
  targets: number;
  small: Small[];
  stickOut: string[];
};

/**
 * Looks at the layout of a page at some widths, first with its text as it is, then with text spaced as widely as
 * WCAG 1.4.12 wants it.
 */
export function layoutsOf(frame: Frame, widths: readonly number[]): Promise<Layout[]> {
  return frame.evaluate<Layout[]>(`(() => {
    const textsOf = ${textsOf};
    const texts = ${boundTexts};
    const targets = ${targets};
    const stickingOut = ${stickingOut};
    const smallOf = ${smallOf};
    const lookAt = (text) => [${widths}].map((width) => {
      frameElement.width = width;
      const shown = targets.filter((element) => element.checkVisibility());
      return { width: innerWidth, text, targets: shown.length, small: smallOf(shown), stickOut: stickingOut(texts) };
    });
    const asItIs = lookAt('as it is');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(\`
      * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
      p { margin-block-end: 2em !important }\`);
    document.adoptedStyleSheets = [sheet];
    const wide = lookAt('wide');
    document.adoptedStyleSheets = [];
    return [...asItIs, ...wide];
  })()`);
}

/** The words in tables and on buttons that are broken between two letters; only a very long one may be. */
export function brokenWords(frame: Frame, size: Size): Promise<string[]> {
  const script = `(() => {
    const range = document.createRange();
    const isBroken = (text, start, end) => {
      range.setStart(text, start);
      range.setEnd(text, end);
      return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1;
    };
    const brokenIn = (text) =>
      isBroken(text, 0, text.length)
        ? [...text.data.matchAll(/(?<!\\p{L})\\p{L}{2,14}(?!\\p{L})/gu)]
            .filter(({ 0: word, index }) => isBroken(text, index, index + word.length))
            .map(([word]) => word)
        : [];
    const textsOf = ${textsOf};
    return [...document.querySelectorAll('table :is(th, td), .do')]
      .filter((box) => box.checkVisibility())
      .flatMap((box) => [...textsOf(box)].flatMap(brokenIn));
  })()`;
  return findAt(frame, size, script);
}

/** Gathers what is wrong with the places at which Tab stops, each when the next Tab leaves it. */
const watchFocus = `{
    const isStop = (element) => element.tabIndex >= 0 && element.type !== 'hidden' && element.checkVisibility();
    const groupOf = (radio) => [...document.querySelectorAll('input[type=radio]')].filter(({ name }) => name === radio.name);
    const isGroupStop = (radio) => radio === (groupOf(radio).find(({ checked }) => checked) ?? groupOf(radio)[0]);
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
      .filter((element) => isStop(element) && (element.type !== 'radio' || isGroupStop(element)));
    const bearer = (element) => element.closest('label.option') ?? element;
    const look = (element) => {
      const { outline, boxShadow, filter, top } = getComputedStyle(bearer(element));
      return [outline, boxShadow, filter, top].join();
    };
    document.activeElement.blur();
    const before = stops.map(look);
    const isUncovered = (element, x, y) => {
      const hit = document.elementFromPoint(x, y);
      return hit !== null && (element.contains(hit) || hit.closest('label')?.contains(element));
    };
    // Not all of what is higher than half the window can be in sight.
    const isHigh = (top, bottom) => bottom - top > innerHeight / 2;
    const startOf = (top, bottom) => (isHigh(top, bottom) ? Math.max(top, 0) : top);
    const middleOf = (top, bottom) => startOf(top, bottom) + Math.min(bottom - top, innerHeight / 2) / 2;
    const faultsAt = (i) => {
      const element = document.activeElement;
      if (element !== stops[i]) return ['not the next in order: ' + element.outerHTML.slice(0, 80)];
      const words = element.outerHTML.slice(0, 80);
      const boxes = [...element.getClientRects()];
      const points = boxes.flatMap(({ left, right, top, bottom }) => [[left + 3, startOf(top, bottom) + 3], [(left + right) / 2, middleOf(top, bottom)]]);
      const faults = [];
      if (!points.every(([x, y]) => isUncovered(element, x, y))) faults.push('covered: ' + words);
      if (look(element) === before[i]) faults.push('looks as without focus: ' + words);
      return faults;
    };
    // A date has several fields within.
    const isStillIn = (i) => stops[i]?.type === 'date' && document.activeElement === stops[i];
    globalThis.round = { at: -1, faults: [] };
    globalThis.leave = () => {
      if (isStillIn(round.at)) return round;
      round.at++;
      round.faults.push(...faultsAt(round.at));
      return round;
    };
    stops[0].focus();
    addEventListener('keydown', leave, true);
    ({ places: stops.length, dates: stops.filter(({ type }) => type === 'date').length });
  }`;

const tab = { key: 'Tab', code: 'Tab', windowsVirtualKeyCode: 9 } as const;
const fieldsOfDate = 4;

/**
 * Goes once round a page by Tab, from the skip link on. Returns what is wrong with the places it stops at. All keys are
 * sent at once, because each way to the browser and back takes longer than the look, and none is let go, for there is no
 * key that does anything then.
 */
export async function focusFaults(frame: Frame, keys: CDPSession, size: Size): Promise<string[]> {
  const { places, dates } = await findAt<{ places: number; dates: number }>(frame, size, watchFocus);
  expect(places).toBeGreaterThan(3);
  const presses = Array.from({ length: places - 1 + dates * (fieldsOfDate - 1) }, () =>
    keys.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...tab }),
  );
  await Promise.all(presses);
  const { at, faults } = await frame.evaluate<{ at: number; faults: string[] }>(
    "removeEventListener('keydown', leave, true); leave()",
  );
  expect(at, 'Tab has come to the last place').toBe(places - 1);
  return faults;
}
