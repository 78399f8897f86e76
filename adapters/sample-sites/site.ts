import { type ErrorRequestHandler, type Request, type Response, Router, urlencoded } from 'express';
import { sampleSites as say } from '../../src/ui/sentences/sites.ts';
import { openAccounts, shown } from './accounts.ts';
import { cookiesOf } from './cookies.ts';
import { fromOwnPages } from './guard.ts';
import { script } from './live-script.ts';
import type { SampleSite, SampleSitesOptions } from './options.ts';
import { endedNotice, peoplePage, type SitePage, signedInPage, signedOutPage } from './pages.ts';
import { Away, type Flow, NotSignedIn, relyingParty } from './relying-party.ts';
import { scimService } from './scim.ts';
import { openSessions, type Session } from './sessions.ts';
import { siteStyle } from './style.ts';

const minute = 60;
const day = 24 * 60 * minute;

/** One sample site: a client of the sign-in, and a SCIM service that is told who may use it. */
export function sampleSite(site: SampleSite, options: SampleSitesOptions) {
  const { key } = site;
  const { base, centre, clock } = options;
  const address = `${base}/${key}`;
  const path = new URL(address).pathname;
  let changes = 0;
  // Another number after each start: what is shown then is looked at anew.
  const begun = clock().getTime().toString(36);
  const sessions = openSessions(`${options.folder}/${key}-sessions.json`, clock, () => {
    changes += 1;
  });
  const accounts = openAccounts(`${options.folder}/${key}-accounts.json`, clock, (externalId) => {
    changes += 1;
    const account = typeof externalId === 'string' ? accounts.of(externalId) : undefined;
    // What Staffroom says of an account holds at once, even where its word that a session is over was lost.
    if (typeof externalId === 'string' && !(account && shown(account).active)) sessions.end({ sub: externalId });
  });
  const cookies = cookiesOf(options.secret, key, path);
  const party = relyingParty({
    issuer: options.issuer,
    clientId: site.clientId,
    clientSecret: site.clientSecret,
    redirectUri: `${address}/callback`,
    postLogoutUri: `${address}/signed-out`,
  });
  const about = (live = true): SitePage => ({ key, centre, path, ...(live && { state: `${begun}-${changes}` }) });

  async function sessionOf(req: Request): Promise<Session | undefined> {
    const id = (await cookies.get(req, 'session'))?.id;
    return typeof id === 'string' ? sessions.get(id) : undefined;
  }

  const router = Router();
  router.use('/scim/v2', scimService({ accounts, token: site.scimToken, base: `${address}/scim/v2` }));
  router.post('/signed-out-elsewhere', urlencoded({ extended: false, limit: '20kb' }), async (req, res) => {
    const token = (req.body as { logout_token?: unknown } | undefined)?.logout_token;
    const which = typeof token === 'string' ? await party.ended(token) : undefined;
    if (!which) return void res.status(400).json({ error: 'invalid_request' });
    sessions.end(which);
    res.status(200).end();
  });

  router.use(options.guard, fromOwnPages);
  router.get('/site.css', (_req, res) => void res.type('css').send(siteStyle(key)));
  router.get('/site.js', (_req, res) => void res.type('js').send(script));
  router.get('/now', (_req, res) => void res.type('text/plain').send(`${begun}-${changes}`));

  router.get('/', async (req, res) => {
    // Links in it are made from its path, with the slash.
    if (!req.originalUrl.split('?')[0]?.endsWith('/')) return res.redirect(301, `${path}/`);
    const page = about();
    const session = await sessionOf(req);
    if (!session) return void res.send(signedOutPage(page));
    if (session.ended) {
      return void res.send(signedOutPage(page, endedNotice(centre, accounts.of(session.claims.sub))));
    }
    const groups = site.holdsData ? await options.groupsOf(session.claims.sub, key) : undefined;
    res.send(signedInPage(page, session, groups));
  });

  router.get('/people', (_req, res) => void res.send(peoplePage(about(), accounts.all())));

  router.get('/sign-in', async (_req, res) => {
    const { url, flow } = await party.begin();
    await cookies.set(res, 'flow', { ...flow }, 60 * minute);
    res.redirect(303, url);
  });

  router.get('/callback', async (req, res) => {
    const flow = (await cookies.get(req, 'flow')) as Flow | undefined;
    cookies.clear(res, 'flow');
    if (!flow) return unwelcome(res, say.expired);
    const question = req.originalUrl.indexOf('?');
    const signedIn = await party.finish(question < 0 ? '' : req.originalUrl.slice(question), flow);
    const old = await sessionOf(req);
    if (old) sessions.drop(old.id);
    const { id } = sessions.begin(signedIn);
    await cookies.set(res, 'session', { id }, day);
    res.redirect(303, `${path}/`);
  });

  router.post('/sign-out', async (req, res) => {
    const session = await sessionOf(req);
    cookies.clear(res, 'session');
    if (session) sessions.drop(session.id);
    if (!session || session.ended) return res.redirect(303, `${path}/`);
    res.redirect(303, await party.signOutUrl(session.idToken));
  });
  router.get('/signed-out', (_req, res) => {
    res.send(signedOutPage(about(false), { title: say.signedOut, lead: say.signedOutYourself }));
  });

  function unwelcome(res: Response, lead: string, status = 400): void {
    res.status(status).send(signedOutPage(about(false), { title: say.refused, lead }));
  }
  const problems: ErrorRequestHandler = (error, _req, res, next) => {
    if (res.headersSent || !(error instanceof Away || error instanceof NotSignedIn)) return next(error);
    options.onProblem(error);
    if (error instanceof Away) return unwelcome(res, say.away, 503);
    unwelcome(res, say.refusedLead);
  };
  router.use(problems);
  return {
    router,
    flush() {
      accounts.flush();
      sessions.flush();
    },
  };
}
