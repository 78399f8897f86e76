import { and, desc, eq, gt, isNull, or, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { oidcRecords } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { App, Db, Tx } from '../context.ts';
import { seal, unseal } from '../sealed.ts';
import { lifetimes } from './lifetimes.ts';

/** What the OpenID provider keeps under an id, in its own words. */
export interface Payload {
  accountId?: string;
  clientId?: string;
  grantId?: string;
  uid?: string;
  /** Of a code or a token: the `uid` of the session that it was given in. */
  sessionUid?: string;
  /** Of a session, by client: the session's id as that site knows it, and what was granted to it. */
  authorizations?: Record<string, { sid?: string; grantId?: string }>;
  /** When they signed in, in seconds. */
  loginTs?: number;
  /** Of a session, ours: which browser it is in, and when it was last used, in seconds. */
  browser?: string;
  usedTs?: number;
  /** Of a token or a code: the session's id as the site knows it. */
  sid?: string;
  params?: { client_id?: unknown };
  session?: { accountId?: string };
  result?: { login?: { accountId?: string }; owing?: { accountId: string } };
  /** When it was used up, in seconds. */
  consumed?: number;
  [more: string]: unknown;
}

type Row = typeof oidcRecords.$inferSelect;

const purpose = 'oidc-record';

/** An id is a secret that opens what is kept under it: a cookie, a token. Only this is stored of it; it has 120 bits and more to guess. */
export const hashId = (id: string): Buffer => sha256(id);

/** A record opens under its own model and id alone. */
export const placeOfRecord = (model: string, idHash: Buffer) => `${model}:${idHash.toString('base64url')}`;

/** Nothing where it can't be read: SECRET_KEY is another since, and whoever signed in then signs in again. */
export function opened(app: App<Db>, { model, idHash, sealed, consumedAt }: Row): Payload | undefined {
  try {
    const payload = JSON.parse(unseal(app, purpose, placeOfRecord(model, idHash), sealed)) as Payload;
    return consumedAt ? { ...payload, consumed: Math.floor(consumedAt.getTime() / 1_000) } : payload;
  } catch {
    return undefined;
  }
}

/** A record as it is kept. */
export type Kept = Omit<Row, 'expiresAt' | 'consumedAt'> & { expiresAt: Date };

/**
 * What is kept of something under an id.
 *
 * @param expiresIn in seconds; the library may leave it out for what never ends, and here nothing does not
 */
export function recordOf(
  app: App<Db>,
  model: string,
  id: string,
  payload: Payload,
  expiresIn: number = lifetimes.grant,
): Kept {
  const idHash = hashId(id);
  const accountId =
    payload.accountId ?? payload.session?.accountId ?? (payload.result?.login ?? payload.result?.owing)?.accountId;
  const clientId = payload.clientId ?? payload.params?.client_id;
  // A code is read with its session.
  const uid = model === 'AuthorizationCode' ? payload.sessionUid : payload.uid;
  return {
    model,
    idHash,
    uidHash: uid ? hashId(uid) : null,
    // A sign-in under way names what was granted before, which may go without it.
    grantHash: payload.grantId && model !== 'Interaction' ? hashId(payload.grantId) : null,
    accountId: accountId && isUuid(accountId) ? accountId : null,
    clientId: typeof clientId === 'string' ? clientId : null,
    sealed: seal(app, purpose, placeOfRecord(model, idHash), JSON.stringify(payload)),
    expiresAt: new Date(app.clock().getTime() + expiresIn * 1_000),
  };
}

const isRecord = ({ model, idHash }: Record<'model' | 'idHash', SQLWrapper>) =>
  and(eq(oidcRecords.model, model), eq(oidcRecords.idHash, idHash));

const replace = prebuilt(
  (
    db,
    {
      model,
      idHash,
      accountId,
      sealed,
      now,
    }: Values<Pick<Kept, 'model' | 'idHash' | 'accountId' | 'sealed'> & { now: Date }>,
  ) =>
    db
      .update(oidcRecords)
      .set({ accountId: sql`${accountId}`, sealed: sql`${sealed}` })
      .where(and(isRecord({ model, idHash }), gt(oidcRecords.expiresAt, now)))
      .returning({ model: oidcRecords.model }),
);

/** Keeps something else under an id, for as long as before. @returns false where nothing is kept there any more */
export async function replaceRecord(app: App, model: string, id: string, payload: Payload): Promise<boolean> {
  const { idHash, accountId, sealed } = recordOf(app, model, id, payload);
  return (await replace(app.db, { model, idHash, accountId, sealed, now: app.clock() })).length > 0;
}

/** Keeps something else in place of a record that is held, for as long as before. */
export async function rewriteRecord(app: App<Tx>, { model, idHash }: Row, payload: Payload): Promise<void> {
  await app.db
    .update(oidcRecords)
    .set({ sealed: seal(app, purpose, placeOfRecord(model, idHash), JSON.stringify(payload)) })
    .where(and(eq(oidcRecords.model, model), eq(oidcRecords.idHash, idHash)));
}

/** What is kept under an id and has not expired; to be read with others, and opened by {@link opened}. */
export const selectRecord = (db: Db, { model, idHash, now }: Where<'model' | 'idHash'>) =>
  db
    .select()
    .from(oidcRecords)
    .where(and(isRecord({ model, idHash }), gt(oidcRecords.expiresAt, now)));

/** The same by the id that stays while a session's secret one changes. */
export const selectByUid = (db: Db, { model, uidHash, now }: Where<'model' | 'uidHash'>) =>
  db
    .select()
    .from(oidcRecords)
    .where(and(eq(oidcRecords.model, model), eq(oidcRecords.uidHash, uidHash), gt(oidcRecords.expiresAt, now)))
    .orderBy(desc(oidcRecords.expiresAt))
    .limit(1);

/** By a value each, or by where one goes in what is prebuilt. */
type Where<K extends string> = { [k in K | 'now']: SQLWrapper };

const find = prebuilt((db, of: Values<{ model: string; idHash: Buffer; now: Date }>) =>
  selectRecord(db, { model: of.model, idHash: of.idHash, now: of.now }),
);

/** What has not expired: also what was used up, which says so. */
export async function findRecord(app: App, model: string, id: string): Promise<Payload | undefined> {
  const [row] = await find(app.db, { model, idHash: hashId(id), now: app.clock() });
  return row && opened(app, row);
}

const findByUid = prebuilt((db, of: Values<{ model: string; uidHash: Buffer; now: Date }>) =>
  selectByUid(db, { model: of.model, uidHash: of.uidHash, now: of.now }),
);

/** The same by the id that stays while a session's secret one changes. */
export async function findRecordByUid(app: App, model: string, uid: string): Promise<Payload | undefined> {
  const [row] = await findByUid(app.db, { model, uidHash: hashId(uid), now: app.clock() });
  return row && opened(app, row);
}

const consume = prebuilt((db, { model, idHash, now }: Values<{ model: string; idHash: Buffer; now: Date }>) =>
  db
    .update(oidcRecords)
    .set({ consumedAt: sql`${now}` })
    .where(and(isRecord({ model, idHash }), isNull(oidcRecords.consumedAt)))
    .returning({ model: oidcRecords.model }),
);

/** Uses it up. @returns false where that was done before: of two at once, one gets true */
export async function consumeRecord(app: App, model: string, id: string): Promise<boolean> {
  return (await consume(app.db, { model, idHash: hashId(id), now: app.clock() })).length > 0;
}

const remove = prebuilt((db, { model, idHash }: Values<{ model: string; idHash: Buffer }>) =>
  db.delete(oidcRecords).where(isRecord({ model, idHash })),
);

export async function removeRecord(app: App, model: string, id: string): Promise<void> {
  await remove(app.db, { model, idHash: hashId(id) });
}

/** Takes back what was granted: every code and token of it, and the grant itself. */
export async function revokeGrant(app: App, grantId: string): Promise<void> {
  const hash = hashId(grantId);
  await app.db
    .delete(oidcRecords)
    .where(or(eq(oidcRecords.grantHash, hash), and(eq(oidcRecords.model, 'Grant'), eq(oidcRecords.idHash, hash))));
}
