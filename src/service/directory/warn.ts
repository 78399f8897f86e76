import { randomUUID } from 'node:crypto';
import { and, eq, gt, isNull, lte } from 'drizzle-orm';
import { directoryTokens, users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { inTransaction } from '../transaction.ts';
import { warnedBefore } from './tokens.ts';

const day = 24 * 3_600_000;

/**
 * Tells the coordinators of each school whose directory's token ends soon, by mail: once for each number of days in
 * {@link warnedBefore}, however often it is called, and by however many.
 */
export function warnOfEnds(app: App): Promise<void> {
  return inTransaction(app, async (app) => {
    const now = app.clock();
    const ending = await app.db
      .select()
      .from(directoryTokens)
      .where(
        and(
          isNull(directoryTokens.revokedAt),
          gt(directoryTokens.expiresAt, now),
          lte(directoryTokens.expiresAt, new Date(now.getTime() + Math.max(...warnedBefore) * day)),
        ),
      )
      .for('update', { skipLocked: true });
    for (const { id, centreId, expiresAt, warnedDays } of ending) {
      const left = (expiresAt.getTime() - now.getTime()) / day;
      const due = Math.min(...warnedBefore.filter((days) => days >= left));
      if (warnedDays !== null && warnedDays <= due) continue;
      await app.db.update(directoryTokens).set({ warnedDays: due }).where(eq(directoryTokens.id, id));
      const coordinators = await app.db
        .select({ id: users.id, centreId: users.centreId })
        .from(users)
        .where(and(eq(users.centreId, centreId), eq(users.role, 'coordinator'), eq(users.status, 'active')));
      const correlationId = randomUUID();
      for (const each of coordinators) await queueMail(app, each, 'directory-ends', correlationId);
    }
  });
}
