import { type JsonWebKey, generateKeyPair as makeKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { desc, gt, isNull, or, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { signingKeys } from '../../../db/schema/index.ts';
import { advisoryLocks } from '../../lib/advisory-locks.ts';
import type { App, Db, Tx } from '../context.ts';
import { type Purge, purgeOldest } from '../purge.ts';
import { seal, unseal } from '../sealed.ts';
import { inTransaction } from '../transaction.ts';

/** A private key, as the provider takes it. */
export type SigningKey = JsonWebKey & { kid: string; alg: string; use: 'sig' };

/** Hundreds of milliseconds of work, for another thread. */
const generateKeyPair = promisify(makeKeyPair);

/** How tokens are signed: the one way that every OpenID client has to know. */
export const signingAlg = 'RS256';
/** 128 bits' worth, as NIST SP 800-57 counts (ASVS 11.2.3). */
const modulusBits = 3_072;

const purpose = 'signing-key';
const minute = 60_000;
const day = 24 * 60 * minute;

/** What a key signed is good for minutes; but a site may keep it as a hint of who signed in. */
const publishedMs = 30 * day;

/** A new key is published for so long before it signs, so that every copy of the program knows it by then. */
const settlesMs = 2 * minute;

/**
 * The keys to publish, the one that signs first. Makes one where there is none, or none that this SECRET_KEY opens; of two
 * copies that start at once, one does.
 */
export async function signingKeySet(app: App): Promise<SigningKey[]> {
  const found = await readKeys(app);
  if (found.length > 0) return found;
  return inTransaction(app, async (app) => {
    await lock(app.db);
    const made = await readKeys(app);
    if (made.length > 0) return made;
    await addKey(app);
    return readKeys(app);
  });
}

/**
 * Makes a new key, which signs from two minutes on. The ones before are published for another 30 days.
 *
 * @param options.forget takes them away at once, for a key that someone else may know: everything signed so far is void
 * @returns what the new one is called
 */
export async function rotateKeys(app: App, { forget = false } = {}): Promise<string> {
  return inTransaction(app, async (app) => {
    await lock(app.db);
    const now = app.clock();
    await app.db.update(signingKeys).set({ retiredAt: now }).where(isNull(signingKeys.retiredAt));
    if (forget) await app.db.delete(signingKeys);
    return addKey(app);
  });
}

/** Deletes the keys that are published no longer. There are so few that they have no index. */
export const purgeKeys = (app: App): Purge =>
  purgeOldest(app, {
    table: signingKeys,
    by: signingKeys.retiredAt,
    before: new Date(app.clock().getTime() - publishedMs),
  });

const publishedSince = prebuilt((db, { since }: Values<{ since: Date }>) =>
  db
    .select()
    .from(signingKeys)
    .where(or(isNull(signingKeys.retiredAt), gt(signingKeys.retiredAt, since)))
    .orderBy(desc(signingKeys.createdAt), signingKeys.kid),
);

async function readKeys(app: App<Db>): Promise<SigningKey[]> {
  const now = app.clock().getTime();
  const rows = await publishedSince(app.db, { since: new Date(now - publishedMs) });
  const keys = rows.flatMap((row) => {
    const key = openedKey(app, row);
    return key ? [{ key, at: row.createdAt.getTime(), isRetired: row.retiredAt !== null }] : [];
  });
  // Without one that is in use, the others were of another SECRET_KEY, and so is everything that they signed.
  if (keys.every((k) => k.isRetired)) return [];
  const signer = keys.find((k) => now - k.at >= settlesMs) ?? keys.at(-1);
  return [...keys].sort((a, b) => Number(b === signer) - Number(a === signer)).map((k) => k.key);
}

function openedKey(app: App<Db>, { kid, sealed }: typeof signingKeys.$inferSelect): SigningKey | undefined {
  try {
    return JSON.parse(unseal(app, purpose, kid, sealed)) as SigningKey;
  } catch {
    return undefined;
  }
}

async function addKey(app: App<Tx>): Promise<string> {
  const kid = randomUUID();
  const { privateKey, publicKey } = await generateKeyPair('rsa', { modulusLength: modulusBits });
  const about = { kid, alg: signingAlg, use: 'sig' as const };
  await app.db.insert(signingKeys).values({
    kid,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), ...about },
    sealed: seal(app, purpose, kid, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...about })),
    createdAt: app.clock(),
  });
  return kid;
}

async function lock(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.signingKeys})`);
}
