import { eq } from 'drizzle-orm';
import { doneOnce, users } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { sendLink } from './links.ts';

/**
 * The second half of {@link forgotten}: an active person gets a reset link, an invited one the invitation again, and a
 * suspended one or nobody gets nothing. Called twice for the same request, it has the effect of one.
 */
export async function sendForgotten(
  app: App,
  { userId, correlationId }: { userId: string | null; correlationId: string },
): Promise<void> {
  if (userId === null) return;
  await inTransaction(app, async (app) => {
    const [user] = await app.db.select().from(users).where(eq(users.id, userId)).for('no key update');
    if (!user || (user.status !== 'active' && user.status !== 'invited')) return;
    const first = await app.db
      .insert(doneOnce)
      .values({ key: `forgotten:${correlationId}`, centreId: user.centreId, at: app.clock() })
      .onConflictDoNothing()
      .returning();
    if (first.length === 0) return;
    const kind = user.status === 'active' ? 'reset' : 'set-up';
    await sendLink(app, user, kind, correlationId);
    await audit(app, {
      centreId: user.centreId,
      action: 'password.forgotten',
      outcome: 'done',
      // Nobody: whoever typed the e-mail was not signed in.
      actorId: null,
      workspaceId: null,
      targetId: user.id,
      details: { link: kind },
      correlationId,
    });
  });
}
