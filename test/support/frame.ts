import type { BrowserContextOptions, Frame } from 'playwright-core';
import { openPage } from './browser.ts';

/** Where a server for browsers has a page that holds nothing but a frame, and what it sends for it. */
export const framePath = '/frame';
export const framePage = `<!doctype html>
<html lang="en">
<title>A frame</title>
<style>
:root { color-scheme: light dark }
body { margin: 0 }
iframe { display: block; border: 0 }
</style>
<iframe title="Etude"></iframe>`;

/**
 * A frame in which pages are looked at: a script in it gives them one width after another in a single turn, and nothing
 * is painted before it ends. The window has room for every size of it.
 */
export async function openFrame(address: string, options: BrowserContextOptions = {}) {
  const { page, close } = await openPage(address, { viewport: { width: 1600, height: 800 }, ...options });
  await page.goto(framePath);
  return { frame: page.frames()[1]!, close };
}

/** Gives a frame, and the page in it, another size. */
export function resize(frame: Frame, size: { width: number; height: number }): Promise<void> {
  return frame.evaluate(`void Object.assign(frameElement, ${JSON.stringify(size)})`);
}
