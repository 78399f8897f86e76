import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { links } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { type LinkKind, linkTtlMs } from '../../words/links.ts';
import type { App, Db } from '../context.ts';
import { base64url, macsOf } from '../keys/derived.ts';

/**
 * The secret of a link: derived from its id, so that it is stored nowhere and a mail that is sent again has the same.
 *
 * @returns 43 characters that are safe in a URL
 */
export function linkToken(app: App<Db>, linkId: string): string {
  return tokensOf(app, linkId)[0];
}

const tokensOf = (app: App<Db>, linkId: string) => macsOf(app, `link:${linkId}`, base64url);

/** What the database keeps of a token. A plain hash will do: the token has 256 bits to guess. */
export function hashToken(token: string): Buffer {
  return sha256(token);
}

/** What a statement makes a link of that works from now on. @returns its id, what is kept of its token, in hexadecimal, and its end */
export function newLink(app: App<Db>, kind: LinkKind) {
  const linkId = randomUUID();
  const tokenHash = hashToken(linkToken(app, linkId)).toString('hex');
  return { linkId, tokenHash, expiresAt: new Date(app.clock().getTime() + linkTtlMs[kind]) };
}

/** Where the page of each kind is; the secret follows. */
export const linkPaths: Record<LinkKind, string> = {
  'set-up': '/password/set/',
  reset: '/password/set/',
  'confirm-email': '/email/confirm/',
  'confirm-chat': '/chat/confirm/',
};

/**
 * The address of the page behind a link, with its secret: for the mail that brings it, and for nothing else.
 *
 * Where the link was made with a secret key that nobody has any more, it is given another secret: its mail has not left yet.
 */
export async function linkUrl(app: App, { id, kind, tokenHash }: typeof links.$inferSelect): Promise<string> {
  const made = tokensOf(app, id);
  const token = made.find((t) => hashToken(t).equals(tokenHash)) ?? made[0];
  const now = hashToken(token);
  if (!now.equals(tokenHash)) await app.db.update(links).set({ tokenHash: now }).where(eq(links.id, id));
  return `${app.publicUrl}${linkPaths[kind]}${token}`;
}
