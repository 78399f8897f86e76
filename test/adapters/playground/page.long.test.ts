import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { useBrowser } from '../../kit/browser.ts';
import { fileOf } from '../../kit/file.ts';
import { addForm, request } from '../kit/fake-bot.ts';
import { fakeSchool } from '../kit/fake-school.ts';

/** The playground's page in a real browser. */

const browser = useBrowser();
let school: Awaited<ReturnType<typeof fakeSchool>>;
let page: Page;
let problems: string[];

beforeEach(async () => {
  school = await fakeSchool();
  problems = [];
  page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${school.origin}/playground/`);
  await page.locator('.first').first().waitFor();
});
afterEach(async () => {
  expect(problems).toEqual([]);
  await page.close();
  await school.stop();
});

async function type(text: string) {
  await page.fill('#line', text);
  await page.press('#line', 'Enter');
}

const events = () => school.bot.inbound.map(({ event }) => (event.type === 'text' ? event.text : event.type));

it('shows hostile words as words', async () => {
  const words = `<img src=x onerror=alert(1)> <!channel> **x** [a](http://b) {{DATE(2017-02-14T06:08:39Z, SHORT)}}`;
  await type(words);
  await page.getByText('No command').first().waitFor();
  expect(await page.locator('.said').textContent()).toBe(words);
  await school.chat.post(
    { workspace: 'riverside', person: 'amina' },
    { title: words, facts: [{ label: words, value: words }] },
  );
  const card = page.locator('.card').last();
  await card.getByText('DATE').first().waitFor();
  const shown = ((await card.textContent()) ?? '').replaceAll('\u2060', '');
  expect(shown).toBe(words.repeat(3));
  expect(await page.locator('main img').count()).toBe(0);
});

it('completes commands and people from the keyboard, and brings back what was sent', async () => {
  await page.fill('#line', '/staff sus');
  await page.locator('#suggestions li').first().waitFor();
  await page.keyboard.press('Tab');
  // In one piece: of a name that is typed slowly its beginning is searched too.
  await page.keyboard.insertText('jose');
  await expect.poll(() => page.locator('#suggestions .name').allTextContents()).toEqual(['José Álvarez']);
  await page.keyboard.press('ArrowDown');
  expect(await page.getAttribute('#line', 'aria-activedescendant')).toBe(
    await page.locator('#suggestions li').first().getAttribute('id'),
  );
  await page.keyboard.press('Enter');
  expect(await page.inputValue('#line')).toBe('/staff suspend jose@riverside.example ');
  await page.keyboard.press('Enter');
  await page.locator('.card').waitFor();
  expect(events()).toEqual(['suspend jose@riverside.example']);
  await page.keyboard.press('ArrowUp');
  expect(await page.inputValue('#line')).toBe('/staff suspend jose@riverside.example');
});

it('fills a form from the keyboard: ticks what a choice implies, keeps all when something is wrong', async () => {
  await type('add');
  const dialog = page.locator('dialog');
  await dialog.waitFor();
  await page.keyboard.type("O'Brien");
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  const ticked = () =>
    dialog.locator('input:checked').evaluateAll((all) => all.map((each) => (each as HTMLInputElement).value));
  expect(await ticked()).toEqual(['cp', 'hub', 'primary', 'forums']);
  await dialog.getByRole('button', { name: 'Add another' }).click();
  const second = dialog.locator('[data-path="people.1.name"]');
  await second.waitFor();
  await expect.poll(() => second.evaluate((each) => each === document.activeElement)).toBe(true);
  await dialog.getByLabel('Same rights as').fill('jose');
  await page.locator('.found li').waitFor();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const wrong = dialog.locator('[data-path="people.0.email"][aria-invalid="true"]');
  await wrong.waitFor();
  expect(await wrong.evaluate((each) => each === document.activeElement)).toBe(true);
  expect(
    await wrong.evaluate(
      (each) => document.getElementById(each.getAttribute('aria-describedby')?.split(' ')[0] ?? '')?.textContent,
    ),
  ).toBe('This is not an e-mail address.');
  expect(await dialog.locator('[data-path="people.0.name"]').inputValue()).toBe("O'Brien");
  expect(await ticked()).toEqual(['cp', 'hub', 'primary', 'forums']);
  await wrong.fill('a@b.example');
  await dialog.locator('[data-path="people.1.email"]').fill('c@d.example');
  const file = join(mkdtempSync(join(tmpdir(), 'csv-')), 'staff.csv');
  writeFileSync(file, Buffer.from('e-mail;name\r\nx@y.example;Ren\xe9e', 'latin1'));
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Added').first().waitFor();
  await expect.poll(() => dialog.evaluate((each) => (each as HTMLDialogElement).open)).toBe(false);
  expect(school.bot.inbound.at(-1)?.event).toMatchObject({
    values: {
      people: [
        { name: "O'Brien", email: 'a@b.example', sites: ['hub', 'primary', 'forums'] },
        { email: 'c@d.example' },
      ],
      like: 'id:3',
      file: fileOf(Buffer.from('e-mail;name\r\nx@y.example;Ren\xe9e', 'latin1'), 'staff.csv'),
    },
  });
});

it('holds several people, who come and go by the keyboard; what is typed or pasted beside them is sent too', async () => {
  school.bot.next = [
    {
      kind: 'form',
      form: {
        title: 'Suspend',
        fields: [
          {
            kind: 'person',
            name: 'people',
            label: 'People',
            several: 100,
            selected: [{ value: 'id:9', label: 'Ada' }],
          },
        ],
        values: { people: ['id:9', 'nobody'] },
        errors: {},
        submit: 'Go',
        action: { verb: 'suspend', step: 'submit' },
      },
    },
  ];
  await type('suspend');
  const box = page.locator('dialog').getByRole('combobox');
  const chips = () => page.locator('.chosen li > span').allTextContents();
  await box.waitFor();
  expect(await box.inputValue()).toBe('nobody');
  expect(await chips()).toEqual(['Ada']);
  for (const words of ['jose', 'ben']) {
    await box.fill('');
    await page.keyboard.insertText(words);
    await page.locator('.found li').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.found').waitFor({ state: 'hidden' });
  }
  expect(await chips()).toEqual(['Ada', 'José Álvarez', 'Ben Okafor']);
  await page.keyboard.press('Backspace');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Delete');
  await page.keyboard.press('ArrowRight');
  expect(await chips()).toEqual(['José Álvarez']);
  const paste = (element: Element) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'a@b.example\nc@d.example\n');
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true }));
  };
  await page.locator('#line').evaluate(paste);
  expect(await page.inputValue('#line')).toBe('a@b.example, c@d.example');
  await page.locator('#line').evaluate((line: HTMLInputElement) => {
    line.value = '';
  });
  await box.evaluate(paste);
  expect(await box.inputValue()).toBe('a@b.example, c@d.example');
  await page.locator('dialog').getByRole('button', { name: 'Go' }).click();
  await expect.poll(() => school.bot.inbound.at(-1)?.event.type).toBe('submit');
  expect(school.bot.inbound.at(-1)?.event).toMatchObject({ values: { people: ['id:3', 'a@b.example， c@d.example'] } });
});

