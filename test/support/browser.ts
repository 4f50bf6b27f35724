import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { launchChromium } from './chromium.ts';

/** The one browser of all test files in this process, which it ends with; started when it is first needed. */
let browser: Promise<Browser> | undefined;

/** A page in a browser that nobody has used yet, until the test ends. */
export async function visit(
  address: string,
  options?: BrowserContextOptions,
  expected?: RegExp,
): Promise<Page> {
  const { page, close } = await openPage(address, options, expected);
  onTestFinished(close);
  return page;
}

/**
 * A page for longer than a test. Closing it fails if the browser has complained of anything meanwhile but what the
 * test brings about, or asked another server.
 */
export async function openPage(address: string, options: BrowserContextOptions = {}, expected = /^$/) {
  browser ??= launchChromium();
  const still = { baseURL: address, reducedMotion: 'reduce' } as const;
  const context = await (await browser).newContext({ ...still, ...options });
  context.setDefaultTimeout(60_000);
  const complaints = await watch(context, new URL(address).origin);
  const close = async () => {
    await context.close();
    expect(complaints.filter((each) => !expected.test(each))).toEqual([]);
  };
  return { page: await context.newPage(), close };
}

/** A page that tests share, each of which has an Etude at an address of its own on this machine. */
export const openShared = () => openPage('http://127.0.0.1', {}, /^asked http:\/\/127\.0\.0\.1:/);

/** What Chromium says when a page was ready before the transition to it; no script is handed that promise. */
const isDroppedTransition = /^(AbortError: Transition was skipped|InvalidStateError: Transition was aborted)/;

/** Everything that a browser should not have had to say. */
async function watch(context: BrowserContext, origin: string): Promise<string[]> {
  const complaints: string[] = [];
  context.on('weberror', (error) => {
    const words = String(error.error());
    if (!isDroppedTransition.test(words)) complaints.push(words);
  });
  context.on('console', (message) => {
    // The browser's words on a status say less than the response below.
    if (message.text().startsWith('Failed to load resource: the server responded')) return;
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  context.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    // Whoever goes on before a page is complete has its browser drop what is still on the way.
    if (why !== 'net::ERR_ABORTED') complaints.push(`${request.url()} failed: ${why}`);
  });
  context.on('response', (response) => {
    const isPage = response.request().resourceType() === 'document';
    if (!isPage && response.status() >= 400) complaints.push(`${response.status()} for ${response.url()}`);
  });
  await context.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated:', event.violatedDirective, event.blockedURI))`);
  return complaints;
}
