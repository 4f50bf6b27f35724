import type { BrowserContextOptions, Frame } from 'playwright-core';
import { openPage } from './browser.ts';

/** Where a server for browsers has a page that holds nothing but a frame, and what it sends for it. */
export const framePath = '/frame';
export const framePage = `<!doctype html>
<html lang="en">
<title>A frame</title>
<style>
:root { color-scheme: light dark }
iframe { position: fixed; left: 100vw }
</style>
<iframe title="Etude"></iframe>`;

/**
 * A frame in which pages are looked at: a script in it gives them one width after another in a single turn, and nothing
 * is laid out before it ends. It stands beside the window, where Chromium lays out what it need not paint.
 */
export async function openFrame(address: string, options: BrowserContextOptions = {}) {
  const { page, close } = await openPage(address, options);
  await page.goto(framePath);
  return { frame: page.frames()[1]!, close };
}

export type Size = { width: number; height: number };

/** What a script finds in the page of a frame that has been given a size in the same turn. */
export function findAt<T>(frame: Frame, size: Size, script: string): Promise<T> {
  return frame.evaluate<T>(`Object.assign(frameElement, ${JSON.stringify(size)}); ${script}`);
}
