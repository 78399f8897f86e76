import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { openPlayground, useBrowser } from '../kit/browser.ts';
import { useDatabase } from '../kit/database.ts';
import { useStaffroom } from '../kit/staffroom.ts';

/** What a new user does, in a real browser: everything runs, from the page to the mail server. */

const database = useDatabase();
const staffroom = useStaffroom(database);
const browser = useBrowser();
let page: Page;

beforeAll(async () => {
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
});

async function be(person: string) {
  await page.locator('label.person', { hasText: person }).click();
}

async function say(line: string) {
  await page.fill('#line', line);
  await page.press('#line', 'Escape');
  await page.press('#line', 'Enter');
}

const lastCard = () => page.locator('.card').last();
const cardSaying = (words: string) => page.locator('.card', { hasText: words }).last();
const dialog = () => page.locator('#dialog');

beforeEach(async () => {
  if (page.url().startsWith(staffroom.url)) return;
  await openPlayground(page, staffroom);
  await page.locator('label.person').first().waitFor();
});

test('the coordinator adds three teachers in one form, one of them with an e-mail already in use', async () => {
  await be('Amina Rahman');
  await say('/staff add');
  for (let i = 0; i < 2; i += 1) {
    await dialog().getByRole('button', { name: 'Add another' }).click();
    await dialog()
      .getByText(`Person ${i + 2}`)
      .waitFor();
  }
  const people = [
    ['Nadia', 'Karim', 'nadia.karim@riverside.example'],
    ['*all* &lt', 'O’Brien & 李', 'o.li@riverside.example'],
    ['Second', 'Ben', 'BEN.OKAFOR@riverside.example'],
  ] as const;
  for (const [i, [first, last, email]] of people.entries()) {
    await dialog().getByLabel('First name').nth(i).fill(first);
    await dialog().getByLabel('Last name').nth(i).fill(last);
    await dialog().getByLabel('E-mail').nth(i).fill(email);
    await dialog().getByLabel('Cambridge Primary', { exact: true }).nth(i).check();
  }
  // Ticking a programme ticks its sites at once.
  expect(await dialog().getByLabel('Cambridge Primary support site').first().isChecked()).toBe(true);
  await dialog().getByRole('button', { name: 'Add', exact: true }).click();

  await dialog().getByText('already used at this school, by Ben Okafor').waitFor();
  expect(await dialog().getByLabel('First name').first().inputValue()).toBe('Nadia');
  await dialog().getByLabel('E-mail').nth(2).fill('second.ben@riverside.example');
  await dialog().getByRole('button', { name: 'Add', exact: true }).click();
  await cardSaying('3 people added').waitFor();
  expect(await cardSaying('3 people added').textContent()).toContain('safe senders');
});

test('one of them opens the mail and sets a password', async () => {
  await page.locator('button.chat', { hasText: 'Mailbox' }).click();
  await page.locator('#mail').getByText('nadia.karim@riverside.example').first().click();
  const mail = page.frameLocator('#mail iframe');
  const opened = page.context().waitForEvent('page');
  await mail.getByRole('link').first().click();
  const set = await opened;
  await set.getByLabel(/^New password/).fill('correct horse');
  await set.getByLabel(/again/).fill('correct horse staple');
  await set.getByRole('button').click();
  await set.getByText('not the same').first().waitFor();
  await set.getByLabel(/^New password/).fill('seven purple kettles sing');
  await set.getByLabel(/again/).fill('seven purple kettles sing');
  await set.getByRole('button').click();
  await set
    .getByText(/password is set|can sign in/i)
    .first()
    .waitFor();
  await set.close();
  await page.locator('button.chat', { hasText: 'Staffroom' }).click();
  await say('/staff show nadia.karim@riverside.example');
  await cardSaying('Active · Teacher').waitFor();
});

test('makes one an admin of Test Maker, suspends one, and finds someone among many', async () => {
  await say('/staff admin nadia.karim@riverside.example on test-maker');
  await cardSaying('has no access to Test Maker').waitFor();
  await say('/staff admin jose.alvarez@riverside.example on test-maker');
  await cardSaying('Make José Álvarez a site admin of Test Maker?')
    .getByRole('button', { name: 'Give rights' })
    .click();
  await cardSaying('José Álvarez is now a site admin of Test Maker').waitFor();

  await say('/staff suspend o.li@riverside.example left in “July”');
  await cardSaying('Suspend *all* &lt O’Brien & 李?').getByRole('button', { name: 'Suspend' }).click();
  await cardSaying('*all* &lt O’Brien & 李 is suspended').waitFor();

  await say('/staff list okaf');
  await cardSaying('People matching “okaf”').waitFor();
  expect(await lastCard().textContent()).toContain('Adaeze Okafor');
});

test('uploads a CSV with good and bad rows, and takes back those that were refused', async () => {
  const csv =
    '\ufeffFirst name;Last name;E-mail;Programmes\r\n"Vera";"Lund, Dr.";vera@riverside.example;Cambridge Primary\r\nNo;Mail;j.smith@;primary\r\nGrace;Hill;grace.hill@hillside.example;primary\r\n';
  await say('/staff add');
  await dialog()
    .locator('input[type=file]')
    .setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await dialog().getByRole('button', { name: 'Add', exact: true }).click();
  const preview = cardSaying('staff.csv: 3 rows');
  await preview.waitFor();
  expect(await preview.textContent()).toContain('1 can be added · 2 can’t');
  expect(await preview.textContent()).not.toContain('Hillside');
  const download = page.waitForEvent('download');
  await page.getByText('staff-refused.csv').last().click();
  const file = await (await download).createReadStream();
  const refused = Buffer.concat(await file.toArray()).toString('utf8');
  expect(refused).toContain('not an e-mail address');
  expect(refused).toContain('already used by another account');
  await preview.getByRole('button', { name: 'Add 1 person' }).click();
  await cardSaying('Vera Lund, Dr. is added').waitFor();
});

test('reads the audit trail', async () => {
  await say('/staff audit');
  await cardSaying('Audit trail').waitFor();
  const trail = (await lastCard().textContent()) ?? '';
  expect(trail).toContain('Amina Rahman added Vera Lund, Dr.');
  expect(trail).toContain('Amina Rahman suspended *all* &lt O’Brien & 李');
  expect(trail).toContain('left in “July”');
});

test('a teacher can do none of it, and it is written down', async () => {
  await be('Ben Okafor');
  for (const line of [
    'list',
    'suspend jose.alvarez@riverside.example',
    'audit',
    'add',
    'settings',
    'export',
    'show jose.alvarez@riverside.example',
  ]) {
    const before = await page.locator('.card').count();
    await say(`/staff ${line}`);
    await expect.poll(() => page.locator('.card').count()).toBe(before + 1);
    await expect.poll(() => lastCard().textContent()).toContain('Your rights do not cover this');
  }
  await say('/staff help');
  await cardSaying('What you can do here').waitFor();
  expect(await lastCard().textContent()).not.toContain('suspend');
  await be('Sam Visitor');
  await say('/staff whoami');
  await cardSaying('I know no account with your e-mail').waitFor();
  await be('Amina Rahman');
  await say('/staff audit ben.okafor@riverside.example');
  await cardSaying('Ben Okafor was refused: suspend').waitFor();
});
