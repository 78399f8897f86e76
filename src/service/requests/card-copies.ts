import { and, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { centres, chatIdentities, requestMessages, requests, users, workspaces } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { isUniqueViolation } from '../database-errors.ts';
import { noteDone } from '../note-done.ts';
import { inTransaction } from '../transaction.ts';
import { decidersOf } from './deciders.ts';
import { type Place, placeKey, placesFor } from './places.ts';
import { findRequest, type RequestView } from './request.ts';

/** A copy of a request's card that is there. */
interface Copy {
  id: string;
  platform: Place['platform'];
  ref: unknown;
  /** The fingerprint of what it shows; nothing where that is not known. */
  shown: string | null;
  /** Whose it is, where it is in someone's own chat. */
  own: { workspaceId: string; userId: string; workspace: string; person: string } | undefined;
}

/** What stands for the fingerprint of a copy whose post's answer got lost: it is posted once more, or no more. */
const doubts = { once: 'unsure', again: 'may-stand' };

export interface Shown {
  request: RequestView;
  /** The e-mails of those who may decide it; none once it is decided. */
  deciders: string[];
  timeZone: string;
  /** When it was announced last, and whether a card has come to anyone since. */
  announcedAt: Date;
  isHeard: boolean;
  copies: Copy[];
  /** Copies that may have been posted and are not known to be, where none is to be posted. */
  lost: (Place & { id: string })[];
  /** Where a card is still to be posted. */
  missing: Place[];
}

/**
 * A request with its copies, and where it has none yet; nothing where there is no such request.
 *
 * @param gone the workspaces whose channel can't be reached
 */
export async function readShown(app: App, requestId: string, gone?: ReadonlySet<string>): Promise<Shown | undefined> {
  const [found] = await app.db
    .select({ row: requests, role: users.role, timeZone: centres.timeZone })
    .from(requests)
    .innerJoin(users, eq(users.id, requests.askerId))
    .innerJoin(centres, eq(centres.id, requests.centreId))
    .where(eq(requests.id, requestId));
  const request = found && (await findRequest(app.db, found.row.centreId, requestId));
  if (!found || !request) return undefined;
  const { row, role, timeZone } = found;
  const messages = await app.db
    .select({
      message: requestMessages,
      platform: workspaces.platform,
      workspace: sql<string>`${workspaces.externalId}`,
      person: chatIdentities.externalId,
    })
    .from(requestMessages)
    .innerJoin(workspaces, eq(workspaces.id, requestMessages.workspaceId))
    .leftJoin(
      chatIdentities,
      and(
        eq(chatIdentities.workspaceId, requestMessages.workspaceId),
        eq(chatIdentities.userId, requestMessages.userId),
      ),
    )
    .where(and(eq(requestMessages.requestId, requestId), isNotNull(workspaces.externalId)));
  // Whoever was sent one and is tied to no account any more is not to hear how it goes on.
  const posted = messages.filter(({ message, person }) => message.ref !== null && (!message.userId || person !== null));
  // What is decided already needs no announcement.
  const waits = request.status === 'pending';
  const asker = { id: row.askerId, centreId: row.centreId, role };
  const wanted = waits ? await placesFor(app, row, asker, gone) : [];
  const since = row.remindedAt ?? row.createdAt;
  const there = new Set(
    posted.filter(({ message }) => message.createdAt >= since).map(({ message }) => keyOf(message)),
  );
  const mayStand = new Set(
    messages
      .filter(({ message: m }) => m.ref === null && m.shown === doubts.again && m.createdAt >= since)
      .map(({ message }) => keyOf(message)),
  );
  const missing = wanted.filter((p) => !there.has(placeKey(p)) && !mayStand.has(placeKey(p)));
  const awaited = new Set(missing.map(placeKey));
  const lost = messages.flatMap(
    ({ message: { id, ref, workspaceId, channel, userId }, platform, workspace, person }) => {
      const to = channel !== null ? { channel } : userId && person && { person, userId };
      return ref === null && to ? [{ id, workspaceId, platform, workspace, to }] : [];
    },
  );
  return {
    request,
    timeZone,
    announcedAt: since,
    isHeard: there.size > 0,
    deciders: waits ? await decidersOf(app, asker, row.site) : [],
    copies: posted.map(({ message: { id, ref, shown, workspaceId, userId }, platform, workspace, person }) => {
      const own = userId && person ? { workspaceId, userId, workspace, person } : undefined;
      return { id, platform, ref, shown, own };
    }),
    lost: lost.filter((p) => !awaited.has(placeKey(p))),
    missing,
  };
}

const keyOf = (m: typeof requestMessages.$inferSelect) =>
  `${m.workspaceId} ${m.channel === null ? m.userId : `# ${m.channel}`}`;

/**
 * Writes down that a card is about to be posted. After a crash in between, or where the answer got lost, nobody knows whether
 * it was: it is looked for by the copy's id. Where it can't be looked for one more is posted, and the first is known again when a
 * button on it is pressed.
 *
 * @returns the copy's id, whether it was begun before, and whether the answer to that got lost
 */
export async function beginCopy(
  app: App,
  requestId: string,
  { workspaceId, to }: Place,
): Promise<{ id: string; again: boolean; isDoubted: boolean }> {
  const where = 'channel' in to ? { channel: to.channel, userId: null } : { channel: null, userId: to.userId };
  const unposted = and(
    eq(requestMessages.requestId, requestId),
    eq(requestMessages.workspaceId, workspaceId),
    where.channel === null ? eq(requestMessages.userId, where.userId) : eq(requestMessages.channel, where.channel),
    isNull(requestMessages.ref),
  );
  const createdAt = app.clock();
  return inTransaction(app, async (app) => {
    const [begun] = await app.db.update(requestMessages).set({ createdAt }).where(unposted).returning();
    if (begun) return { id: begun.id, again: true, isDoubted: begun.shown !== null };
    const [centre] = await app.db
      .select({ centreId: requests.centreId })
      .from(requests)
      .where(eq(requests.id, requestId));
    const [added] = await app.db
      .insert(requestMessages)
      .values({ centreId: centre?.centreId ?? '', requestId, workspaceId, ...where, createdAt })
      .returning();
    return { id: added?.id ?? '', again: false, isDoubted: false };
  });
}

/** Keeps that nobody knows whether it was posted; where it `mayStand` it is posted no more until the request is announced again. */
export async function doubtCopy(app: App, id: string, mayStand: boolean): Promise<void> {
  await keepShown(app, id, mayStand ? doubts.again : doubts.once);
}

/** Keeps the reference of a card that was posted. */
export async function endCopy(app: App, id: string, ref: unknown, shown: string): Promise<void> {
  try {
    await noteDone(() => app.db.update(requestMessages).set({ ref, shown }).where(eq(requestMessages.id, id)));
  } catch (error) {
    // Someone pressed a button on it before we came to this, and it is known by that.
    if (!isUniqueViolation(error, 'request_messages_ref')) throw error;
    await noteDone(() => app.db.delete(requestMessages).where(eq(requestMessages.id, id)));
  }
}

/** Keeps what a copy shows now. */
export async function keepShown(app: App, id: string, shown: string): Promise<void> {
  await noteDone(() => app.db.update(requestMessages).set({ shown }).where(eq(requestMessages.id, id)));
}
