import { and, eq, gt, isNull } from 'drizzle-orm';
import { links, users } from '../../../db/schema/index.ts';
import type { LinkKind } from '../../words/links.ts';
import type { App, Tx } from '../context.ts';
import { findLink } from './find-link.ts';
import { hashToken } from './links.ts';
import { refuseUnlessOpen } from './open-link.ts';

/**
 * Uses a link up, in the caller's transaction; of two at once, one does.
 *
 * The user is locked first, as suspending does before it voids links: the other way round, the two could wait for each
 * other for ever.
 *
 * @throws Refusal `link-unknown`, `link-expired` or `link-used`
 */
export async function useLink(app: App<Tx>, token: string, kinds: LinkKind[]) {
  const found = refuseUnlessOpen(await findLink(app, token, kinds));
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
    refuseUnlessOpen(await findLink(app, token, kinds));
    throw new Error('a link that is open could not be used');
  }
  return { link, user };
}
