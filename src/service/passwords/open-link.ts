import { and, eq, gt, inArray, isNull } from 'drizzle-orm';
import { centres, links, users, workspaces } from '../../../db/schema/index.ts';
import type { LinkKind } from '../../words/links.ts';
import type { App, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { consumeByAddress } from '../rate-limit.ts';
import { whoInChat } from '../workspaces/who-in-chat.ts';
import { hashToken } from './link-token.ts';

export type FoundLink = NonNullable<Awaited<ReturnType<typeof findLink>>>;

/**
 * Looks up the link that a token stands for. Nothing for a token that no link has, and for the link of a person who was
 * deleted.
 *
 * @param kinds the kinds that the page is for; a link of another kind is not found
 */
async function findLink(app: App<Db>, token: string, kinds: LinkKind[]) {
  const [row] = await app.db
    .select({
      link: links,
      user: users,
      centre: { name: centres.name, number: centres.number, supportContact: centres.supportContact },
      workspace: workspaces,
    })
    .from(links)
    .innerJoin(users, eq(users.id, links.userId))
    .innerJoin(centres, eq(centres.id, links.centreId))
    .leftJoin(workspaces, eq(workspaces.id, links.workspaceId))
    .where(and(eq(links.tokenHash, hashToken(token)), inArray(links.kind, kinds)));
  if (!row) return null;
  const { link, user, centre, workspace } = row;
  const { id, centreId, firstName, lastName, email, status } = user;
  if (firstName === null || lastName === null || email === null) return null;
  const works = link.voidedAt === null && link.expiresAt > app.clock() && status !== 'suspended';
  // One that a newer link or a suspension took the place of is expired too.
  const state: 'open' | 'expired' | 'used' = link.usedAt !== null ? 'used' : works ? 'open' : 'expired';
  const { kind, newEmail } = link;
  const chat = whoInChat(workspace, link.chatName);
  return { id: link.id, kind, state, newEmail, chat, user: { id, centreId, firstName, lastName, email }, centre };
}

/** Links that are none of ours, from one address. Good ones are not counted. */
const unknownLinks = { limit: 30, perMs: 15 * 60_000 };

/**
 * What the page behind a link should show. Reading uses nothing up: mail scanners open every link before its reader does.
 *
 * @param input.address the caller's
 * @returns nothing for a link that there is not
 * @throws Refusal `too-many-tries`
 */
export async function lookUpLink(
  app: App,
  { token, kinds, address }: { token: string; kinds: LinkKind[]; address: string },
): Promise<FoundLink | null> {
  const link = await findLink(app, token, kinds);
  if (!link) await consumeByAddress(app, 'unknown-link', address, unknownLinks);
  return link;
}

/** @throws Refusal `link-unknown`, `link-expired` or `link-used` */
export async function openLink(app: App<Db>, token: string, kinds: LinkKind[]): Promise<FoundLink> {
  return refuseUnlessOpen(await findLink(app, token, kinds));
}

/** Gives an open link back, and refuses any other. */
export function refuseUnlessOpen(link: FoundLink | null): FoundLink {
  if (!link) throw new Refusal('link-unknown', {});
  if (link.state === 'used') throw new Refusal('link-used', {});
  if (link.state === 'expired') throw new Refusal('link-expired', {});
  return link;
}

/**
 * Uses a link up, in the caller's transaction; of two at once, one does.
 *
 * The user is locked first, as suspending does before it voids links: the other way round, the two could wait for each
 * other for ever.
 *
 * @throws Refusal `link-unknown`, `link-expired` or `link-used`
 */
export async function useLink(app: App<Tx>, token: string, kinds: LinkKind[]) {
  const found = await openLink(app, token, kinds);
  const [user] = await app.db.select().from(users).where(eq(users.id, found.user.id)).for('no key update');
  const now = app.clock();
  const [link] = await app.db
    .update(links)
    .set({ usedAt: now })
    .where(
      and(
        eq(links.tokenHash, hashToken(token)),
        isNull(links.usedAt),
        isNull(links.voidedAt),
        gt(links.expiresAt, now),
      ),
    )
    .returning();
  // Someone else was quicker, or the person was suspended a moment ago: the link says so itself.
  if (!link || !user || (user.status !== 'invited' && user.status !== 'active')) {
    await openLink(app, token, kinds);
    throw new Error('a link that is open could not be used');
  }
  return { link, user };
}
