import { eq, sql } from 'drizzle-orm';
import { centres, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { App } from '../context.ts';

/** What someone is called who is signed in, and their school, for a page that only they see. */
export async function whoIsSignedIn(app: App, userId: string | undefined) {
  if (!userId || !isUuid(userId)) return undefined;
  const [user] = await app.db
    .select({
      name: sql<string | null>`${users.firstName} || ' ' || ${users.lastName}`,
      centre: { name: centres.name, supportContact: centres.supportContact },
    })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .where(eq(users.id, userId));
  return user;
}
