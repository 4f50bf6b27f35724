import type { Page } from 'playwright-core';

// What runs in a page is handed over as text: for a locator Playwright would first bring its own script along, which
// costs as much as the page itself.

/** Says in a script the one element that is shown and named so, by its label or else its text. */
export function named(selector: string, name: RegExp): string {
  return `(() => {
    const isShown = (each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest('[aria-hidden=true]');
    const nameOf = (each) => (each.getAttribute('aria-label') ?? each.textContent).replaceAll(/\\s+/g, ' ').trim();
    const found = [...document.querySelectorAll(${JSON.stringify(selector)})].filter(
      (each) => isShown(each) && ${name}.test(nameOf(each)),
    );
    if (found.length !== 1) throw new Error(found.length + ' of ' + ${JSON.stringify(`${selector} ${name}`)});
    return found[0];
  })()`;
}

/** Says in a script the option with a letter. */
export const optionNamed = (letter: string) =>
  `document.querySelector('label.option:has(input[name=choice][value=${letter}])')`;

/** Presses the middle of an element with a mouse or a thumb; nothing may lie over it. */
export async function pressOn(
  page: Page,
  element: string,
  gesture: 'click' | 'tap' = 'click',
): Promise<void> {
  const [x, y] = await page.evaluate<[number, number]>(`(() => {
    const element = ${element};
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    const box = element.getBoundingClientRect();
    const point = [box.x + box.width / 2, box.y + box.height / 2];
    const hit = document.elementFromPoint(...point);
    if (!element.contains(hit)) throw new Error(element.outerHTML + ' is below ' + hit?.outerHTML);
    return point;
  })()`);
  await (gesture === 'tap' ? page.touchscreen.tap(x, y) : page.mouse.click(x, y));
}

/** The texts of all elements that a selector finds. */
export const textsOf = (page: Page, selector: string) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll(${JSON.stringify(selector)})].map(({ innerText }) => innerText)`,
  );

/** The text of the first element that a selector finds. */
export const textOf = (page: Page, selector: string) =>
  page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).innerText`);
