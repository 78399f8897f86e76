import { and, eq, gt } from 'drizzle-orm';
import { drafts } from '../../db/schema/index.ts';
import { isUuid } from '../lib/uuid.ts';
import type { Ctx } from './context.ts';
import { Refusal } from './errors.ts';

/** How long someone may think about a preview, in milliseconds. */
const life = 24 * 3_600_000;

/** Keeps what is too large for a button. @returns the id to carry instead */
export async function saveDraft(ctx: Ctx, content: unknown): Promise<string> {
  const now = ctx.app.clock();
  const [row] = await ctx.app.db
    .insert(drafts)
    .values({
      centreId: ctx.actor.centreId,
      userId: ctx.actor.id,
      content,
      createdAt: now,
      expiresAt: new Date(now.getTime() + life),
    })
    .returning({ id: drafts.id });
  if (!row) throw new Error('a draft was not kept');
  return row.id;
}

/** @throws Refusal `draft-gone` when it is too old, or somebody else's */
export async function readDraft(ctx: Ctx, id: string): Promise<unknown> {
  if (!isUuid(id)) throw new Refusal('draft-gone', {});
  const [row] = await ctx.app.db
    .select({ content: drafts.content })
    .from(drafts)
    .where(and(eq(drafts.id, id), eq(drafts.userId, ctx.actor.id), gt(drafts.expiresAt, ctx.app.clock())));
  if (!row) throw new Refusal('draft-gone', {});
  return row.content;
}

/** Lets go of a draft before its time: what is in it has been done, or is not wanted. */
export async function dropDraft(ctx: Ctx, id: string): Promise<void> {
  if (!isUuid(id)) return;
  await ctx.app.db.delete(drafts).where(and(eq(drafts.id, id), eq(drafts.userId, ctx.actor.id)));
}
