import { and, eq, isNotNull } from 'drizzle-orm';
import type { Tx } from '../connect.ts';
import { siteAccess, siteVisits, users } from '../schema/index.ts';
import { seeded } from './learners.ts';

const day = 24 * 3_600_000;

/** How many of those who have access come at all, and how many days after each other; fewer to sites that are for some of their work. */
const habits = {
  hub: { come: 0.98, apart: 3 },
  primary: { come: 0.95, apart: 6 },
  'lower-secondary': { come: 0.9, apart: 6 },
  'test-maker': { come: 0.88, apart: 20 },
  'resource-plus': { come: 0.85, apart: 25 },
  'results-analysis': { come: 0.75, apart: 50 },
  forums: { come: 0.9, apart: 40 },
} as const;

/** When the sample centre's people came to their sites last: never before anyone signed in, and the same at each start. */
export async function makeSampleVisits(tx: Tx, centreId: string, now: Date): Promise<void> {
  const random = seeded(7);
  const found = await tx
    .select({ userId: users.id, site: siteAccess.site, lastAt: users.lastSignedInAt })
    .from(users)
    .innerJoin(siteAccess, eq(siteAccess.userId, users.id))
    .where(and(eq(users.centreId, centreId), isNotNull(users.lastSignedInAt)))
    .orderBy(users.email, siteAccess.site);
  const rows = found.flatMap(({ userId, site, lastAt }) => {
    const { come, apart } = habits[site];
    const [comes, days] = [random() < come, Math.round(random() * random() * 2 * apart)];
    const at = new Date(Math.max((lastAt ?? now).getTime() - days * day, now.getTime() - 300 * day));
    return comes ? [{ centreId, userId, site, lastAt: at }] : [];
  });
  await tx.insert(siteVisits).values(rows);
}
