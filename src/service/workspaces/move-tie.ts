import { and, eq, gt, isNotNull, isNull, or } from 'drizzle-orm';
import { chatIdentities, links, users, workspaces } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { newLink } from '../passwords/link-token.ts';
import { useLink } from '../passwords/open-link.ts';
import { consume } from '../rate-limit.ts';
import { inTransaction } from '../transaction.ts';
import { endTie, makeTie, type ToTie } from './ties.ts';

const hour = 3_600_000;

/** Someone in a chat may ask again, for a mail may be lost. */
const asksOfPerson = { limit: 5, perMs: hour };

/** The account's owner is not to be flooded, by however many people. */
const asksForAccount = { limit: 10, perMs: 24 * hour };

/** How soon another mail is sent, in milliseconds: until then the one that was is on its way. */
const againMs = 10 * 60_000;

/**
 * Someone whose workspace vouches for an account's e-mail asks to be tied to it, though someone else there is: the account's
 * own address is sent a link that does it. Nothing changes before that; one that is under way to another asker stays.
 *
 * Whoever asks has no account yet, so this is no use case with an actor; whoever reads the mail decides.
 * Sets off `cancel_invite_plans`, which finds none: whoever is tied has come.
 *
 * @throws Refusal `too-many-tries`
 */
export async function askToMove(app: App, wanted: ToTie): Promise<void> {
  const { workspaceId, externalId, userId, centreId, name, correlationId } = wanted;
  await consume(app, 'tie-asks', `${workspaceId} ${externalId}`, asksOfPerson);
  await consume(app, 'tie-asks-account', userId, asksForAccount);
  await inTransaction(app, async (app) => {
    // Of two at once the second finds the link of the first.
    await app.db.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('no key update');
    const now = app.clock();
    const open = and(
      eq(links.userId, userId),
      eq(links.kind, 'confirm-chat'),
      eq(links.workspaceId, workspaceId),
      eq(links.chatPerson, externalId),
      isNull(links.usedAt),
      isNull(links.voidedAt),
    );
    const [recent] = await app.db
      .select({ id: links.id })
      .from(links)
      .where(and(open, gt(links.createdAt, new Date(now.getTime() - againMs))));
    if (recent) return;
    await app.db.update(links).set({ voidedAt: now }).where(open);
    const linkId = await makeChatLink(app, wanted);
    const mail = { linkId, workspaceId, chatName: name };
    await queueMail(app, { id: userId, centreId }, 'confirm-chat', correlationId, mail);
    await audit(app, { centreId, action: 'tie.asked', targetId: userId, workspaceId, correlationId });
  });
}

async function makeChatLink(app: App<Tx>, { workspaceId, externalId, userId, centreId, name }: ToTie) {
  const { linkId: id, tokenHash, expiresAt } = newLink(app, 'confirm-chat');
  await app.db.insert(links).values({
    id,
    centreId,
    userId,
    kind: 'confirm-chat',
    tokenHash: Buffer.from(tokenHash, 'hex'),
    workspaceId,
    chatPerson: externalId,
    chatName: name,
    createdAt: app.clock(),
    expiresAt,
  });
  return id;
}

/**
 * Ties whoever asked by {@link askToMove} to the account whose mailbox the link was sent to. Whoever was tied to it in that
 * workspace is no more, and whoever asked is to nobody else.
 *
 * @throws Refusal `link-unknown`, `link-expired` or `link-used`
 */
export async function confirmChat(
  app: App,
  { token, correlationId }: { token: string; correlationId: string },
): Promise<void> {
  await inTransaction(app, async (app) => {
    const { link, user } = await useLink(app, token, ['confirm-chat']);
    const { workspaceId, chatPerson: externalId, chatName: name } = link;
    if (!workspaceId || !externalId) throw new Error('a link to confirm someone in a chat names nobody');
    const { centreId, id: userId } = user;
    const [workspace] = await app.db
      .select({ id: workspaces.id })
      .from(workspaces)
      .where(and(eq(workspaces.id, workspaceId), eq(workspaces.centreId, centreId), isNotNull(workspaces.externalId)));
    if (!workspace) throw new Refusal('link-expired', {});
    const others = await app.db
      .select()
      .from(chatIdentities)
      .where(
        and(
          eq(chatIdentities.workspaceId, workspaceId),
          or(eq(chatIdentities.userId, userId), eq(chatIdentities.externalId, externalId)),
        ),
      );
    for (const tie of others) await endTie(app, tie, 'moved', correlationId);
    await makeTie(app, { workspaceId, externalId, userId, centreId, name, correlationId });
  });
}
