import { ExpressAuth } from '@auth/express';
import express from 'express';
import { auth } from 'express-openid-connect';
import session from 'express-session';
import { Passport } from 'passport';
import OpenIdStrategy from 'passport-openidconnect';
import { afterAll, expect, test } from 'vitest';
import { tellSite } from '../../../adapters/sign-in/tell-site.ts';
import { siteSessions } from '../../../db/schema/index.ts';
import { tellSignedOut } from '../../../src/jobs/tasks/tell-signed-out.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import { issuerOf } from '../../../src/service/sign-in/issuer.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import type { Site } from '../../../src/words/sites.ts';
import { type Listening, listen } from '../../kit/listen.ts';
import { Person } from './person.ts';
import { connectSite, password, useSignIn } from './world.ts';

/** Sites as others make them: with the clients of OpenID that there are for Express, as they come. */

const world = useSignIn();
const listening: Listening[] = [];
afterAll(() => Promise.all(listening.map((l) => l.close())));

/** Each sign of it is written in another way in a form and in a header. */
const secret = 'a secret: 100% of "32" & more + characters/~';

/** A site that serves this at an address of its own, and is connected. @param paths below its address */
async function serverOf(site: Site, paths: { back: string; told?: string }, withoutPkce = false) {
  const app = express();
  const listens = await listen(app);
  listening.push(listens);
  const { url } = listens;
  const logoutUrl = paths.told ? url + paths.told : null;
  const uris = { redirectUri: url + paths.back, postLogoutUri: `${url}/bye`, logoutUrl };
  const { clientId } = await connectSite(world, { site, secret, withoutPkce, ...uris });
  return { app, url, clientId };
}

/** Opens an address and all that it leads to, at whichever host. */
async function follow(person: Person, opened: ReturnType<Person['open']>) {
  let answer = await opened;
  while (answer.leaves) answer = await person.open(answer.url);
  return answer;
}

/** Gives e-mail and password at the page that a site leads to. */
async function signInAt(person: Person, url: string, email: string | null) {
  const page = await follow(person, person.open(url));
  expect(page.text).toContain('name="password"');
  return follow(person, person.submit({ email: email ?? '', password }));
}

test.each([undefined, 'form_post'] as const)('express-openid-connect, answered by %s', async (response_mode) => {
  const site = response_mode ? 'hub' : 'primary';
  const ben = await world.person({}, [site]);
  const { app, url, clientId } = await serverOf(site, { back: '/callback', told: '/backchannel-logout' });
  app.use(
    auth({
      issuerBaseURL: issuerOf(world.app),
      baseURL: url,
      clientID: clientId,
      clientSecret: secret,
      secret: 'of-its-cookies-32-characters-long',
      // The first question waits until the library is loaded and has its keys.
      httpTimeout: 60_000,
      authRequired: false,
      idpLogout: true,
      routes: { postLogoutRedirect: '/bye' },
      backchannelLogout: { store: new session.MemoryStore() },
      authorizationParams: {
        response_type: 'code',
        scope: 'openid profile email school offline_access',
        prompt: 'consent',
        ...(response_mode && { response_mode }),
      },
    }),
  );
  app.get('/', async (req, res) => {
    if (!req.oidc.isAuthenticated()) return void res.send({});
    const before = req.oidc.refreshToken;
    const { access_token } = (await req.oidc.accessToken?.refresh()) ?? {};
    const { email } = await req.oidc.fetchUserInfo();
    const isNew = Boolean(before && req.oidc.refreshToken && before !== req.oidc.refreshToken && access_token);
    res.send({ name: req.oidc.user?.name, email, isNew });
  });
  const person = new Person();
  const back = await signInAt(person, `${url}/login`, ben.email);
  if (response_mode) {
    // The page sends itself; browsers let it go where its policy says.
    expect(back.text).toContain(`action="${url}/callback"`);
    await follow(person, person.submit({}));
  }
  const here = async () => JSON.parse((await person.open(url)).text);
  expect(await here()).toEqual({ name: 'Ben Okafor', email: ben.email, isNew: true });

  // The school ends it: the site is told.
  const cookies = [...person.cookies];
  const [ended] = await world.app.db.select().from(siteSessions);
  const { connectionId = '', userId = '', sid = '' } = ended ?? {};
  expect(userId).toBe(ben.id);
  const job = { connectionId, userId, sid, endedAt: world.clock().toISOString() };
  await tellSignedOut(world.app, tellSite(httpClient({ home: true })))(job);
  expect(await here()).toEqual({});

  // They sign out themselves.
  person.cookies.splice(0, person.cookies.length, ...cookies.filter((c) => c.name.startsWith('staffroom')));
  const again = await follow(person, person.open(`${url}/login`));
  if (again.text.includes('<form')) await follow(person, person.submit({}));
  const asked = await follow(person, person.open(`${url}/logout`));
  expect(asked.text).toContain(signInWords.signOut.all);
  expect((await person.submit({ logout: 'yes' })).url).toBe(`${url}/bye`);
  expect((await follow(person, person.open(`${url}/login`))).text).toContain('name="password"');
  await world.app.db.delete(siteSessions);
});

