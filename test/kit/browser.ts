import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { useOpened } from './opened.ts';
import { waitMs } from './until.ts';

/** Opens contexts and pages, each with cookies and storage of its own, which close with the file. */
export type Contexts = Pick<Browser, 'newContext' | 'newPage'>;

function patient<T extends Page | BrowserContext>(opened: T): T {
  opened.setDefaultTimeout(waitMs);
  return opened;
}

/** The run's browser, for all tests of a file. */
export function useBrowser(): Contexts {
  return useOpened(
    async () => {
      const browser = await chromium.connect(inject('browserUrl'));
      return {
        newContext: async (options) => patient(await browser.newContext(options)),
        newPage: async (options) => patient(await browser.newPage(options)),
        close: () => browser.close(),
      } satisfies Contexts & Pick<Browser, 'close'>;
    },
    (browser) => browser.close(),
  );
}

/** Does this on a page of a new context; no script may break there, nor anything that the page's own policy forbids. */
export async function withPage(
  browser: Contexts,
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options);
  const errors: string[] = [];
  try {
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (m) => m.text().includes('Content Security Policy') && errors.push(m.text()));
    await work(page);
    expect(errors).toEqual([]);
  } finally {
    await context.close();
  }
}

/** Opens the playground by its secret address, and waits until its page is loaded. */
export async function openPlayground(
  page: Page,
  { url, opens }: { url: string; opens: { address: string } },
): Promise<void> {
  await page.goto(opens.address);
  await page.waitForURL(`${url}/`);
}

/**
 * Does what leads to another page, and waits until that is loaded: a click or a key waits for no page by itself, and what is read
 * or typed next would be read from the page before, or typed there.
 *
 * @param heading of the page where it leads, if others that lead on by themselves come before it
 */
export async function leadsOn(page: Page, act: () => Promise<void>, heading?: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), act()]);
  if (heading) await expectHeading(page).toBe(heading);
  await page.waitForLoadState();
}

/** How wide a page is, and how high each thing is that one presses or types in, in pixels. */
export const sizes = (page: Page) =>
  page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    heights: [...document.querySelectorAll('.button, .field input')]
      .filter((each) => each.checkVisibility({ visibilityProperty: true }))
      .map((each) => each.getBoundingClientRect().height),
  }));

/** Expects of the page's heading that it comes to be so. */
export const expectHeading = (page: Page) => expect.poll(() => page.textContent('h1'));

/** Expects of the id of what has the focus that it comes to be so: a page gives it away a moment after it is loaded. */
export const expectFocus = (page: Page) => expect.poll(() => page.evaluate(() => document.activeElement?.id ?? ''));
