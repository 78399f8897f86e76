import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { centres, directoryTokens, links, mails, users, workspaces } from '../../../db/schema/index.ts';
import { linkTtlMs } from '../../words/links.ts';
import type { App } from '../context.ts';
import { linkUrl } from '../passwords/link-token.ts';
import { forgottenPath } from '../passwords/page-centre.ts';
import { readTransferNotice, type TransferNotice } from '../progression/transfers.ts';
import { findRequest, type RequestView } from '../requests/request.ts';
import { accountPath } from '../sign-in/issuer.ts';
import type { Week } from '../usage/digest.ts';
import { type Reminder, readReminder } from '../usage/remind.ts';
import { weekOfMail } from '../usage/week-by-mail.ts';
import { type CodeToSend, codesIn, readTieNotice, type TieNotice } from '../workspaces/told-by-mail.ts';
import { type WhoInChat, whoInChat } from '../workspaces/who-in-chat.ts';
import { readNewCoordinator } from './new-coordinator.ts';
import type { MailKind } from './queue-mail.ts';

/** A mail that is to be sent now, with all that its words need. */
export interface MailToSend {
  mailId: string;
  kind: MailKind | 'workspace-code';
  to: string;
  firstName: string;
  centreName: string;
  supportContact: string;
  /** Whom an answer goes to, where the school names someone. */
  replyTo: string | null;
  /** When the change that it tells of was made. */
  at: Date;
  timeZone: string;
  /** The page that it links to, and how long the link is good for, in milliseconds. */
  link: { url: string; goodForMs: number } | null;
  /** For `workspace-code` alone: one at least. */
  codes: CodeToSend[];
  /** For `workspace-tied` and `workspace-untied` alone. */
  tie: TieNotice | null;
  /** What it tells of, where that is a transfer. */
  transfer: TransferNotice | null;
  /** …or a request. */
  request: RequestView | null;
  /** …or someone in a chat who is tied to the account, or asks to be. */
  chat: WhoInChat | null;
  /** …or someone who was made a coordinator. */
  newCoordinator: string | null;
  /** When the token of the school's directory ends, where it tells of that. */
  directoryEnds: Date | null;
  /** …or sites that someone never came to. */
  reminder: Reminder | null;
  /** …or how a school stood in a week. */
  week: Week | null;
  /** Where the reader finds the page to ask for a new link. */
  forgottenUrl: string;
  /** …and the one where they see where they are signed in. */
  accountUrl: string;
}

/** Less than this part of a link's life is left: its mail was held up, and it begins anew. */
const freshPart = 0.9;

/**
 * Reads what a queued mail needs. A mail that nobody waits for any more (its link or code was used or voided, its
 * request decided, its reader suspended or deleted) is dropped instead, and nothing comes back; nor does it for one that is
 * sent already.
 *
 * A link's life begins when its mail leaves: after an hour without a mail server, a link of one hour would else arrive
 * dead. A code's does not: whoever asked for it sits there waiting, and asks again.
 */
export async function mailToSend(app: App, mailId: string): Promise<MailToSend | null> {
  const [row] = await app.db
    .select({ mail: mails, user: users, centre: centres, link: links, workspace: workspaces })
    .from(mails)
    .innerJoin(users, eq(users.id, mails.userId))
    .innerJoin(centres, eq(centres.id, mails.centreId))
    .leftJoin(links, eq(links.id, mails.linkId))
    .leftJoin(workspaces, eq(workspaces.id, mails.workspaceId))
    .where(and(eq(mails.id, mailId), eq(mails.state, 'queued')));
  if (!row) return null;
  const { mail, user, centre, link, workspace } = row;
  const to = mail.address ?? user.email;
  // Who leaves is suspended by then, and is told all the same where the work of years went.
  const reads = user.status === 'invited' || user.status === 'active' || mail.kind === 'data-handed-over';
  const linkWorks = !link || (link.usedAt === null && link.voidedAt === null);
  const codes = mail.kind === 'workspace-code' ? await codesIn(app, mail) : [];
  const codeWorks = mail.kind !== 'workspace-code' || codes.length > 0;
  const directoryEnds = mail.kind === 'directory-ends' ? await endOfToken(app, mail.centreId) : null;
  const newCoordinator = mail.kind === 'coordinator-made' ? await readNewCoordinator(app, mail) : null;
  const request = mail.requestId ? ((await findRequest(app.db, mail.centreId, mail.requestId)) ?? null) : null;
  const reminder = mail.sites ? ((await readReminder(app.db, mail.userId, mail.sites)) ?? null) : null;
  const week = mail.kind === 'week' ? ((await weekOfMail(app, mailId)) ?? null) : null;
  const isTrue =
    (mail.kind !== 'week' || week !== null) &&
    (mail.kind !== 'coordinator-made' || newCoordinator !== null) &&
    (mail.kind !== 'usage-reminder' || reminder !== null) &&
    (mail.kind !== 'directory-ends' || directoryEnds !== null) &&
    (mail.kind !== 'request-waits' || request?.status === 'pending');
  if (!to || user.firstName === null || !reads || !linkWorks || !codeWorks || !isTrue) {
    await app.db
      .update(mails)
      .set({ state: 'dropped' })
      .where(and(eq(mails.id, mailId), eq(mails.state, 'queued')));
    return null;
  }
  if (link) await startLife(app, link);
  return {
    mailId,
    kind: mail.kind as MailToSend['kind'],
    to,
    firstName: user.firstName,
    centreName: centre.name,
    supportContact: centre.supportContact,
    replyTo: centre.replyTo,
    at: mail.createdAt,
    timeZone: centre.timeZone,
    link: link && { url: await linkUrl(app, link), goodForMs: linkTtlMs[link.kind] },
    codes,
    tie: isAboutTie(mail.kind) && workspace ? await readTieNotice(app, workspace.id) : null,
    transfer: mail.transferId ? await readTransferNotice(app.db, mail.transferId, user.id) : null,
    request,
    chat: whoInChat(workspace, mail.chatName),
    newCoordinator,
    directoryEnds,
    reminder,
    week,
    forgottenUrl: app.publicUrl + forgottenPath(app, centre.number),
    accountUrl: app.publicUrl + accountPath,
  };
}

/** When the token that works ends, if that is still soon: a newer one may have taken its place. */
async function endOfToken(app: App, centreId: string): Promise<Date | null> {
  const [token] = await app.db
    .select({ expiresAt: directoryTokens.expiresAt })
    .from(directoryTokens)
    .where(
      and(
        eq(directoryTokens.centreId, centreId),
        isNull(directoryTokens.revokedAt),
        isNotNull(directoryTokens.warnedDays),
      ),
    )
    .limit(1);
  return token?.expiresAt ?? null;
}

const isAboutTie = (kind: string) => kind === 'workspace-tied' || kind === 'workspace-untied';

async function startLife(app: App, link: typeof links.$inferSelect): Promise<void> {
  const life = linkTtlMs[link.kind];
  const now = app.clock().getTime();
  if (link.expiresAt.getTime() - now > life * freshPart) return;
  await app.db
    .update(links)
    .set({ expiresAt: new Date(now + life) })
    .where(eq(links.id, link.id));
}
