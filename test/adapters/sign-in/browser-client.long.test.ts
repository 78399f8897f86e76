import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { UserManagerSettings } from 'oidc-client-ts';
import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import { issuerOf } from '../../../src/service/sign-in/issuer.ts';
import { useBrowser, withPage } from '../../kit/browser.ts';
import { type Listening, listen } from '../../kit/listen.ts';
import { connectSite, password, useSignIn } from './world.ts';

/** A site that runs in the browser alone, on an address of its own. */

const world = useSignIn();
const browser = useBrowser();
const listening: Listening[] = [];
afterAll(() => Promise.all(listening.map((l) => l.close())));

/** A page of a site. @param answer what it shows at an address */
async function siteAt(answer: (path: string) => string): Promise<string> {
  const listens = await listen((req, res) => {
    const { pathname } = new URL(req.url ?? '', 'http://localhost');
    res.setHeader('content-type', pathname.endsWith('.js') ? 'text/javascript' : 'text/html').end(answer(pathname));
  });
  listening.push(listens);
  return `http://localhost:${listens.port}`;
}

async function signIn(page: Page, email: string | null): Promise<void> {
  await page.fill('#email', email ?? '');
  await page.fill('#password', password);
  await page.keyboard.press('Enter');
}

declare const oidc: typeof import('oidc-client-ts');

test('oidc-client-ts, in a page that has no server: in, who it is, renewed, given back, and out', async () => {
  const library = createRequire(import.meta.url).resolve('oidc-client-ts');
  const script = readFileSync(join(dirname(library), '..', 'browser', 'oidc-client-ts.min.js'), 'utf8');
  const manager = `new oidc.UserManager({ authority: 'x', client_id: 'x', redirect_uri: 'x' })`;
  const comesBack: Record<string, string> = {
    '/silent': `<script>${manager}.signinSilentCallback()</script>`,
    '/popup': `<script>${manager}.signinPopupCallback()</script>`,
  };
  const pages = (path: string) =>
    path === '/oidc.js' ? script : `<script src="/oidc.js"></script><h1>A page</h1>${comesBack[path] ?? ''}`;
  const [url, other] = [await siteAt(pages), await siteAt(pages)];
  const { clientId } = await connectSite(world, {
    secret: null,
    redirectUri: `${url}/in`,
    postLogoutUri: `${url}/bye`,
  });
  await world.app.db.execute(
    `update site_connections set redirect_uris = array['${url}/in', '${url}/silent', '${url}/popup'] where client_id = '${clientId}'`,
  );
  const settings: UserManagerSettings = {
    authority: issuerOf(world.app),
    client_id: clientId,
    redirect_uri: `${url}/in`,
    silent_redirect_uri: `${url}/silent`,
    popup_redirect_uri: `${url}/popup`,
    post_logout_redirect_uri: `${url}/bye`,
    scope: 'openid profile email school offline_access',
    prompt: 'consent',
    loadUserInfo: true,
    automaticSilentRenew: false,
  };
  const ben = await world.person();
  await withPage(browser, {}, async (page) => {
    await page.goto(url);
    await page.evaluate((s) => void new oidc.UserManager(s).signinRedirect(), settings);
    await page.waitForSelector('#email');
    await signIn(page, ben.email);
    await page.waitForURL(`${url}/in*`);
    const first = await page.evaluate(async (s) => {
      const user = await new oidc.UserManager(s).signinCallback();
      return { name: user?.profile.name, email: user?.profile.email, token: user?.access_token };
    }, settings);
    expect(first).toMatchObject({ name: 'Ben Okafor', email: ben.email });

    const renewed = await page.evaluate(
      async (s) => (await new oidc.UserManager(s).signinSilent())?.access_token,
      settings,
    );
    expect(renewed).toBeTruthy();
    expect(renewed).not.toBe(first.token);

    // Another origin reads nothing in its name, and sees no more than that the browser kept it from it.
    const stranger = await page.context().newPage();
    await stranger.goto(other);
    const asked = await stranger.evaluate(
      async ([token, me]) => fetch(me ?? '', { headers: { authorization: `Bearer ${token}` } }).catch((e) => e.name),
      [renewed, `${issuerOf(world.app)}/me`],
    );
    expect(asked).toBe('TypeError');

    // Without its tokens it asks within a frame, where no cookie comes: it is told, and does not wait.
    const framed = await page.evaluate(async (s) => {
      const manager = new oidc.UserManager({ ...s, prompt: 'none', scope: 'openid' });
      await manager.revokeTokens(['access_token', 'refresh_token']);
      const kept = await manager.getUser();
      await manager.removeUser();
      const error = await manager.signinSilent().catch((e) => e.error);
      return { error, kept: kept?.refresh_token ?? null };
    }, settings);
    expect(framed).toEqual({ error: 'login_required', kept: null });

    // A window of its own finds its way back to the page that opened it.
    const opened = page.context().waitForEvent('page');
    const popped = page.evaluate(async (s) => {
      const user = await new oidc.UserManager(s).signinPopup({ prompt: 'login', popupAbortOnClose: true });
      return user.profile.name;
    }, settings);
    await signIn(await opened, ben.email);
    expect(await popped).toBe('Ben Okafor');

    await page.evaluate((s) => void new oidc.UserManager(s).signoutRedirect({ state: 'x' }), settings);
    await page.waitForSelector('button[name="logout"]');
    await page.click('button[name="logout"]');
    await page.waitForURL(`${url}/bye*`);
  });
});
