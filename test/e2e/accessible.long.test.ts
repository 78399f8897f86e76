import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectAccessible, spaced } from '../kit/accessible.ts';
import { openPlayground, useBrowser } from '../kit/browser.ts';
import { useDatabase } from '../kit/database.ts';
import { useStaffroom } from '../kit/staffroom.ts';

/** The playground and all pages, in a real browser: read by whoever sees little, hears them, or has a narrow screen. */

const staffroom = useStaffroom(useDatabase());
const browser = useBrowser();
let page: Page;

const schemes = ['light', 'dark'] as const;
const widths = [1200, 320];
const looks = schemes.flatMap((colorScheme) => widths.map((width) => ({ colorScheme, width })));

beforeAll(async () => {
  page = await browser.newPage();
  await openPlayground(page, staffroom);
});

async function look({ colorScheme, width }: (typeof looks)[number]) {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width, height: 800 });
}

async function say(line: string) {
  const before = await page.locator('.message').count();
  await page.fill('#line', line);
  await page.press('#line', 'Escape');
  await page.press('#line', 'Enter');
  await expect.poll(() => page.locator('.message').count()).toBeGreaterThan(before + 1);
  await expect.poll(() => page.locator('#working').isHidden()).toBe(true);
}

const cards = [
  'help',
  'list',
  'show ben okafor',
  'audit',
  'settings',
  'site',
  'requests',
  'whoami',
  'suspend ben okafor',
  'suspend ben, clara',
  'show nobody of this name',
  'list site:hub sort:last-seen',
];
const forms = ['add', 'edit ben okafor', 'leaver', 'settings', 'access'];

describe('the playground', () => {
  beforeEach(async () => {
    await page.goto(`${staffroom.url}/`);
    await page.locator('#line').waitFor();
  });

  test('before anything was said, and with what is typed completed', async () => {
    for (const how of looks) {
      await look(how);
      await expectAccessible(page, 'first sight');
      await page.fill('#line', '/staff s');
      await page.locator('#suggestions li').first().waitFor();
      await expectAccessible(page, 'suggestions');
      await page.fill('#line', '');
    }
  });

  test.each(forms)('the form of %s', async (line) => {
    await page.fill('#line', line);
    await page.press('#line', 'Escape');
    await page.press('#line', 'Enter');
    const dialog = page.locator('#dialog');
    const card = page.locator('.card').last();
    await dialog.or(card).first().waitFor();
    if (line === 'settings') await card.getByRole('button', { name: 'Change settings' }).click();
    await dialog.locator('form').waitFor();
    for (const how of looks) {
      await look(how);
      await expectAccessible(page, line);
    }
    const unfold = dialog.locator('.folds');
    if ((await unfold.count()) > 0) {
      await unfold.first().focus();
      await page.keyboard.press('Enter');
      expect(await unfold.first().getAttribute('aria-expanded')).toBe('true');
      // A label that is scrolled away is none, for axe-core.
      await dialog.locator('.fields').evaluate((fields) => fields.scrollTo(0, 0));
      await expectAccessible(page, `${line}, unfolded`);
    }
    await dialog.locator('footer .primary').click();
    await expect.poll(() => page.locator('#dialog [aria-busy="true"]').count()).toBe(0);
    await expectAccessible(page, `${line}, sent`);
  });

  test('the mailbox', async () => {
    await look({ colorScheme: 'light', width: 1200 });
    await say('reset ben okafor');
    await page.locator('.card').last().getByRole('button', { name: 'Send reset link' }).click();
    await page.locator('.card', { hasText: 'on its way' }).last().waitFor();
    await page.locator('button.chat', { hasText: 'Mailbox' }).click();
    await page.locator('.mail', { hasText: 'ben.okafor@' }).first().click();
    for (const how of looks) {
      await look(how);
      await expectAccessible(page, 'mailbox');
    }
    const link = page.frameLocator('#mail iframe').getByRole('link').first();
    const [set] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    await set.getByLabel(/^New password/).waitFor();
    await onPage(set, 'set a password');
    await set.getByLabel(/^New password/).fill('correct horse');
    await set.getByLabel(/again/).fill('correct horse staple');
    await set.locator('main button.button').first().click();
    await set.locator('.error').first().waitFor();
    await onPage(set, 'set a password, wrong');
    await set.close();
  });

  // Last: each of the others would be looked at with all of these behind it.
  test('cards', async () => {
    await look({ colorScheme: 'light', width: 1200 });
    for (const line of cards) await say(line);
    for (const how of looks) {
      await look(how);
      await expectAccessible(page, `all cards ${JSON.stringify(how)}`);
    }
    await page.locator('.card button[aria-haspopup="menu"]').last().click();
    await expectAccessible(page, 'a menu');
    await page.addStyleTag({ content: spaced });
    await expectAccessible(page, 'all cards, spaced');
  });
});

async function onPage(shown: Page, what: string) {
  for (const { colorScheme, width } of looks) {
    await shown.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await shown.setViewportSize({ width, height: 800 });
    await expectAccessible(shown, what);
    expect(await shown.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  }
}

test.each(['account', 'password/forgotten', 'nowhere', 'sites', 'sites/hub/', 'sites/primary/'])(
  'the page /%s',
  async (path) => {
    await page.goto(`${staffroom.url}/${path}`);
    await onPage(page, path);
  },
);
