import express from 'express';
import { parseSender } from '../../adapters/mail/send.ts';
import { aboutPaths } from '../../adapters/pages/about.ts';
import { health, noted } from '../../adapters/pages/health.ts';
import { lastPages, pages } from '../../adapters/pages/pages.ts';
import { withPlainHeaders } from '../../adapters/pages/plain-headers.ts';
import { securityHeaders } from '../../adapters/pages/security-headers.ts';
import { scimClient } from '../../adapters/scim/client/client.ts';
import { scimServer } from '../../adapters/scim/server/server.ts';
import { signIn } from '../../adapters/sign-in/sign-in.ts';
import { connect } from '../../db/connect.ts';
import { createBot } from '../bot/bot.ts';
import type { Chat } from '../bot/inbound.ts';
import { loadCommands } from '../bot/registry.ts';
import { openInbox } from '../jobs/inbox.ts';
import { startQueue } from '../jobs/queue.ts';
import { openSealer } from '../jobs/sealer.ts';
import { httpClient } from '../lib/http-client.ts';
import { isLoopback } from '../lib/net.ts';
import { within } from '../lib/timeout.ts';
import type { App } from '../service/context.ts';
import { tryMailsNow } from '../service/mail/mail-server.ts';
import { readableDomains } from '../service/people/readable-domains.ts';
import { applySitesFile } from '../service/sites/file.ts';
import { sentenceOutside } from '../ui/sentences/sentence.ts';
import { openChangeOfKey } from './change-of-key.ts';
import { openChanges } from './changes.ts';
import { openChats } from './chats/chats.ts';
import type { Database } from './database.ts';
import { openDatabaseCheck } from './database-check.ts';
import type { EarlyServer } from './http.ts';
import { mailNote, openMail } from './mail.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Opens } from './open-address.ts';
import { answerOwn } from './own-question.ts';
import { noticeProxy } from './proxies.ts';
import type { SecretKeys } from './secret-key.ts';
import { coordinatorDiffers } from './settings-differ.ts';
import type { Shutdown } from './shutdown.ts';
import type { Told } from './start-options.ts';
import { tasksOf } from './tasks.ts';

export interface Running {
  url: string;
  /** Where people find it, in a sentence; empty where that is told by what opens it. */
  ready: string;
  /** What is for the one who starts the program, if anything. */
  opens?: Opens;
  /** Throws once what it can't do without is gone for good: an error with a sentence. Never resolves. */
  broken: Promise<never>;
  /** Whether nobody has asked for anything for a moment. */
  isQuiet(): boolean;
  /** Finishes what was taken, takes nothing new, and ends all that it started. */
  stop(): Promise<void>;
}

/**
 * Of the ten seconds that the end may take, in milliseconds: how long what was taken is waited for, and how long it may then
 * take to tell people that it did not finish.
 */
const usualTakenMs = 5_000;
const tellMs = 1_500;

/** What is there before people are served. */
interface Opened {
  ends: Shutdown;
  server: EarlyServer;
  metrics: Metrics | undefined;
  keys: SecretKeys;
  database: Database;
  broken: Promise<never>;
}

/**
 * What comes once the database is there: the chats, the queue, the pages, the sign-in.
 *
 * @throws Error with a sentence that says what to do, where a person can mend it
 */
