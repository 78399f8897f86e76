import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, isNull, lt, or } from 'drizzle-orm';
import { directoryTokens } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { audit, event } from '../audit/event.ts';
import type { App, Ctx, Tx } from '../context.ts';

import { Refusal } from '../errors.ts';
import { handOver } from '../one-time-secrets/hand-over.ts';
import { allow } from '../policy.ts';
import { consumeByAddress } from '../rate-limit.ts';
import { mutation, queryAll } from '../use-case.ts';
import { asDirectory, type Directory, directoryPath } from './principal.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * It says what it is, so that a scanner of leaked secrets can know it; the rest is 256 bits. Letters and digits alone: no
 * chat takes any of it for mark-up, and a double click takes all of it.
 */
const prefix = 'staffroomscim';
const tokenForm = /^staffroomscim[0-9a-f]{64}$/;

/** Nobody guesses 256 bits; this keeps whoever tries from keeping us busy. A right token is never held up. */
const wrongTokens = { limit: 60, perMs: 15 * minute };

/** How exact the last use is: not every one of a thousand requests writes it down. */
const usedEveryMs = minute;

/** What there is to know of the token that works, or has ended by itself. */
export interface TokenState {
  createdAt: Date;
  lastUsedAt: Date | null;
  /** From then on it opens nothing. */
  expiresAt: Date;
}

/** For how long a token can be made, in days; for the longest, where nothing is said. */
export const tokenDays = [30, 90, 180, 365] as const;
type TokenDays = (typeof tokenDays)[number];

/** So many days before its end coordinators are warned. */
export const warnedBefore = [30, 7, 1];

const working = (centreId: string) => and(eq(directoryTokens.centreId, centreId), isNull(directoryTokens.revokedAt));

/** The school's token, if its directory has one. The token itself is kept nowhere. */
export const readToken = queryAll(
  'readDirectoryToken',
  'settings.change',
  async (ctx, _: Record<string, never>): Promise<TokenState | null> => {
    const [token] = await ctx.db
      .select({
        createdAt: directoryTokens.createdAt,
        lastUsedAt: directoryTokens.lastUsedAt,
        expiresAt: directoryTokens.expiresAt,
      })
      .from(directoryTokens)
      .where(working(ctx.actor.centreId))
      .orderBy(desc(directoryTokens.createdAt))
      .limit(1);
    return token ?? null;
  },
);

/**
 * Makes the token by which the school's directory shows who it is; an older one works no more.
 *
 * @returns the page that shows it once, for the actor alone
 */
export const makeToken = mutation(
  'makeDirectoryToken',
  'settings.change',
  async (ctx, { days = 365 }: { days?: TokenDays | undefined }): Promise<{ page: string }> => {
    allow(ctx, 'settings.change');
    await revoke(ctx);
    const token = prefix + randomBytes(32).toString('hex');
    const { centreId } = ctx.actor;
    const createdAt = ctx.clock();
    const expiresAt = new Date(createdAt.getTime() + days * day);
    // Whoever makes one for thirty days knows its end.
    const warnedDays = warnedBefore.find((before) => before >= days) ?? null;
    await ctx.db
      .insert(directoryTokens)
      .values({ centreId, tokenHash: sha256(token), createdAt, expiresAt, warnedDays });
    await audit(ctx, { ...event(ctx, 'settings.change'), details: { changed: ['directoryToken'], days } });
    return { page: await handOver(ctx, { kind: 'directory-token', address: ctx.publicUrl + directoryPath, token }) };
  },
  // So that of two who make one at once, one token works.
  { onePerCentre: true },
);

/** From now on no directory can push anything. @throws Refusal `no-directory` */
export const revokeToken = mutation(
  'revokeDirectoryToken',
  'settings.change',
  async (ctx, _: Record<string, never>): Promise<void> => {
    allow(ctx, 'settings.change');
    if ((await revoke(ctx)) === 0) throw new Refusal('no-directory', {});
    await audit(ctx, { ...event(ctx, 'settings.change'), details: { changed: ['directoryRevoked'] } });
  },
  { onePerCentre: true },
);

async function revoke(ctx: Ctx<Tx>): Promise<number> {
  const revoked = await ctx.db
    .update(directoryTokens)
    .set({ revokedAt: ctx.clock() })
    .where(working(ctx.actor.centreId))
    .returning({ id: directoryTokens.id });
  return revoked.length;
}

/**
 * Whose token this is. It is looked up by its hash, so that how long that takes says nothing about the token.
 *
 * @param shown.address the caller's, by which wrong ones are counted
 * @returns nothing where it is no one's
 * @throws Refusal `too-many-tries`, only ever for a wrong one
 */
export async function openDirectory(
  app: App,
  shown: { token: string | undefined; address: string; correlationId: string },
): Promise<Directory | undefined> {
  const found = shown.token && tokenForm.test(shown.token) ? await find(app, shown.token) : undefined;
  if (!found) {
    await consumeByAddress(app, 'directory-token', shown.address, wrongTokens);
    return undefined;
  }
  const now = app.clock();
  if (!found.lastUsedAt || now.getTime() - found.lastUsedAt.getTime() >= usedEveryMs) {
    const before = new Date(now.getTime() - usedEveryMs);
    await app.db
      .update(directoryTokens)
      .set({ lastUsedAt: now })
      .where(
        and(
          eq(directoryTokens.id, found.id),
          or(isNull(directoryTokens.lastUsedAt), lt(directoryTokens.lastUsedAt, before)),
        ),
      );
  }
  return asDirectory(app, found.centreId, shown.correlationId);
}

async function find(app: App, token: string) {
  const [found] = await app.db
    .select()
    .from(directoryTokens)
    .where(
      and(
        eq(directoryTokens.tokenHash, sha256(token)),
        isNull(directoryTokens.revokedAt),
        gt(directoryTokens.expiresAt, app.clock()),
      ),
    );
  return found;
}
