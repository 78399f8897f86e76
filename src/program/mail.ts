import { join } from 'node:path';
import { smtpMailer } from '../../adapters/mail/send.ts';
import { hasConnections } from '../../db/connect.ts';
import { queueName } from '../jobs/connections.ts';
import type { Db } from '../service/context.ts';
import { mailTrouble } from '../service/mail/mail-server.ts';
import { mailServer } from '../ui/sentences/mail-server.ts';
import type { Shutdown } from './shutdown.ts';
import type { Told } from './start-options.ts';

/**
 * What sends mails: by the school's mail server, or where there is none, into a mailbox of our own, which is ended with the rest.
 *
 * @param db asked whether another copy works on it
 */
export async function openMail({ config, log, dataDir }: Told, db: Db, ends: Shutdown) {
  const catcher = config.smtpUrl ? undefined : await openMailbox(dataDir);
  if (catcher) ends.add(() => catcher.close());
  // Another copy, then, carries out jobs of this database: it may be the one that sends our mails.
  if (catcher && (await hasConnections(db, queueName))) {
    log.warn(
      'Another Staffroom works on this database. Without SMTP_URL each copy has a mailbox and chats of its own: look there for what is missing here.',
    );
  }
  const mailer = smtpMailer({
    url: config.smtpUrl ?? catcher?.url ?? '',
    from: config.mailFrom,
    needsTls: config.smtpNeedsTls,
    connections: config.mailPace.connections,
  });
  ends.add(() => mailer.close());
  // Mails wait for it, and so nobody for the answer.
  if (config.smtpUrl)
    mailer
      .check()
      .catch((error: Error) =>
        log.warn(`SMTP_URL: ${error.message}. Mails wait meanwhile; npm run doctor says what to do.`),
      );
  return { mailer, catcher };
}

/** What mails go to where there is no mail server. */
async function openMailbox(dataDir: string) {
  const { startCatcher } = await import('../../adapters/mail/catcher.ts');
  return startCatcher({ historyFile: join(dataDir, 'mails.jsonl') });
}

/** What `/readyz` says of the mail server. People can work without it, so that it is no reason to send them elsewhere. */
export async function mailNote(db: Db): Promise<string | undefined> {
  const trouble = await mailTrouble(db);
  return (
    trouble &&
    `${mailServer.why[trouble.why]} Mails wait since ${trouble.since.toISOString()}. The log says what to do.`
  );
}