export async function serve(told: Told, opened: Opened): Promise<Running> {
  const { config, log, dataDir, clock, leaseMs, stop, takenMs = usualTakenMs } = told;
  const { ends, server, metrics, keys, database, broken } = opened;
  const publicUrl = config.port === 0 ? `http://localhost:${server.port}` : config.publicUrl;
  const { logins, db } = database;
  const changes = await openChanges({ url: logins.app, db, log });
  ends.add(changes.close);
  const app: App = { db, clock, ...keys.keys(), publicUrl };
  await readableDomains(app);
  const change = await openChangeOfKey(app, log).catch((error) => {
    throw keys.refused(error);
  });
  ends.add(change.close);
  // The key is the right one.
  const retired = change.isNewest ? database.retireLogins() : Promise.resolve();
  retired.catch(() => {});
  const { mailer, catcher } = await openMail(told, db, ends);

  const chats: Chat[] = [];
  const registry = await loadCommands();
  const bot = createBot({
    app,
    registry,
    mailFrom: parseSender(config.mailFrom).address,
    onBug: (error, correlationId) => {
      metrics?.onBug();
      log.error({ err: error, correlationId }, 'A command broke.');
    },
    ...(metrics && { onHandled: metrics.onHandled }),
    chats,
  });
  // Connections of its own: a chat waits three seconds to hear that something is taken, whatever all others wait for.
  const kept = connect(logins.app, { ...logins, max: 2 });
  ends.add(kept.close);
  const inbox = openInbox({
    app: { ...app, db: kept.db },
    log,
    ...(metrics && { onBrought: metrics.onBrought }),
    ...(leaseMs && { leaseMs }),
  });
  const sides = await openChats({
    app,
    bot,
    inbox,
    changes,
    config,
    log,
    dataDir,
    mails: catcher,
    ...(metrics && { onCall: metrics.onCall }),
  });
  chats.push(...sides.chats);
  stop.throwIfAborted();
  // Sites of this machine are the business of a program that works for it alone: its own samples, or one that is being made.
  const http = httpClient({ home: isLoopback(publicUrl) || !(config.slack || config.teams) });
  const sites = scimClient(http);
  const tasks = tasksOf(
    app,
    chats,
    metrics?.mailer(mailer) ?? mailer,
    config.mailPace,
    registry,
    metrics?.sites(sites) ?? sites,
    http,
    log,
  );
  const queue = await startQueue({
    url: logins.queue,
    app,
    log,
    tasks,
    ...(metrics && { onJob: metrics.onJob }),
    keep: config.keep,
  });
  // What was wrong with the mail server's settings may have been put right.
  await tryMailsNow(app);
  let jobsMs = 7_000;
  ends.add(() => queue.stop(jobsMs));
  ends.add(openSealer(app, log).close);
  stop.throwIfAborted();

  const { trustedProxies } = config;
  const web = express()
    .disable('x-powered-by')
    .set('trust proxy', trustedProxies ?? false);
  if (metrics) web.use(metrics.requests);
  web.use(noticeProxy(publicUrl, trustedProxies, log), withPlainHeaders);
  for (const door of sides.doors) web.use(door);
  web.use(securityHeaders());
  web.all('/healthz', answerOwn(app));
  // By its own connections too: that all others wait for one table is not the database's silence.
  const databaseCheck = openDatabaseCheck(kept.db, log);
  const checks = {
    database: databaseCheck.check,
    queue: async () => {
      if (!queue.healthy()) throw new Error('not listening');
    },
    mail: noted(() => mailNote(kept.db)),
    ...sides.checks,
  };
  web.use(health(checks, stop));
  if (metrics && config.metricsToken) {
    const readings = metrics.openReadings(app, logins);
    ends.add(readings.close);
    const pools = { people: db.$client, chats: kept.db.$client };
    web.use(metrics.route(config.metricsToken, { checks, pools, readings, tasks: Object.keys(tasks) }));
  }
  web.use(pages(app, log, config.keep));
  const signsIn = signIn({ app, log, ...(metrics && { onSignIn: metrics.onSignIn }) });
  web.use(signsIn.router);
  web.use(scimServer({ app, log }));
  for (const router of sides.routers) web.use(router);
  // What the packages for Teams of earlier releases name as the app's website.
  web.get('/', (_req, res) => res.redirect(aboutPaths.website));
  web.use(...lastPages(log));
  server.serve(web);
  ends.add(async () => {
    await sides.close();
    // New requests find the door closed before anything that they need goes away.
    const taken = server.close().then(() => Promise.all([sides.settled(takenMs + tellMs), loading]));
    if (await within(taken, takenMs)) return;
    // A table that is locked, a database that hangs: whoever waits for it is told so, while there is someone to tell them.
    database.breakOff();
    await within(taken, tellMs);
    jobsMs = 500;
  });
  let loading: Promise<unknown> = Promise.resolve();
  ends.add(databaseCheck.close);
  await sides.begin();
  await retired;
  const differs = config.slack || config.teams ? await coordinatorDiffers(db, config) : undefined;
  if (differs) log.warn(differs);
  // The school is there by now, and what the file says of a site holds.
  const warnings = config.sitesFile ? await applySitesFile(app, config.sitesFile, sentenceOutside) : [];
  for (const warning of warnings) log.warn(warning);
  // Only who signs in within the first moment waits for it; and where it fails, whoever is next tries again.
  loading = signsIn.load().catch((error) => log.warn({ err: error }, 'The sign-in could not be made ready.'));
  const { ready, opens } = sides;
  return { url: publicUrl, ready, ...(opens && { opens }), broken, isQuiet: server.isQuiet, stop: ends.endAll };
}
