import { desc, eq, inArray, sql } from 'drizzle-orm';
import { secretKeys } from '../../../db/schema/index.ts';
import { advisoryLocks } from '../../lib/advisory-locks.ts';
import type { App, Db, Tx } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { keysFor } from './derived.ts';
import { keysThatOpen } from './reseal.ts';

const another =
  'SECRET_KEY: what is kept in this database was sealed with another key. If you meant to change none, start with the SECRET_KEY of before (where none was set, .data/secret-key had it, on the machine that ran Staffroom). If it was changed, or is to be, or was changed back, start with both: the newer as SECRET_KEY, the older in SECRET_KEY_BEFORE.';

/** The database is worked with by a key that was not given. */
export class AnotherKey extends Error {}

/**
 * - `alone`: it is the newest here, and none is beside it
 * - `changing`: it is the newest here, and one beside it was worked with before
 * - `next-beside`: it is the newest here, and this database knows none of those beside it: one may be the next
 * - `overtaken`: one beside it is newer
 */
type Standing = 'alone' | 'changing' | 'next-beside' | 'overtaken';

/**
 * Looks whether this database was worked with by SECRET_KEY, and takes it up as the one that all is sealed with where it is new
 * here and the one so far stands beside it. Copies that start together take turns.
 *
 * @throws AnotherKey with a sentence, before anything is changed, where this database knows neither
 */
export async function takeUpKey(app: App): Promise<Standing> {
  const { secretKey, secretKeysBefore = [] } = app;
  return withKeysAlone(app, async (app) => {
    if (!(await newestOf(app.db))) await noteWhatIsThere(app, [secretKey, ...secretKeysBefore]);
    const newest = await newestOf(app.db);
    const [own, ...beside] = keysFor(app, 'fingerprint');
    if (newest && ![own, ...beside].some((key) => key.equals(newest))) throw new AnotherKey(another);
    const known = await app.db.select().from(secretKeys).where(eq(secretKeys.fingerprint, own));
    if (known.length === 0) await note(app, secretKey);
    return standingOf(app);
  });
}

/** Does something with the keys while nobody else takes one up or changes it, in one transaction. */
export const withKeysAlone = <O>(app: App, work: (app: App<Tx>) => Promise<O>): Promise<O> =>
  inTransaction(app, async (app) => {
    await app.db.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.secretKeys})`);
    return work(app);
  });

/** How SECRET_KEY stands to what this database knows by now. */
export async function standingOf(app: App<Db>): Promise<Standing> {
  const [own, ...beside] = keysFor(app, 'fingerprint');
  if (!(await newestOf(app.db))?.equals(own)) return 'overtaken';
  if (beside.length === 0) return 'alone';
  return (await app.db.$count(secretKeys, inArray(secretKeys.fingerprint, beside))) > 0 ? 'changing' : 'next-beside';
}

/**
 * The same before a start, with nothing taken up.
 *
 * @returns `another` where this database was worked with, and by none of these keys; `unused` where nothing is sealed yet; `new`
 *   where a start would take SECRET_KEY up in place of one that stands beside it
 */
export async function lookAtKey(app: App<Db>): Promise<Standing | 'another' | 'unused' | 'new'> {
  const { secretKey, secretKeysBefore = [] } = app;
  const newest = await newestOf(app.db);
  if (!newest) {
    const good = await keysThatOpen(app, [secretKey, ...secretKeysBefore]);
    return good === undefined ? 'unused' : good.length === 0 ? 'another' : 'alone';
  }
  const [own, ...beside] = keysFor(app, 'fingerprint');
  if (![own, ...beside].some((key) => key.equals(newest))) return 'another';
  const isKnown = (await app.db.$count(secretKeys, eq(secretKeys.fingerprint, own))) > 0;
  return isKnown ? standingOf(app) : 'new';
}

/** Since when this database is worked with SECRET_KEY; nothing where it is not yet. */
export async function takenUpAt(app: App): Promise<Date | undefined> {
  const [own] = keysFor(app, 'fingerprint');
  const [known] = await app.db.select().from(secretKeys).where(eq(secretKeys.fingerprint, own));
  return known?.takenUpAt;
}

/** A database of a release that noted no key yet: those that open something there count as worked with, SECRET_KEY last. */
async function noteWhatIsThere(app: App<Tx>, keys: Buffer[]): Promise<void> {
  const good = await keysThatOpen(app, keys);
  if (good?.length === 0) throw new AnotherKey(another);
  for (const key of keys.toReversed()) if (good?.includes(key)) await note(app, key);
}

async function note({ db, clock }: App<Tx>, secretKey: Buffer): Promise<void> {
  const [fingerprint] = keysFor({ secretKey }, 'fingerprint');
  await db.insert(secretKeys).values({ fingerprint, takenUpAt: clock() });
}

async function newestOf(db: Db): Promise<Buffer | undefined> {
  const [newest] = await db.select().from(secretKeys).orderBy(desc(secretKeys.id)).limit(1);
  return newest?.fingerprint;
}
