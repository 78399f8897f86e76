import { and, eq, gt, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../../db/schema/folded-email.ts';
import { links, users, vouchedEmails, workspaces } from '../../../../db/schema/index.ts';
import { comparableEmail } from '../../../words/read-email.ts';
import { vouchedMs } from '../../../words/updates.ts';
import type { Ctx, Db } from '../../context.ts';
import { isOneOf } from '../../ids.ts';
import { type Person, personColumns } from '../person.ts';

/** Someone of the school, with what its directory calls them. */
export type Known = Person & { userName: string | null };

/** Everyone of the school, in one query. */
export const readEveryone = (ctx: Ctx<Db>): Promise<Known[]> =>
  ctx.db
    .select({ ...personColumns, userName: users.userName })
    .from(users)
    .where(and(eq(users.centreId, ctx.actor.centreId), ne(users.status, 'deleted')))
    .orderBy(users.sortName, users.id);

/** The new e-mails at this school that wait for the link sent to them, by whose they are to be. */
export async function readAwaited({ db, actor, clock }: Ctx<Db>): Promise<Map<string, string>> {
  const rows = await db
    .select({ userId: links.userId, email: links.newEmail })
    .from(links)
    .where(
      and(
        eq(links.centreId, actor.centreId),
        eq(links.kind, 'confirm-email'),
        isNull(links.usedAt),
        isNull(links.voidedAt),
        gt(links.expiresAt, clock()),
      ),
    );
  return new Map(rows.flatMap(({ userId, email }) => (email === null ? [] : [[userId, comparableEmail(email)]])));
}

/**
 * Of these people, those of whom the school's directory (their user name there) or a tied workspace (someone who was tied to the
 * account by its e-mail has the new one there now) says that the new e-mail is theirs.
 */
export async function vouchedFor(ctx: Ctx<Db>, moves: { id: string; to: string }[]): Promise<Set<string>> {
  if (moves.length === 0) return new Set();
  const ids = moves.map(({ id }) => id);
  const to = new Map(moves.map((move) => [move.id, comparableEmail(move.to)]));
  const since = new Date(ctx.clock().getTime() - vouchedMs);
  const byWorkspace = ctx.db
    .select({ id: vouchedEmails.userId, email: sql<string>`${vouchedEmails.email}` })
    .from(vouchedEmails)
    .innerJoin(workspaces, and(eq(workspaces.id, vouchedEmails.workspaceId), isNotNull(workspaces.externalId)))
    .where(and(isOneOf(vouchedEmails.userId, ids), gt(vouchedEmails.at, since)));
  const said = await ctx.db
    .select({ id: users.id, email: sql<string>`${foldedEmail(users.userName)}` })
    .from(users)
    .where(and(isOneOf(users.id, ids), isNotNull(users.userName)))
    .unionAll(byWorkspace);
  return new Set(said.flatMap(({ id, email }) => (comparableEmail(email) === to.get(id) ? [id] : [])));
}
