import { eq, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';

/**
 * Someone says that they have forgotten the password of this e-mail. Gives no answer: whether it is known is nobody's
 * business.
 *
 * What is done here is the same for every e-mail, so that the time it takes tells nothing either: one look into an index,
 * one job added. What differs is the job's ({@link sendForgotten}), which the one who asks doesn't wait for. The job
 * carries an id or nothing, so that no stranger's address is ever stored.
 *
 * @param email as it was typed; anything at all
 */
export async function forgotten(app: App, { email, correlationId }: { email: string; correlationId: string }) {
  await inTransaction(app, async (app) => {
    const [user] = await app.db
      .select({ id: users.id })
      .from(users)
      // A NUL is no character to PostgreSQL.
      .where(eq(sql`lower(${users.email})`, sql`lower(${email.trim().replaceAll('\0', '')})`));
    await queueJobs(app.db, [{ task: 'forgotten', payload: { userId: user?.id ?? null, correlationId } }]);
  });
}
