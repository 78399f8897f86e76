import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { openPlayground, useBrowser } from '../kit/browser.ts';
import { useDatabase } from '../kit/database.ts';
import { useStaffroom } from '../kit/staffroom.ts';

/** A new user's first day on the sites, in a real browser: everything runs, the sites too. */

const database = useDatabase();
const staffroom = useStaffroom(database);
const browser = useBrowser();
/** The coordinator's chat, and the new user's own browser. */
let chat: Page;
let own: BrowserContext;
let hub: Page;
let primary: Page;

const email = 'nadia.karim@riverside.example';
const password = 'seven purple kettles sing';
/** For looking at: where pictures go, if anywhere. */
const pictures = process.env.PICTURES;
const problems: string[] = [];

beforeAll(async () => {
  own = await browser.newContext({ viewport: { width: 1000, height: 900 } });
  chat = watched(await browser.newPage({ viewport: { width: 1280, height: 900 } }));
  [hub, primary] = [watched(await own.newPage()), watched(await own.newPage())];
  await openPlayground(chat, staffroom);
  // Whoever is at a site sits at the same machine.
  const opened = await own.newPage();
  await openPlayground(opened, staffroom);
  await opened.locator('#line').waitFor();
  await opened.close();
});
/** No page may do what its own policy forbids, nor break. */
function watched(page: Page): Page {
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // A page that is refused says so with a status of its own.
    if (message.type() === 'error' && !/status of (403|422)/.test(message.text())) problems.push(message.text());
  });
  return page;
}

const siteUrl = (site: string) => `${staffroom.url}/sites/${site}/`;

async function say(line: string) {
  await chat.fill('#line', line);
  await chat.press('#line', 'Escape');
  await chat.press('#line', 'Enter');
}

const cardSaying = (words: string) => chat.locator('.card', { hasText: words }).last();

async function press(words: string, button: string) {
  await cardSaying(words).getByRole('button', { name: button, exact: true }).click();
}

