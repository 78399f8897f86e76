import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import { focused, useBrowser, withPage } from '../../kit/browser.ts';
import { client, testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

/** A site on an address of its own, and people who come to it with a real browser. */

const world = useSignIn();
const browser = useBrowser();
let server: Server;
let siteUrl: string;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  siteUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = await connectSite(world, { redirectUri: `${siteUrl}/callback`, postLogoutUri: `${siteUrl}/bye` });
  const site = await testSite(world.app, connection);
  const begun = new Map<string, Awaited<ReturnType<typeof site.begin>>>();
  server.on('request', async (req, res) => {
    const url = new URL(req.url ?? '', siteUrl);
    if (url.pathname === '/callback') {
      const tokens = await begun.get(url.searchParams.get('state') ?? '')?.finish(url.href);
      const end = client.buildEndSessionUrl(site.config, {
        id_token_hint: tokens?.id_token ?? '',
        post_logout_redirect_uri: `${siteUrl}/bye`,
      });
      res.setHeader('content-type', 'text/html');
      res.end(
        `<h1>Hello ${tokens?.claims()?.name}</h1><a id="out" href="${end.href.replaceAll('&', '&amp;')}">Out</a>`,
      );
    } else if (url.pathname === '/') {
      const sent = await site.begin(Object.fromEntries(url.searchParams));
      begun.set(new URL(sent.url).searchParams.get('state') ?? '', sent);
      res.writeHead(302, { location: sent.url }).end();
    } else {
      res.end('<h1>Bye</h1>');
    }
  });
});
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
});

const title = (page: Page) => page.textContent('h1');

test.each([true, false])('from the site, in, and out again; with JavaScript: %s', async (javaScriptEnabled) => {
  const ben = await world.person({ email: `ben.${javaScriptEnabled}@riverside.example` });
  await withPage(browser, { javaScriptEnabled }, async (page) => {
    await page.goto(siteUrl);
    expect(await title(page)).toBe(signInWords.title);
    await page.fill('#email', ben.email ?? '');
    await page.fill('#password', 'wrong');
    await page.click('button');
    expect(await page.title()).toMatch(/^Error: /);
    expect(await focused(page)).toBe('password');
    expect(await page.inputValue('#email')).toBe(ben.email);
    expect(await page.inputValue('#password')).toBe('');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${siteUrl}/callback*`);
    expect(await title(page)).toBe('Hello Ben Okafor');
    await page.goto(siteUrl);
    expect(await title(page)).toBe('Hello Ben Okafor');
    await page.click('#out');
    expect(await title(page)).toBe(signInWords.signOut.title);
    await page.click('button[name="logout"]');
    await page.waitForURL(`${siteUrl}/bye`);
    await page.goto(siteUrl);
    expect(await title(page)).toBe(signInWords.title);
  });
});

test.each([true, false])('someone else signs in where one is signed in; with JavaScript: %s', async (script) => {
  const [ben, amina] = [await world.person(), await world.person({ firstName: 'Amina' })];
  await withPage(browser, { javaScriptEnabled: script }, async (page) => {
    for (const { email } of [ben, amina]) {
      await page.goto(`${siteUrl}/?prompt=login`);
      await page.fill('#email', email ?? '');
      await page.fill('#password', password);
      await page.keyboard.press('Enter');
      if (email === amina.email && !script) await page.click('noscript button, button');
      await page.waitForURL(`${siteUrl}/callback*`);
    }
    expect(await title(page)).toBe('Hello Amina Okafor');
  });
});

test('who has no access asks for it, by keyboard alone', async () => {
  const ben = await world.person({}, ['forums']);
  await withPage(browser, {}, async (page) => {
    await page.goto(siteUrl);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('email');
    await page.keyboard.type(ben.email ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#reason');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('reason');
    await page.keyboard.type('For the mock exams');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`h1:text-is("${signInWords.asked.title}")`);
  });
});

/** Every page that someone may see on the way, opened one after the other. */
async function* pagesOnTheWay(page: Page): AsyncGenerator<string> {
  const longest = 'bartholomew.featherstonehaugh@riverside-international.example';
  const fill = async (email: string, given: string) => {
    await page.fill('#email', email);
    await page.fill('#password', given);
    await page.click('button');
  };
  await page.goto(siteUrl);
  yield 'sign-in';
  await fill(longest, 'wrong');
  yield 'wrong';
  const ben = await world.person({}, ['forums']);
  await fill(ben.email ?? '', password);
  yield 'no-access';
  await page.click('button');
  yield 'no-reason';
  await page.fill('#reason', 'For the mock exams');
  await page.click('button');
  yield 'asked';
  await page.goto(`${world.app.publicUrl}/oidc/session/end`);
  yield 'sign-out';
  await page.click('button');
  yield 'signed-out';
  const amina = await world.person();
  await page.goto(siteUrl);
  const coordinator = world.school.as(await world.school.person({ role: 'coordinator' }));
  await suspendPerson(coordinator, { id: amina.id });
  await fill(amina.email ?? '', password);
  yield 'suspended';
  const zoe = await world.person({ role: 'coordinator', email: `${crypto.randomUUID().slice(0, 8)}.${longest}` });
  await page.goto(`${world.app.publicUrl}/account`);
  await fill(zoe.email ?? '', password);
  const secret = ((await page.textContent('.secret')) ?? '').replaceAll(' ', '');
  await page.fill('#code', '1');
  await page.click('form .button');
  await page.waitForSelector('#code-error');
  yield 'second-factor';
  await page.fill('#code', new TOTP({ secret }).generate({ timestamp: world.clock().getTime() }));
  await page.click('form .button');
  await page.waitForSelector('.codes');
  yield 'recovery-codes';
  await page.click('form .button');
  await page.waitForSelector('.rows');
  await page.click('summary');
  yield 'account';
  await page.context().clearCookies();
  await page.goto(`${world.app.publicUrl}/account`);
  await fill(zoe.email ?? '', password);
  await page.waitForSelector('#code');
  await page.click('summary');
  yield 'code';
  await page.goto(`${world.app.publicUrl}/oidc/auth?client_id=nobody`);
  yield 'wrong-request';
  await page.goto(`${world.app.publicUrl}/sign-in/nothing`);
  yield 'too-old';
}

test.each(['light', 'dark'] as const)('320 px wide and %s, nothing is cut off', async (colorScheme) => {
  await withPage(browser, { colorScheme, viewport: { width: 320, height: 640 } }, async (page) => {
    for await (const name of pagesOnTheWay(page)) {
      expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(320);
      for (const button of await page.locator('.button:visible, .field input:visible').all()) {
        expect((await button.boundingBox())?.height, name).toBeGreaterThanOrEqual(44);
      }
      const folder = process.env.PICTURES;
      if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
    }
  });
});
