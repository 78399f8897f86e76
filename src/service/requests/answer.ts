import { eq } from 'drizzle-orm';
import { requests } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { type MailKind, queueMail } from '../mail/queue-mail.ts';
import { inTransaction } from '../transaction.ts';
import { type SentMessage, sentMessages } from '../workspaces/chat-messages.ts';
import { isMailed } from './mailed.ts';
import { findRequest, type RequestView } from './request.ts';

export interface Answer {
  request: RequestView;
  /** Where the one who asked is reached in chat, the place where they asked first. */
  places: SentMessage[];
}

/** What someone is to be told of their request; nothing where their account is deleted. */
export async function readAnswer(app: App, requestId: string): Promise<Answer | undefined> {
  const [row] = await app.db.select().from(requests).where(eq(requests.id, requestId));
  const request = row && (await findRequest(app.db, row.centreId, requestId));
  if (!request?.asker || !row) return undefined;
  const places = await sentMessages(app, { userId: row.askerId, about: `request:${requestId}` });
  const isElsewhere = (p: SentMessage) => Number(p.workspaceId !== row.workspaceId);
  return { request, places: places.sort((a, b) => isElsewhere(a) - isElsewhere(b)) };
}

/** Which mail tells of it: of a reset that was approved the link itself does. */
function mailOf({ kind, status }: RequestView): MailKind | undefined {
  if (status === 'denied') return 'request-denied';
  if (status === 'expired') return 'request-expired';
  return status === 'approved' && kind === 'access' ? 'access-given' : undefined;
}

/** Tells it by mail, once. */
export async function mailAnswer(app: App, requestId: string): Promise<void> {
  await inTransaction(app, async (app) => {
    const [row] = await app.db.select().from(requests).where(eq(requests.id, requestId)).for('no key update');
    const request = row && (await findRequest(app.db, row.centreId, requestId));
    const kind = request && mailOf(request);
    if (!row || !kind) return;
    if (await isMailed(app, requestId, kind)) return;
    const to = { id: row.askerId, centreId: row.centreId };
    await queueMail(app, to, kind, row.correlationId, { requestId });
  });
}