async function picture(page: Page, name: string) {
  if (!pictures) return;
  const size = page.viewportSize() ?? { width: 1000, height: 900 };
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: join(pictures, `${name}-${scheme}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 320, height: 700 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: join(pictures, `${name}-320.png`), fullPage: true });
  await page.setViewportSize(size);
}

async function fitsNarrow(page: Page) {
  const size = page.viewportSize() ?? { width: 1000, height: 900 };
  await page.setViewportSize({ width: 320, height: 700 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.setViewportSize(size);
}

test('the playground leads to the seven sites, which know their people before anyone has signed in', async () => {
  const links = chat.locator('nav.sites .each a');
  await expect.poll(() => links.count()).toBe(7);
  await picture(chat, 'playground');
  const people = watched(await own.newPage());
  const opened = chat.context().waitForEvent('page');
  await links.filter({ hasText: 'Test Maker' }).click();
  const testMaker = await opened;
  await testMaker.getByRole('link', { name: 'Sign in with Staffroom' }).waitFor();
  await testMaker.close();

  await people.goto(`${siteUrl('hub')}people`);
  await people.getByText('Amina Rahman', { exact: true }).waitFor();
  await say('/staff site hub');
  await cardSaying('Client id').waitFor();
  await picture(chat, 'site-card');
  await people.goto(`${staffroom.url}/sites`);
  await picture(people, 'index');
  await fitsNarrow(people);
  await people.close();
});

test('someone is added, and appears at the sites; the mail lets them choose a password', async () => {
  const people = watched(await own.newPage());
  await people.goto(`${siteUrl('hub')}people`);
  await say('/staff add');
  const dialog = chat.locator('#dialog');
  await dialog.getByLabel('First name').fill('Nadia');
  await dialog.getByLabel('Last name').fill('Karim');
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByLabel('Cambridge Primary', { exact: true }).check();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await cardSaying('Nadia Karim is added').waitFor();
  // The page shows it by itself.
  const row = people.locator('tr', { hasText: 'Nadia Karim' });
  await row.getByText('Can’t sign in').waitFor();

  await chat.locator('button.chat', { hasText: 'Mailbox' }).click();
  await chat.locator('#mail').getByText(email).first().click();
  const mail = chat.frameLocator('#mail iframe');
  const link = (await mail.getByRole('link').first().getAttribute('href')) ?? '';
  await chat.locator('button.chat', { hasText: 'Staffroom' }).click();
  const set = await own.newPage();
  await set.goto(link);
  await set.getByLabel(/^New password/).fill(password);
  await set.getByLabel(/again/).fill(password);
  await set.getByRole('button').click();
  await set
    .getByText(/password is set|can sign in/i)
    .first()
    .waitFor();
  await set.close();
  await row.getByText('Active').waitFor();
  await picture(people, 'people');
  await fitsNarrow(people);
  await people.close();
});

test('one password opens the first site, and no password the second, which lists what they hold', async () => {
  await hub.goto(siteUrl('hub'));
  await picture(hub, 'signed-out');
  await hub.getByRole('link', { name: 'Sign in with Staffroom' }).click();
  await picture(hub, 'sign-in');
  await hub.getByLabel('E-mail').fill(email);
  await hub.getByLabel('Password').fill(password);
  await hub.getByRole('button', { name: 'Sign in' }).click();
  await hub.getByText('Hello, Nadia').waitFor();
  expect(hub.url()).toBe(siteUrl('hub'));
  const facts = await hub.locator('dl.who').innerText();
  for (const words of ['Nadia Karim', 'Teacher', 'Cambridge Primary', email, 'IN123']) expect(facts).toContain(words);
  await picture(hub, 'signed-in');
  await fitsNarrow(hub);

  await primary.goto(siteUrl('primary'));
  await primary.getByRole('link', { name: 'Sign in with Staffroom' }).click();
  await primary.getByText('Hello, Nadia').waitFor();
  await primary.getByText('You hold no learner groups here.').waitFor();
});

test('what is transferred to them is there at the next look', async () => {
  await say(`/staff transfer ben.okafor@riverside.example ${email} primary`);
  await press('to Nadia Karim', 'Transfer data');
  await cardSaying('data is Nadia Karim’s now').waitFor();
  await primary.reload();
  await primary.locator('td.first').first().waitFor();
  await picture(primary, 'data');
  await fitsNarrow(primary);
});

test('a site without access says so, and lets them ask', async () => {
  const testMaker = watched(await own.newPage());
  await testMaker.goto(siteUrl('test-maker'));
  await testMaker.getByRole('link', { name: 'Sign in with Staffroom' }).click();
  await testMaker.getByText('You can’t open Test Maker yet').waitFor();
  await picture(testMaker, 'no-access');
  await testMaker.locator('textarea, input[name=reason]').first().fill('the mock exams in May');
  await testMaker.getByRole('button', { name: 'Ask for access' }).click();
  await testMaker.getByText('You asked for access').waitFor();
  await say('/staff approve Nadia Karim');
  await press('Nadia Karim', 'Approve');
  await cardSaying('Approved').waitFor();
  await testMaker.goto(siteUrl('test-maker'));
  await testMaker.getByRole('link', { name: 'Sign in with Staffroom' }).click();
  await testMaker.getByText('Hello, Nadia').waitFor();
  await testMaker.close();
});

test('once suspended in chat, both sites say so by themselves, and nothing lets them in again', async () => {
  await say(`/staff suspend ${email}`);
  await press('Suspend Nadia Karim?', 'Suspend');
  await cardSaying('Nadia Karim is suspended').waitFor();
  for (const site of [hub, primary]) {
    await site.getByText('Signed out: your account is not active on this site any more.').waitFor();
    await site.getByText('helpdesk@riverside.example').first().waitFor();
  }
  await picture(hub, 'ended');
  await fitsNarrow(hub);
  await hub.getByRole('link', { name: 'Sign in with Staffroom' }).click();
  await hub.getByLabel('E-mail').fill(email);
  await hub.getByLabel('Password').fill(password);
  await hub.getByRole('button', { name: 'Sign in' }).click();
  await hub.getByText('Your account is suspended').waitFor();
  await picture(hub, 'suspended');
});

test('signing out at one site asks about the others', async () => {
  await say(`/staff reactivate ${email}`);
  await press('Reactivate Nadia Karim?', 'Reactivate');
  await cardSaying('Nadia Karim is reactivated').waitFor();
  await hub.goto(siteUrl('hub'));
  await hub.getByRole('link', { name: 'Sign in with Staffroom' }).click();
  await hub.getByLabel('E-mail').fill(email);
  await hub.getByLabel('Password').fill(password);
  await hub.getByRole('button', { name: 'Sign in' }).click();
  await hub.getByText('Hello, Nadia').waitFor();
  await primary.goto(siteUrl('primary'));
  await primary.getByRole('link', { name: 'Sign in with Staffroom' }).click();
  await primary.getByText('Hello, Nadia').waitFor();
  await hub.getByRole('button', { name: 'Sign out' }).click();
  await hub.getByRole('button', { name: 'Sign out of all sites' }).click();
  await hub.getByText('You are signed out of this site.').waitFor();
  await primary.getByText('You were signed out').waitFor();
});

test('no page did what its policy forbids', () => {
  expect(problems).toEqual([]);
});
