import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import express from 'express';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastPages, pages } from '../../../adapters/pages/pages.ts';
import { securityHeaders } from '../../../adapters/pages/security-headers.ts';
import { links } from '../../../db/schema/index.ts';
import { linkToken } from '../../../src/service/passwords/link-token.ts';
import { sendLink } from '../../../src/service/passwords/links.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { pageWords } from '../../../src/ui/sentences/pages.ts';
import { expectFocus, leadsOn, sizes, useBrowser, withPage } from '../../kit/browser.ts';
import { useDatabase } from '../../kit/database.ts';
import { type Listening, listen } from '../../kit/listen.ts';
import { addCentre, addUser } from '../../kit/people.ts';

const good = 'violet tractor under rain';

const database = useDatabase();
const app = database.app();
const browser = useBrowser();
let centreId: string;
let server: Listening;

beforeAll(async () => {
  centreId = (await addCentre(app.db, { name: 'Llanfair Pwllgwyngyll International School' })).id;
  const log = pino({ level: 'silent' });
  const web = express();
  web.use(securityHeaders(), pages(app, log));
  web.use(lastPages(log));
  server = await listen(web);
});
afterAll(() => server?.close());

async function linkPath(): Promise<string> {
  const user = await addUser(app.db, centreId, {
    status: 'invited',
    email: `bartholomew.featherstonehaugh.${randomUUID()}@riverside-international.example`,
  });
  await inTransaction(app, (app) => sendLink(app, user, 'set-up', randomUUID()));
  const [link] = await app.db.select().from(links).where(eq(links.userId, user.id));
  return `/password/set/${linkToken(app, link?.id ?? '')}`;
}

test('by keyboard alone, with the strength said while one types', async () => {
  await withPage(browser, {}, async (page) => {
    await page.goto(server.url + (await linkPath()));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.keyboard.press('Tab');
    await expectFocus(page).toBe('password');
    await page.keyboard.type('qwertyuiop12');
    await page.waitForFunction(() => document.querySelector('#strength')?.textContent?.includes('easy to guess'));
    await page.keyboard.press('Tab');
    await expectFocus(page).toBe('again');
    await page.keyboard.type('qwertyuiop12');
    await leadsOn(page, () => page.keyboard.press('Enter'));
    await page.waitForSelector('#password-error');
    expect(await page.title()).toMatch(/^Error: /);
    await expectFocus(page).toBe('password');
    expect(await page.inputValue('#password')).toBe('');
    await page.keyboard.type(good);
    await page.waitForFunction((words) => document.querySelector('#strength')?.textContent === words, 'Very strong.');
    await page.keyboard.press('Tab');
    await page.keyboard.type(good);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.getAttribute('#again', 'type')).toBe('text');
    await page.keyboard.press('Tab');
    await leadsOn(page, () => page.keyboard.press('Enter'), pageWords.set.doneTitle);
  });
});

test('without JavaScript', async () => {
  await withPage(browser, { javaScriptEnabled: false }, async (page) => {
    await page.goto(server.url + (await linkPath()));
    expect(await page.isVisible('.bars')).toBe(false);
    expect(await page.isVisible('.toggle')).toBe(false);
    await page.fill('#password', good);
    await page.fill('#again', good);
    await leadsOn(page, () => page.click('button'), pageWords.set.doneTitle);
  });
});

test.each(['light', 'dark'] as const)(
  '320 px wide and %s, nothing is cut off and every field can be pressed',
  async (scheme) => {
    await withPage(browser, { colorScheme: scheme, viewport: { width: 320, height: 640 } }, async (page) => {
      for (const path of [await linkPath(), '/password/forgotten', '/nowhere', '/password/set/nonsense']) {
        await page.goto(server.url + path);
        const { width, heights } = await sizes(page);
        expect(width, path).toBeLessThanOrEqual(320);
        // WCAG 2.2, 2.5.8: at least 24 by 24; ours are larger.
        expect(Math.min(...heights), path).toBeGreaterThanOrEqual(44);
        expect(await contrasts(page), path).toEqual([]);
      }
    });
  },
);

/** The texts whose colour stands out too little from what is behind them: below 4.5 to 1. */
function contrasts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const rgb = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const light = (color: string) => {
      const [r = 0, g = 0, b = 0] = rgb(color)
        .slice(0, 3)
        .map((c) => c / 255)
        .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): string => {
      if (!element) return 'rgb(255, 255, 255)';
      const color = getComputedStyle(element).backgroundColor;
      return (rgb(color)[3] ?? 1) === 0 ? behind(element.parentElement) : color;
    };
    return [...document.querySelectorAll('body *')]
      .filter((e) => [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim()))
      .filter((e) => {
        const [dark = 0, bright = 0] = [light(getComputedStyle(e).color), light(behind(e))].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05) < 4.5;
      })
      .map((e) => `${e.tagName} ${e.textContent?.trim()}`);
  });
}
