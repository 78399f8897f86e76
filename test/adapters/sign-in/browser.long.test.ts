import type { RequestListener, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { html } from '../../../src/ui/html.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import { expectFocus, expectHeading, leadsOn, sizes, useBrowser, withPage } from '../../kit/browser.ts';
import { type Listening, listen } from '../../kit/listen.ts';
import { client, testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

/**
 * A site that is another site to the browser than Staffroom is, which sends it no cookie with a form of the site's; and that leads
 * on from where people come back to an origin of its own. People come to it with a real browser.
 */

const world = useSignIn();
const browser = useBrowser();
let listening: Listening[] = [];
let [siteUrl, appUrl] = ['', ''];

/** A form that is sent by its button. */
const formOf = (action: string, fields: URLSearchParams) =>
  html`<form method="post" action="${action}">${[...fields].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button>Go</button></form>`;

beforeAll(async () => {
  let answer: (url: URL, res: ServerResponse) => Promise<unknown>;
  let shown = html``;
  const showing: RequestListener = (_req, res) => res.setHeader('content-type', 'text/html').end(shown.html);
  listening = [
    await listen(async (req, res) => {
      const url = new URL(req.url ?? '', siteUrl);
      const form = new URLSearchParams(await text(req));
      await answer(form.size > 0 ? new URL(`?${form}`, url) : url, res);
    }),
    await listen(showing),
  ];
  const [site, app] = listening;
  siteUrl = `http://localhost:${site?.port}`;
  appUrl = `http://localhost:${app?.port}`;
  const connection = await connectSite(world, { redirectUri: `${siteUrl}/callback`, postLogoutUri: `${siteUrl}/bye` });
  const { config, begin } = await testSite(world.app, connection);
  const begun = new Map<string | null, Awaited<ReturnType<typeof begin>>>();
  answer = async (url, res) => {
    if (url.pathname === '/callback') {
      const tokens = await begun.get(url.searchParams.get('state'))?.finish(url.href);
      const out = client.buildEndSessionUrl(config, {
        id_token_hint: tokens?.id_token ?? '',
        post_logout_redirect_uri: `${siteUrl}/bye`,
      });
      shown = html`<h1>Hello ${`${tokens?.claims()?.name}`}</h1>${formOf(out.origin + out.pathname, out.searchParams)}`;
      res.writeHead(302, { location: `${appUrl}/home` }).end();
    } else if (url.pathname === '/bye') {
      shown = html`<h1>Bye</h1>`;
      res.writeHead(302, { location: `${appUrl}/bye` }).end();
    } else {
      const sent = await begin(Object.fromEntries(url.searchParams));
      const { origin, pathname, searchParams } = new URL(sent.url);
      begun.set(searchParams.get('state'), sent);
      if (url.pathname !== '/form') return res.writeHead(302, { location: sent.url }).end();
      res.setHeader('content-type', 'text/html').end(formOf(origin + pathname, searchParams).html);
    }
  };
});
afterAll(() => Promise.all(listening.map((l) => l.close())));

test.each([true, false])('from the site, in, and out again; with JavaScript: %s', async (javaScriptEnabled) => {
  const ben = await world.person({ email: `ben.${javaScriptEnabled}@riverside.example` });
  await withPage(browser, { javaScriptEnabled }, async (page) => {
    const pressGo = async () => {
      await leadsOn(page, () => page.click('button'));
      // Our page sends the form once more by itself; without a script, by its button.
      if (!javaScriptEnabled) await goOn();
    };
    const goOn = () => leadsOn(page, () => page.click('button:text-is("Continue")'));
    const hint = 'amina@"school" & co';
    await page.goto(`${siteUrl}/form?${new URLSearchParams({ login_hint: hint, 'x-other': 'x', submit: 'Go' })}`);
    await pressGo();
    await expectHeading(page).toBe(signInWords.title);
    expect(await page.inputValue('#email')).toBe(hint);
    await page.fill('#email', ben.email ?? '');
    await page.fill('#password', 'wrong');
    await leadsOn(page, () => page.click('button'));
    expect(await page.title()).toMatch(/^Error: /);
    await expectFocus(page).toBe('password');
    expect(await page.inputValue('#email')).toBe(ben.email);
    expect(await page.inputValue('#password')).toBe('');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${appUrl}/home`);
    await expectHeading(page).toBe('Hello Ben Okafor');

    // Whoever is signed in is known, though the form brought no cookie; and may be answered by a form.
    await page.goto(`${siteUrl}/form`);
    await pressGo();
    await page.waitForURL(`${appUrl}/home`);
    await page.goto(`${siteUrl}/form?response_mode=form_post&prompt=none`);
    await pressGo();
    if (!javaScriptEnabled) await goOn();
    await page.waitForURL(`${appUrl}/home`);
    await expectHeading(page).toBe('Hello Ben Okafor');

    await pressGo();
    await page.waitForSelector('button[name="logout"]');
    expect(await page.textContent('.lead')).toBe(signInWords.signOut.lead('Ben Okafor'));
    await page.click('button[name="logout"]');
    await page.waitForURL(`${appUrl}/bye`);
    await page.goto(siteUrl);
    await expectHeading(page).toBe(signInWords.title);
  });
});

test.each([true, false])('someone else signs in where one is signed in; with JavaScript: %s', async (script) => {
  const [ben, amina] = [await world.person(), await world.person({ firstName: 'Amina' })];
  await withPage(browser, { javaScriptEnabled: script }, async (page) => {
    for (const { email } of [ben, amina]) {
      await page.goto(`${siteUrl}/?prompt=login`);
      await page.fill('#email', email ?? '');
      await page.fill('#password', password);
      await leadsOn(page, () => page.keyboard.press('Enter'));
      if (email === amina.email && !script) await page.click('noscript button, button');
      await page.waitForURL(`${appUrl}/home`);
    }
    await expectHeading(page).toBe('Hello Amina Okafor');
  });
});

test.each([true, false])('the page can be opened again, and signs in; with JavaScript: %s', async (script) => {
  const ben = await world.person();
  await withPage(browser, { javaScriptEnabled: script }, async (page) => {
    await page.goto(`${siteUrl}/?login_hint=ben`);
    // The answer to the site’s question; a script puts the page’s own address in the place of that one.
    const own = await page.getAttribute('link[rel="canonical"]', 'href');
    expect(own).toMatch(/\/sign-in\/[\w-]+$/);
    expect(page.url()).toMatch(script ? /\/sign-in\/[\w-]+$/ : /\/oidc\/auth\?/);
    if (script) expect(page.url()).toBe(own);
    await page.reload();
    expect(await page.inputValue('#email')).toBe('ben');
    await page.fill('#email', ben.email ?? '');
    await page.fill('#password', password);
    await leadsOn(page, () => page.keyboard.press('Enter'));
    await page.waitForURL(`${appUrl}/home`);
    await expectHeading(page).toBe('Hello Ben Okafor');
  });
});

test('whoever presses twice is signed in', async () => {
  const ben = await world.person();
  await withPage(browser, {}, async (page) => {
    let sent = 0;
    await page.route('**/sign-in/**', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      sent += 1;
      // As over a slow line: the first has no answer by the time of the second.
      setTimeout(() => route.continue().catch(() => {}), 400);
    });
    await page.goto(siteUrl);
    await page.fill('#email', ben.email ?? '');
    await page.fill('#password', password);
    await page.evaluate(() => {
      const press = () => document.querySelector('button')?.click();
      press();
      setTimeout(press, 120);
    });
    await page.waitForURL(`${appUrl}/home`);
    await expectHeading(page).toBe('Hello Ben Okafor');
    expect(sent).toBe(1);
  });
});

test('who has no access asks for it, by keyboard alone', async () => {
  const ben = await world.person({}, ['forums']);
  await withPage(browser, {}, async (page) => {
    await page.goto(siteUrl);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expectFocus(page).toBe('email');
    await page.keyboard.type(ben.email ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await leadsOn(page, () => page.keyboard.press('Enter'));
    await page.waitForSelector('#reason');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expectFocus(page).toBe('reason');
    await page.keyboard.type('For the mock exams');
    await page.keyboard.press('Tab');
    await leadsOn(page, () => page.keyboard.press('Enter'), signInWords.asked.title);
  });
});

/** Every page that someone may see on the way, opened one after the other. */
async function* pagesOnTheWay(page: Page): AsyncGenerator<string> {
  const longest = 'bartholomew.featherstonehaugh@riverside-international.example';
  const fill = async (email: string, given: string) => {
    await page.fill('#email', email);
    await page.fill('#password', given);
    await leadsOn(page, () => page.click('button'));
  };
  const press = () => leadsOn(page, () => page.click('form .button'));
  await page.goto(siteUrl);
  yield 'sign-in';
  await fill(longest, 'wrong');
  yield 'wrong';
  const ben = await world.person({}, ['forums']);
  await fill(ben.email ?? '', password);
  await page.waitForSelector('#reason');
  yield 'no-access';
  await press();
  yield 'no-reason';
  await page.fill('#reason', 'For the mock exams');
  await press();
  yield 'asked';
  await page.goto(`${world.app.publicUrl}/oidc/session/end`);
  yield 'sign-out';
  await leadsOn(page, () => page.click('button'), signInWords.signOut.doneTitle);
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
  await press();
  await page.waitForSelector('#code-error');
  yield 'second-factor';
  await page.fill('#code', new TOTP({ secret }).generate({ timestamp: world.clock().getTime() }));
  await press();
  await page.waitForSelector('.codes');
  yield 'recovery-codes';
  await press();
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

test('320 px wide, in light and in dark, nothing is cut off', async () => {
  await withPage(browser, { viewport: { width: 320, height: 640 } }, async (page) => {
    for await (const name of pagesOnTheWay(page)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { width, heights } = await sizes(page);
        expect(width, name).toBeLessThanOrEqual(320);
        expect(Math.min(...heights), name).toBeGreaterThanOrEqual(44);
        const folder = process.env.PICTURES;
        if (folder) await page.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, fullPage: true });
      }
    }
  });
});
