import { randomBytes, randomUUID } from 'node:crypto';
import { oneTimeSecrets } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { handOverTtlMs } from '../../words/links.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Tx } from '../context.ts';
import { seal } from '../sealed.ts';

/** What is handed over, with all that the page says of it. */
export type HandedOver =
  | { kind: 'site-client'; site: Site; issuer: string; clientId: string; secret: string; redirectUris: string[] }
  | { kind: 'directory-token'; address: string; token: string };

/** Where the page is; the link's secret follows. */
export const handOverPath = '/secret';

/**
 * Keeps a secret for a page that shows it once, in the caller's transaction: a chat keeps what it is told, for whoever comes to
 * read it later.
 *
 * @returns the page's address, which is for the actor alone
 */
export async function handOver(ctx: Ctx<Tx>, secret: HandedOver): Promise<string> {
  const id = randomUUID();
  const token = randomBytes(32).toString('base64url');
  const now = ctx.clock();
  await ctx.db.insert(oneTimeSecrets).values({
    id,
    centreId: ctx.actor.centreId,
    userId: ctx.actor.id,
    tokenHash: sha256(token),
    sealed: seal(ctx, 'one-time-secret', id, JSON.stringify(secret)),
    createdAt: now,
    expiresAt: new Date(now.getTime() + handOverTtlMs),
  });
  return `${ctx.publicUrl}${handOverPath}/${token}`;
}
