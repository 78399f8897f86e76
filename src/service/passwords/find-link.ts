import { and, eq, inArray } from 'drizzle-orm';
import { centres, links, users } from '../../../db/schema/index.ts';
import type { LinkKind } from '../../words/links.ts';
import type { App, Db } from '../context.ts';
import { hashToken } from './links.ts';
import type { PageCentre } from './page-centre.ts';

/** Whether a link can still be used. One that a newer link or a suspension took the place of is `expired` too. */
type LinkState = 'open' | 'expired' | 'used';

export interface FoundLink {
  id: string;
  kind: LinkKind;
  state: LinkState;
  newEmail: string | null;
  user: { id: string; centreId: string; firstName: string; lastName: string; email: string };
  centre: PageCentre;
}

/**
 * Looks up the link that a token stands for. Nothing for a token that no link has, and for the link of a person who was
 * deleted.
 *
 * @param kinds the kinds that the page is for; a link of another kind is not found
 */
export async function findLink(app: App<Db>, token: string, kinds: LinkKind[]) {
  const [row] = await app.db
    .select({
      link: links,
      user: users,
      centre: { name: centres.name, number: centres.number, supportContact: centres.supportContact },
    })
    .from(links)
    .innerJoin(users, eq(users.id, links.userId))
    .innerJoin(centres, eq(centres.id, links.centreId))
    .where(and(eq(links.tokenHash, hashToken(token)), inArray(links.kind, kinds)));
  if (!row) return null;
  const { link, user, centre } = row;
  const { id, centreId, firstName, lastName, email, status } = user;
  if (firstName === null || lastName === null || email === null) return null;
  const works = link.voidedAt === null && link.expiresAt > app.clock() && status !== 'suspended';
  const found: FoundLink = {
    id: link.id,
    kind: link.kind,
    state: link.usedAt !== null ? 'used' : works ? 'open' : 'expired',
    newEmail: link.newEmail,
    user: { id, centreId, firstName, lastName, email },
    centre,
  };
  return found;
}
