import { createHash, randomUUID } from 'node:crypto';
import { and, eq, gt, sql } from 'drizzle-orm';
import { drafts } from '../../db/schema/index.ts';
import { isUuid } from '../lib/uuid.ts';
import type { Ctx, Db } from './context.ts';
import { Refusal } from './errors.ts';
import { seal, unseal } from './sealed.ts';

/** How long someone may think about a preview, in milliseconds. */
const ttlMs = 24 * 3_600_000;

/** What is kept for one person at a time: the newest drafts, and of those as much as a handful of large files takes. */
const kept = { drafts: 100, bytes: 50_000_000 };

/** How long a job is tried again, and a day more: what it works on may not go before it. */
const ofJobMs = 9 * ttlMs;

/**
 * Keeps what is too large for a button, sealed; beyond what is kept for one, the oldest go.
 *
 * @param options.ofJob a job is left to work on it, which lets go of it: it stays until then, whatever else is kept
 * @returns the id to carry instead
 */
export async function saveDraft(ctx: Ctx<Db>, content: unknown, { ofJob = false } = {}): Promise<string> {
  const id = randomUUID();
  await insert(ctx, id, content, ofJob ? ofJobMs : ttlMs);
  await dropOldest(ctx, id);
  return id;
}

/**
 * Keeps what several drafts refer to, once: what is kept of the same content already stays for as long as if it were new.
 *
 * @returns its id
 */
export async function saveOnce(ctx: Ctx<Db>, content: string): Promise<string> {
  const hash = createHash('sha256').update(`${ctx.actor.id} `).update(content).digest('hex');
  // In the form of the ids that are made by chance.
  const id = hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
  const now = ctx.clock();
  const there = await ctx.db
    .update(drafts)
    .set({ createdAt: now, expiresAt: new Date(now.getTime() + ttlMs) })
    .where(and(eq(drafts.id, id), eq(drafts.userId, ctx.actor.id)))
    .returning({ id: drafts.id });
  if (there.length > 0) return id;
  await insert(ctx, id, content, ttlMs);
  await dropOldest(ctx, id);
  return id;
}

async function insert(ctx: Ctx<Db>, id: string, content: unknown, forMs: number): Promise<void> {
  const now = ctx.clock();
  await ctx.db
    .insert(drafts)
    .values({
      id,
      centreId: ctx.actor.centreId,
      userId: ctx.actor.id,
      sealedContent: seal(ctx, 'draft', id, JSON.stringify(content)),
      createdAt: now,
      expiresAt: new Date(now.getTime() + forMs),
    })
    // The same content may be kept twice at once.
    .onConflictDoNothing();
}

async function dropOldest(ctx: Ctx<Db>, id: string): Promise<void> {
  const now = ctx.clock();
  await ctx.db.execute(sql`
    delete from ${drafts} where id in (
      select id from (
        select id, row_number() over newest as n, sum(octet_length(coalesce(sealed_content, ''))) over newest as size
        from ${drafts} where user_id = ${ctx.actor.id} and expires_at <= ${new Date(now.getTime() + ttlMs).toISOString()}
        window newest as (order by created_at desc, id = ${id} desc)
      ) d where (n > ${kept.drafts} or size > ${kept.bytes}) and id <> ${id}
    )`);
}

/** @throws Refusal `draft-gone` when it is too old, or somebody else's */
export async function readDraft(ctx: Ctx<Db>, id: string): Promise<unknown> {
  if (!isUuid(id)) throw new Refusal('draft-gone', {});
  const [row] = await ctx.db
    .select({ content: drafts.content, sealed: drafts.sealedContent })
    .from(drafts)
    .where(and(eq(drafts.id, id), eq(drafts.userId, ctx.actor.id), gt(drafts.expiresAt, ctx.clock())));
  if (!row) throw new Refusal('draft-gone', {});
  return row.sealed ? JSON.parse(unseal(ctx, 'draft', id, row.sealed)) : row.content;
}

/** Lets go of a draft before its time: what is in it has been done, or is not wanted. */
export async function dropDraft(ctx: { db: Db; actor: { id: string } }, id: string): Promise<void> {
  if (!isUuid(id)) return;
  await ctx.db.delete(drafts).where(and(eq(drafts.id, id), eq(drafts.userId, ctx.actor.id)));
}
