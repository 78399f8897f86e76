import { setImmediate } from 'node:timers/promises';
import { and, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { App, Db } from '../context.ts';
import { type Purpose, sealAgain } from '../sealed.ts';
import { keptSealed } from './kept-sealed.ts';

/** So few that a batch of the largest there are (files) is held in memory without trouble. */
const batchRows = 50;

const purposes = Object.keys(keptSealed) as Purpose[];

interface Row {
  sealed: Buffer;
  key: unknown[];
}

/**
 * Seals with SECRET_KEY what is sealed with a key beside it, all that there is. What is changed meanwhile is left to whoever
 * changes it. What no key opens is left as it is.
 *
 * @returns how many were sealed again
 */
export async function resealAll(app: App, signal: AbortSignal): Promise<number> {
  let resealed = 0;
  for (const purpose of purposes) {
    for await (const row of rowsOf(app, purpose)) {
      signal.throwIfAborted();
      // A batch of large ones would else hold everyone up.
      await setImmediate();
      const next = sealAgain(app, purpose, keptSealed[purpose].about(row.key), row.sealed);
      if (typeof next !== 'string' && (await replace(app, purpose, row, next))) resealed += 1;
    }
  }
  return resealed;
}

/**
 * Which of the secret keys open any of what is kept here: asked of some of each kind.
 *
 * @returns nothing where nothing is sealed yet
 */
export async function keysThatOpen(app: App<Db>, keys: Buffer[]): Promise<Buffer[] | undefined> {
  const good = new Set<Buffer>();
  let isEmpty = true;
  for (const purpose of purposes) {
    for (const { key, sealed } of await batch(app, purpose)) {
      isEmpty = false;
      for (const secretKey of keys)
        if (sealAgain({ secretKey }, purpose, keptSealed[purpose].about(key), sealed) === 'is') good.add(secretKey);
    }
  }
  return isEmpty ? undefined : [...good];
}

async function* rowsOf(app: App, purpose: Purpose): AsyncGenerator<Row> {
  let rows = await batch(app, purpose);
  while (rows.length > 0) {
    yield* rows;
    rows = rows.length < batchRows ? [] : await batch(app, purpose, rows.at(-1)?.key);
  }
}

async function batch({ db }: App<Db>, purpose: Purpose, after?: unknown[]): Promise<Row[]> {
  const { table, key, column } = keptSealed[purpose];
  const columns = sql.join(key, sql`, `);
  const found = await db
    .select(Object.fromEntries([['sealed', column], ...key.map((column, i) => [i, column])]))
    .from(table)
    .where(and(isNotNull(column), after && sql`(${columns}) > ${inRow(after)}`))
    .orderBy(...key)
    .limit(batchRows);
  return found.map((row) => ({ sealed: bytesOf(row.sealed), key: key.map((_, i) => row[i]) }));
}

/** @returns whether it still was what was read */
async function replace({ db }: App, purpose: Purpose, { key: values, sealed: read }: Row, next: Buffer) {
  const { table, key, column } = keptSealed[purpose];
  const { rowCount } = await db
    .update(table)
    .set({ [column.name]: next })
    .where(sql`(${sql.join(key, sql`, `)}) = ${inRow(values)} and ${column} = ${read}`);
  return rowCount === 1;
}

const bytesOf = (value: unknown): Buffer => (Buffer.isBuffer(value) ? value : Buffer.of());

const inRow = (values: unknown[]): SQL =>
  sql`(${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;