it('keeps what was typed when the server is away, and takes Escape for the list before the dialog', async () => {
  await type('add');
  // A chooser of files that is closed without one says so in the same words as a dialog that is to close.
  await page.locator('dialog input[type=file]').dispatchEvent('cancel', { bubbles: true });
  expect(await page.locator('dialog').isVisible()).toBe(true);
  await page.locator('dialog [data-path="people.0.email"]').fill('a@b.example');
  await page.route('**/api/submit', (route) => route.abort());
  await page.locator('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('did not answer').waitFor();
  expect(await page.inputValue('[data-path="people.0.email"]')).toBe('a@b.example');
  await page.fill('[data-path=like]', 'be');
  await page.locator('.found li').first().waitFor();
  await page.keyboard.press('Escape');
  expect(await page.locator('.found').isVisible()).toBe(false);
  expect(await page.locator('dialog').isVisible()).toBe(true);
  // Something is in it: it asks, however often Escape is pressed.
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape');
  const dialog = page.locator('dialog');
  expect(await dialog.locator('.asks').count()).toBe(1);
  await dialog.getByRole('button', { name: 'Go on filling in' }).click();
  expect(await page.inputValue('[data-path="people.0.email"]')).toBe('a@b.example');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(true);
  await dialog.getByRole('button', { name: 'Close the form' }).click();
  expect(await dialog.isVisible()).toBe(false);
  await type('add');
  await page.locator('dialog [data-path="people.0.email"]').waitFor();
  await page.keyboard.press('Escape');
  expect(await dialog.isVisible()).toBe(false);
  problems = problems.filter((each) => !each.includes('ERR_FAILED'));
});

it('stays with what is said above it, and brings a refused file into view', async () => {
  const dialog = page.locator('dialog');
  const onScreen = (selector: string) => {
    return dialog.locator(selector).evaluate((each) => {
      const { top, bottom } = each.getBoundingClientRect();
      const frame = each.closest('.fields')?.getBoundingClientRect();
      return frame !== undefined && top >= frame.top && bottom <= frame.bottom;
    });
  };
  await type('add');
  await dialog.locator('[data-path="people.0.email"]').fill('a@b.example');
  await dialog.locator('[data-path=note]').fill('kept');
  school.bot.next = [
    { kind: 'card', card: { title: 'No', text: ['Your account is suspended.'] }, to: 'asker', keepsForm: 'mend' },
  ];
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('Your account is suspended.').waitFor();
  expect(await onScreen('.above')).toBe(true);
  expect(await dialog.locator('[data-path=note]').inputValue()).toBe('kept');
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.of(0) });
  school.bot.next = [{ kind: 'form', form: addForm({ note: 'kept' }, { file: 'This file is empty.' }) }];
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.locator('[data-path=file][aria-invalid=true]').waitFor();
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.path)).toBe('file');
  expect(await onScreen('[id="file~error"]')).toBe(true);
  expect(await onScreen('[data-path=file]')).toBe(true);
  expect(await dialog.locator('input[type=file]').inputValue()).toContain('staff.csv');
  await dialog.getByRole('button', { name: 'Remove staff.csv' }).click();
  expect(await dialog.locator('input[type=file]').inputValue()).toBe('');
  // A file that can't be sent is not passed over, whatever is added meanwhile.
  const sent = events().length;
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'huge.csv', mimeType: 'text/csv', buffer: Buffer.alloc(2_000_000) });
  await dialog.getByRole('button', { name: 'Add another' }).click();
  await dialog.getByRole('button', { name: 'Remove: Person 1' }).waitFor();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.path)).toBe('file');
  expect(await dialog.getByText('huge.csv is ').isVisible()).toBe(true);
  expect(await onScreen('[id="file~refused"]')).toBe(true);
  expect(events().slice(sent)).toEqual(['submit']);
  await dialog.getByRole('button', { name: 'Remove huge.csv' }).click();
  expect(await dialog.getByText('huge.csv is ').isVisible()).toBe(false);
  // A list's rows go as they came.
  await dialog.getByRole('button', { name: 'Remove: Person 1' }).click();
  await expect.poll(() => dialog.getByRole('button', { name: /^Remove/ }).count()).toBe(0);
});

