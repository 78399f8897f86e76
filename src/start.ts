import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import express from 'express';
import type { Logger } from 'pino';
import { startCatcher } from '../adapters/mail/catcher.ts';
import { parseSender, smtpMailer } from '../adapters/mail/send.ts';
import { playground } from '../adapters/playground/server.ts';
import { health } from '../adapters/web/health.ts';
import { lastPages, pages } from '../adapters/web/pages.ts';
import { connect } from '../db/connect.ts';
import { removeEmbedded, startEmbedded } from '../db/embedded.ts';
import { migrate } from '../db/migrate.ts';
import { cast, makeSampleCentre, playgroundWorkspace, sampleName } from '../db/sample-centre.ts';
import { createBot } from './bot/bot.ts';
import { loadCommands } from './bot/registry.ts';
import type { Config } from './config.ts';
import { inWords } from './database-problem.ts';
import { listen } from './http.ts';
import { startQueue } from './jobs/queue.ts';
import { forgottenTask } from './jobs/tasks/forgotten.ts';
import { followMails } from './jobs/tasks/mail-progress.ts';
import { sendMail } from './jobs/tasks/send-mail.ts';
import { secretKey } from './secret-key.ts';
import type { App, Clock } from './service/context.ts';

interface StartOptions {
  config: Config;
  log: Logger;
  /** Where the embedded database and all else that is kept lies. */
  dataDir: string;
  /** Starts over: everything kept in `dataDir` is deleted. */
  fresh?: boolean;
  clock?: Clock;
}

export interface Running {
  /** Where people find it. */
  url: string;
  /** Finishes what was taken, takes nothing new, and ends all that it started. */
  stop(): Promise<void>;
}

/** Ends one thing that was started. */
type End = () => unknown;

/** How long jobs in hand may take when it stops, in milliseconds; of the ten seconds that all may take. */
const jobsGraceMs = 7_000;

/**
 * Brings everything up: the only place that knows everyone.
 *
 * @throws Error with a sentence that says what to do, where a person can mend it
 */
export async function start({ config, log, dataDir, fresh, clock = () => new Date() }: StartOptions): Promise<Running> {
  // What was started is ended in the opposite order, also when a later part does not start.
  const ends: End[] = [];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        log.warn({ err: error }, 'Something did not end well.');
      }
    }
  };
  try {
    const server = await listen(config.host, config.port);
    ends.push(() => server.close());
    const publicUrl = config.port === 0 ? `http://localhost:${server.port}` : config.publicUrl;

    if (fresh) await startOver(config, dataDir);
    const url = config.databaseUrl ?? (await embedded(dataDir, log, ends));
    const { ownRole } = await migrate(url).catch((error) => {
      throw inWords(error);
    });
    if (!ownRole) log.warn('The database user may not make roles; triggers alone protect the audit trail.');
    const { db, close } = connect(url, { asOwner: !ownRole });
    ends.push(close);
    await makeSampleCentre(db, clock());

    const app: App = { db, clock, secretKey: secretKey(config.secretKey, join(dataDir, 'secret-key')), publicUrl };
    const catcher = config.smtpUrl ? undefined : await startCatcher({ historyFile: join(dataDir, 'mails.jsonl') });
    if (catcher) ends.push(() => catcher.close());
    const mailer = smtpMailer({ url: config.smtpUrl ?? catcher?.url ?? '', from: config.mailFrom });
    ends.push(() => mailer.close());

    const bot = createBot({
      app,
      registry: await loadCommands(),
      mailFrom: parseSender(config.mailFrom).address,
      onBug: (error, correlationId) => log.error({ err: error, correlationId }, 'A command broke.'),
    });
    const room = playground({
      bot,
      people: [...cast],
      workspace: playgroundWorkspace,
      centreName: sampleName,
      mails: catcher ?? { list: () => [], onChange: () => () => {} },
      historyFile: join(dataDir, 'playground.jsonl'),
      clock,
    });
    const queue = await startQueue({
      url,
      app,
      log,
      tasks: {
        'send-mail': sendMail(app, mailer),
        forgotten: forgottenTask(app),
        'mail-progress': followMails(app, [room.chat]),
      },
    });
    ends.push(() => queue.stop(jobsGraceMs));

    // Behind a proxy on this machine the caller's address is what the proxy says, else everyone shares one rate limit.
    const web = express().disable('x-powered-by').set('trust proxy', 'loopback');
    web.use(
      health({
        database: async () => void (await db.execute(sql`select 1`)),
        queue: async () => {
          if (!queue.healthy()) throw new Error('not listening');
        },
      }),
    );
    web.use(pages(app, log));
    web.use(room.router);
    web.use(...lastPages(log));
    server.serve(web);
    // New requests find the door closed before anything that they need goes away.
    ends.push(() => {
      room.close();
      return server.close();
    });
    return { url: publicUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function embedded(dataDir: string, log: Logger, ends: End[]): Promise<string> {
  const server = await startEmbedded({ dir: join(dataDir, 'postgres'), log: (line) => log.debug(line) });
  ends.push(() => server.stop());
  return server.url;
}

async function startOver(config: Config, dataDir: string): Promise<void> {
  if (config.databaseUrl) {
    throw new Error(
      '--fresh: only the embedded database can be started over. Take DATABASE_URL out, or empty that database yourself.',
    );
  }
  await removeEmbedded(join(dataDir, 'postgres'));
  await rm(dataDir, { recursive: true, force: true });
}
