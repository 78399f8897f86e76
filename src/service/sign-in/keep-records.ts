import { type SQL, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import type { App, Db } from '../context.ts';
import { hashId, type Kept, type Payload, recordOf } from './records.ts';

/** What keeps a record, in place of what was under its id. @param onlyIf from where */
const keepRecord = (row: Values<Kept>, onlyIf = sql``): SQL =>
  insertRecords(sql`
  select ${row.model}::text, ${row.idHash}::bytea, ${row.uidHash}::bytea, ${row.grantHash}::bytea, ${row.accountId}::uuid,
    ${row.clientId}::text, ${row.sealed}::bytea, ${row.expiresAt}::timestamptz
  ${onlyIf}`);

/** Several, as {@link keepRecords} takes them: a list of each column. */
export interface KeptTogether {
  models: string[];
  idHashes: Buffer[];
  uidHashes: (Buffer | null)[];
  grantHashes: (Buffer | null)[];
  accountIds: (string | null)[];
  clientIds: (string | null)[];
  sealeds: Buffer[];
  expire: Date[];
}

export const keptTogether = (rows: Kept[]): KeptTogether => ({
  models: rows.map((r) => r.model),
  idHashes: rows.map((r) => r.idHash),
  uidHashes: rows.map((r) => r.uidHash),
  grantHashes: rows.map((r) => r.grantHash),
  accountIds: rows.map((r) => r.accountId),
  clientIds: rows.map((r) => r.clientId),
  sealeds: rows.map((r) => r.sealed),
  expire: rows.map((r) => r.expiresAt),
});

/**
 * The same as {@link keepRecord} for several. Each list is behind a query of its own: for one that it sees, PostgreSQL plans anew each time.
 *
 * @param onlyIf a condition
 */
export const keepRecords = (rows: Values<KeptTogether>, onlyIf: SQL): SQL =>
  insertRecords(sql`
  select * from unnest(
    (select ${rows.models}::text[]), (select ${rows.idHashes}::bytea[]), (select ${rows.uidHashes}::bytea[]),
    (select ${rows.grantHashes}::bytea[]), (select ${rows.accountIds}::uuid[]), (select ${rows.clientIds}::text[]),
    (select ${rows.sealeds}::bytea[]), (select ${rows.expire}::timestamptz[])
  ) where ${onlyIf}`);

const insertRecords = (rows: SQL): SQL => sql`
  insert into oidc_records (model, id_hash, uid_hash, grant_hash, account_id, client_id, sealed, expires_at) ${rows}
  on conflict (model, id_hash) do update set
    uid_hash = excluded.uid_hash, grant_hash = excluded.grant_hash, account_id = excluded.account_id,
    client_id = excluded.client_id, sealed = excluded.sealed, expires_at = excluded.expires_at`;

const keep = prebuilt((db, row: Values<Kept>) => db.execute(keepRecord(row)));

/** @param expiresIn in seconds, as {@link recordOf} takes it */
export async function writeRecord(
  app: App<Db>,
  model: string,
  id: string,
  payload: Payload,
  expiresIn?: number,
): Promise<void> {
  await keep(app.db, recordOf(app, model, id, payload, expiresIn));
}

const keepBegun = prebuilt((db, row: Values<Kept>) =>
  db.execute(keepRecord(row, sql`from set_config('synchronous_commit', 'off', true)`)),
);

/**
 * Keeps a sign-in that has just begun, and does not wait until that is on the disk: where the server loses power within the second, it is
 * begun anew, and the page for one that is not under way says so. All else of a sign-in is waited for. Alone, and in no transaction: the
 * rest of that would not be waited for either.
 */
export async function writeBegun(app: App, id: string, payload: Payload, expiresIn: number): Promise<void> {
  await keepBegun(app.db, recordOf(app, 'Interaction', id, payload, expiresIn));
}

const consumeFor = prebuilt((db, row: Values<Kept & { codeHash: Buffer; now: Date }>) =>
  db.execute(sql`
    with used as (
      update oidc_records set consumed_at = ${row.now}::timestamptz
      where model = 'AuthorizationCode' and id_hash = ${row.codeHash}::bytea and consumed_at is null returning model
    )
    ${keepRecord(row, sql`from used`)} returning model`),
);

/** Uses up a code, and keeps the token that it is used for. @returns false where it was used before: then nothing is kept */
export async function consumeCode(app: App, code: string, token: Kept): Promise<boolean> {
  const { rows } = await consumeFor(app.db, { ...token, codeHash: hashId(code), now: app.clock() });
  return rows.length > 0;
}