it('takes two presses of one button for one, and shows others the decision at once', async () => {
  const other = await browser.newPage();
  await other.goto(`${school.origin}/playground/`);
  await other.locator('.person', { hasText: 'Priya' }).click();
  await other.locator('.chat', { hasText: 'approvals' }).click();
  await page.locator('.chat', { hasText: 'approvals' }).click();
  await school.chat.post({ workspace: 'riverside', channel: 'approvals' }, request);
  await other.getByRole('button', { name: 'Approve' }).waitFor();
  let answer = () => {};
  school.bot.held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.getByRole('button', { name: 'Approve' }).dblclick();
  await page.getByText('Staffroom is working…').waitFor();
  answer();
  await other.getByText('Approved by').waitFor();
  expect(await other.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  expect(events()).toEqual(['press']);
  await other.close();
});

it('opens More with the keyboard and gives the focus back', async () => {
  await type('show ben');
  const more = page.getByRole('button', { name: 'More actions' });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Transfer data');
  await page.keyboard.press('Escape');
  expect(await more.evaluate((each) => each === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.getByText('admin done').first().waitFor();
});

it('switches person without a reload, and comes back after the server was away', async () => {
  await type('show ben');
  await page.locator('.card').waitFor();
  await page.evaluate(() => Object.assign(window, { same: true }));
  await page.locator('.person', { hasText: 'Ben Okafor' }).click();
  await page.getByText('Where to begin').waitFor();
  // Again and again, for the page may be just about to connect.
  await expect
    .poll(() => {
      school.close();
      return page.locator('#offline').isVisible();
    })
    .toBe(true);
  await school.chat.post({ workspace: 'riverside', person: 'ben' }, { title: 'Your link was sent' });
  await page.getByText('Your link was sent').first().waitFor();
  expect(await page.evaluate(() => (window as { same?: boolean }).same)).toBe(true);
});

it('keeps the newest answer in view, after one that is taller than the view too', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ title: `Person ${i}`, detail: 'a line' }));
  await school.chat.post({ workspace: 'riverside', person: 'amina' }, { title: 'A long list', rows });
  await page.getByText('Person 39').first().waitFor();
  await expect.poll(() => inView('A long list')).toBe(true);
  await school.chat.post({ workspace: 'riverside', person: 'amina' }, { title: 'What came after' });
  await expect.poll(() => inView('What came after')).toBe(true);
  await page.locator('#scroll').evaluate((scroll) => scroll.scrollTo(0, 0));
  await page.waitForFunction(() => document.getElementById('scroll')?.scrollTop === 0);
  // The page hears of it with the next frame.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await school.chat.post({ workspace: 'riverside', person: 'amina' }, { title: 'While one reads above' });
  await page.getByText('While one reads above').first().waitFor({ state: 'attached' });
  expect(await inView('While one reads above')).toBe(false);
  await type('show ben');
  await expect.poll(() => inView('show ben')).toBe(true);
});