test('@auth/express', async () => {
  const ben = await world.person({}, ['forums']);
  const { app, url, clientId } = await serverOf('forums', { back: '/auth/callback/staffroom' });
  const provider = {
    id: 'staffroom',
    name: 'Staffroom',
    type: 'oidc' as const,
    issuer: issuerOf(world.app),
    clientId,
    clientSecret: secret,
    checks: ['pkce' as const, 'state' as const, 'nonce' as const],
  };
  app.use(/^\/auth\/(.*)/, ExpressAuth({ providers: [provider], secret: 'of-its-cookies', trustHost: true }));
  const person = new Person();
  await person.open(`${url}/auth/signin`);
  const page = await follow(person, person.submit({}));
  expect(page.text).toContain('name="password"');
  await follow(person, person.submit({ email: ben.email ?? '', password }));
  const who = async () => JSON.parse((await person.open(`${url}/auth/session`)).text);
  expect(await who()).toMatchObject({ user: { name: 'Ben Okafor', email: ben.email } });
  await person.open(`${url}/auth/signout`);
  await person.submit({});
  expect(await who()).toBeNull();
});

test('passport-openidconnect, which knows no PKCE, is let off it', async () => {
  const ben = await world.person({}, ['test-maker']);
  const { app, url, clientId } = await serverOf('test-maker', { back: '/callback' }, true);
  const passport = new Passport();
  const endpoints = {
    issuer: issuerOf(world.app),
    authorizationURL: `${issuerOf(world.app)}/auth`,
    tokenURL: `${issuerOf(world.app)}/token`,
    userInfoURL: `${issuerOf(world.app)}/me`,
  };
  passport.use(
    new OpenIdStrategy(
      {
        ...endpoints,
        clientID: clientId,
        clientSecret: secret,
        callbackURL: `${url}/callback`,
        scope: ['profile', 'email'],
        skipUserProfile: false,
      },
      (_issuer, { displayName, emails }, _context, _idToken, done) =>
        done(null, { name: displayName, email: emails?.[0]?.value }),
    ),
  );
  passport.serializeUser((user, done) => done(null, user));
  passport.deserializeUser((user, done) => done(null, user));
  app.use(session({ secret: 'of-its-cookies', resave: false, saveUninitialized: false }), passport.session());
  app.get('/login', passport.authenticate('openidconnect'));
  app.get('/callback', passport.authenticate('openidconnect', { successRedirect: '/' }));
  app.get('/', (req, res) => void res.send((req as { user?: object }).user ?? {}));
  const person = new Person();
  const back = await signInAt(person, `${url}/login`, ben.email);
  expect(JSON.parse(back.text)).toEqual({ name: 'Ben Okafor', email: ben.email });
  // It keeps no ID token to show: it says which site it is.
  const out = new URLSearchParams({ client_id: clientId, post_logout_redirect_uri: `${url}/bye`, state: 'x y' });
  await person.open(`${issuerOf(world.app)}/session/end?${out}`);
  expect((await person.submit({ logout: 'yes' })).url).toBe(`${url}/bye?state=x+y`);
});
