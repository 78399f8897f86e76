import { randomUUID } from 'node:crypto';
import { mails } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { mailPriority } from './bulk.ts';

/** The mails there are; the catalogue has the words of each. */
export type MailKind =
  | 'invitation'
  | 'reset'
  | 'confirm-email'
  | 'email-changed'
  | 'chat-tied'
  | 'confirm-chat'
  | 'password-changed'
  | 'second-factor-added'
  | 'second-factor-removed'
  | 'recovery-codes-renewed'
  | 'data-handed-over'
  | 'data-received'
  | 'access-given'
  | 'request-waits'
  | 'request-denied'
  | 'request-expired'
  | 'directory-ends'
  | 'usage-reminder'
  | 'week'
  | 'workspace-tied'
  | 'workspace-untied'
  | 'coordinator-made';

/** Whom a mail is to. */
export interface Recipient {
  id: string;
  centreId: string;
}

interface MailOptions {
  address?: string | null;
  linkId?: string;
  requestId?: string;
  workspaceId?: string;
  chatName?: string | null;
}

/** Queues a mail to a user, in the caller's transaction. */
export async function queueMail(
  app: App<Tx>,
  { id: userId, centreId }: Recipient,
  kind: MailKind,
  correlationId: string,
  options: MailOptions = {},
): Promise<void> {
  const id = randomUUID();
  await app.db.insert(mails).values({ id, centreId, userId, kind, ...options, createdAt: app.clock(), correlationId });
  await queueJobs(app.db, [{ task: 'send-mail', payload: { mailId: id }, priority: mailPriority(1) }]);
}
