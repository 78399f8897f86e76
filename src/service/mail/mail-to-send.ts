import { and, eq } from 'drizzle-orm';
import { centres, links, mails, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { linkUrl } from '../passwords/link-url.ts';
import { linkLife, type MailKind } from '../passwords/links.ts';
import { forgottenPath } from '../passwords/page-centre.ts';
import { readToldTransfer, type ToldTransfer } from '../progression/told-transfer.ts';

/** A mail that is to be sent now, with all that its words need. */
export interface MailToSend {
  mailId: string;
  kind: MailKind;
  to: string;
  firstName: string;
  centreName: string;
  supportContact: string;
  /** When the change that it tells of was made. */
  at: Date;
  timeZone: string;
  /** The page that it links to, and how long the link is good for, in milliseconds. */
  link: { url: string; goodForMs: number } | null;
  /** What it tells of, where that is a transfer. */
  transfer: ToldTransfer | null;
  /** Where the reader finds the page to ask for a new link. */
  forgottenUrl: string;
}

/** Less than this part of a link's life is left: its mail was held up, and it begins anew. */
const mostOfIt = 0.9;

/**
 * Reads what a queued mail needs. A mail that nobody waits for any more (its link was used or voided, its reader was
 * suspended or deleted) is dropped instead, and nothing comes back; nor does it for one that is sent already.
 *
 * A link's life begins when its mail leaves: after an hour without a mail server, a link of one hour would else arrive
 * dead.
 */
export async function mailToSend(app: App, mailId: string): Promise<MailToSend | null> {
  const [row] = await app.db
    .select({ mail: mails, user: users, centre: centres, link: links })
    .from(mails)
    .innerJoin(users, eq(users.id, mails.userId))
    .innerJoin(centres, eq(centres.id, mails.centreId))
    .leftJoin(links, eq(links.id, mails.linkId))
    .where(and(eq(mails.id, mailId), eq(mails.state, 'queued')));
  if (!row) return null;
  const { mail, user, centre, link } = row;
  const to = mail.address ?? user.email;
  // Who leaves is suspended by then, and is told all the same where the work of years went.
  const reads = user.status === 'invited' || user.status === 'active' || mail.kind === 'data-handed-over';
  const linkWorks = !link || (link.usedAt === null && link.voidedAt === null);
  if (!to || user.firstName === null || !reads || !linkWorks) {
    await app.db
      .update(mails)
      .set({ state: 'dropped' })
      .where(and(eq(mails.id, mailId), eq(mails.state, 'queued')));
    return null;
  }
  if (link) await startLife(app, link);
  return {
    mailId,
    kind: mail.kind as MailKind,
    to,
    firstName: user.firstName,
    centreName: centre.name,
    supportContact: centre.supportContact,
    at: mail.createdAt,
    timeZone: centre.timeZone,
    link: link && { url: linkUrl(app, link.kind, link.id), goodForMs: linkLife[link.kind] },
    transfer: mail.transferId ? await readToldTransfer(app.db, mail.transferId, user.id) : null,
    forgottenUrl: app.publicUrl + forgottenPath(app, centre.number),
  };
}

async function startLife(app: App, link: typeof links.$inferSelect): Promise<void> {
  const life = linkLife[link.kind];
  const now = app.clock().getTime();
  if (link.expiresAt.getTime() - now > life * mostOfIt) return;
  await app.db
    .update(links)
    .set({ expiresAt: new Date(now + life) })
    .where(eq(links.id, link.id));
}
