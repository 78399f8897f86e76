import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { auditEvents, type mails, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { fullNameOf } from '../people/columns.ts';

/**
 * Whom a mail `coordinator-made` tells of. The trail of what was done under the mail's correlation id says so: its newest events are
 * read first, and the mail's are among them.
 *
 * @returns nothing where the account is gone
 */
export async function readNewCoordinator(
  { db }: App,
  { centreId, correlationId }: typeof mails.$inferSelect,
): Promise<string | null> {
  const [made] = await db
    .select({ name: fullNameOf<string | null>() })
    .from(auditEvents)
    .innerJoin(users, eq(users.id, auditEvents.targetId))
    .where(
      and(
        eq(auditEvents.centreId, centreId),
        eq(auditEvents.correlationId, correlationId),
        isNotNull(auditEvents.targetId),
      ),
    )
    .orderBy(desc(auditEvents.id))
    .limit(1);
  return made?.name ?? null;
}