/** Whether the last message with these words is inside the part of the chat that is seen. */
const inView = (words: string) =>
  page
    .locator('.message', { hasText: words })
    .last()
    .evaluate((item) => {
      const seen = (document.getElementById('scroll') as HTMLElement).getBoundingClientRect();
      const { top } = item.getBoundingClientRect();
      return top >= seen.top - 2 && top < seen.bottom - 20;
    });

it('comes back after the server was asked while it was starting', async () => {
  school.startingFor(2);
  school.close();
  await page.locator('#offline').waitFor({ state: 'visible' });
  await school.chat.post({ workspace: 'riverside', person: 'amina' }, { title: 'All is well again' });
  await page.getByText('All is well again').first().waitFor({ timeout: 15_000 });
  problems = problems.filter((each) => !each.includes('503'));
});

it('shows mails, their scripts dead and their links in a tab of their own', async () => {
  const html = `<a href="${school.origin}/playground/playground.css">Choose</a><script>document.body.textContent='ran'</script>`;
  const at = new Date();
  school.mail({
    id: 'm',
    to: 'ben@riverside.example',
    from: 'no-reply@x',
    subject: 'Choose a password',
    html,
    text: 'The twin',
    at,
  });
  await expect.poll(() => page.locator('[data-view=mail] .count').textContent()).toBe('1');
  await page.locator('.chat', { hasText: 'Mailbox' }).click();
  await page.locator('.mail').click();
  const link = page.frameLocator('iframe').getByText('Choose');
  const [tab] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  await tab.waitForURL('**/playground.css');
  await tab.close();
  await expect.poll(() => page.locator('[data-view=mail] .count').isVisible()).toBe(false);
  await page.getByRole('button', { name: 'Plain text' }).click();
  await page.getByText('The twin').waitFor();
  problems = problems.filter((each) => !each.includes('Blocked script execution'));
});

it('fits a phone of 320 px', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  const address = 'helpdesk@riverside.example';
  const facts = [{ label: 'For help', value: address }];
  await school.chat.post({ workspace: 'riverside', person: 'amina' }, { title: 'Settings', facts });
  const inLines = page.getByText(address).evaluate((each) => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return new Set([...range.getClientRects()].map(({ top }) => top)).size;
  });
  expect(await inLines, 'an address broken in two').toBe(1);
  for (const line of ['show ben', 'list', 'csv', 'add']) await type(line);
  await page.locator('dialog[open]').waitFor();
  await expect.poll(() => page.locator('.card').count()).toBe(4);
  const tooWide = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('.card, .card *, .dialog *, .top, .composer, main')]
        .filter(
          (each) =>
            each.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(each).position !== 'absolute',
        )
        .map((each) => each.outerHTML.slice(0, 120)),
    );
  expect(await tooWide()).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
});
