import { and, eq, gt, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { connect, type Db } from '../../db/connect.ts';
import { gathered } from '../../db/gathered.ts';
import { prebuilt, type Values } from '../../db/prebuilt.ts';
import { centres, chatIdentities, siteAccess, users } from '../../db/schema/index.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { asked } from '../kit/statements.ts';

const database = useDatabase();

interface Wanted {
  centreId: string;
  since: Date;
}

const people = (db: Db, { centreId, since }: Wanted | Values<Wanted>) =>
  db
    .select({
      id: users.id,
      name: { first: users.firstName, whole: sql<string>`${users.firstName} || ' ' || ${users.lastName}` },
      createdAt: users.createdAt,
      lastSignedInAt: users.lastSignedInAt,
      sites: sql<string[]>`coalesce((select json_agg(a.site) from ${siteAccess} a), '[]')`.as('sites'),
      centre: centres,
    })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .where(and(eq(users.centreId, centreId), gt(users.createdAt, since)))
    .orderBy(users.id);

test('is built once, and read as Drizzle reads it', async () => {
  const centre = await addCentre(database.db);
  await addUser(database.db, centre.id);
  await addUser(database.db, centre.id);
  let built = 0;
  const prebuiltPeople = prebuilt((db, values: Values<Wanted>) => {
    built++;
    return people(db, values);
  });
  const wanted = { centreId: centre.id, since: new Date(0) };
  const usual = await people(database.db, wanted);
  expect(usual).toHaveLength(2);
  expect(await prebuiltPeople(database.db, wanted)).toEqual(usual);
  expect(await prebuiltPeople(database.db, { ...wanted, since: new Date('2100-01-01') })).toEqual([]);
  expect(built).toBe(1);
});

test('a joined row that is missing is nothing', async () => {
  const centre = await addCentre(database.db);
  const user = await addUser(database.db, centre.id);
  const ties = prebuilt((db, { id }: Values<{ id: string }>) =>
    db
      .select({ id: users.id, tie: chatIdentities })
      .from(users)
      .leftJoin(chatIdentities, eq(chatIdentities.userId, users.id))
      .where(eq(users.id, id)),
  );
  expect(await ties(database.db, { id: user.id })).toEqual([{ id: user.id, tie: null }]);
});

test('in a transaction it sees what that has done, and leaves no trace beside it', async () => {
  const centre = await addCentre(database.db);
  const user = await addUser(database.db, centre.id, { lastName: 'Okafor' });
  const lastName = prebuilt((db, { id }: Values<{ id: string }>) =>
    db.select({ lastName: users.lastName }).from(users).where(eq(users.id, id)),
  );
  const rename = prebuilt((db, { id, to }: Values<{ id: string; to: string }>) =>
    db
      .update(users)
      .set({ lastName: sql`${to}` })
      .where(eq(users.id, id))
      .returning({ lastName: users.lastName }),
  );
  const undone = database.db.transaction(async (tx) => {
    expect(await rename(tx, { id: user.id, to: 'Ng' })).toEqual([{ lastName: 'Ng' }]);
    expect(await lastName(tx, { id: user.id })).toEqual([{ lastName: 'Ng' }]);
    expect(await lastName(database.db, { id: user.id })).toEqual([{ lastName: 'Okafor' }]);
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await lastName(database.db, { id: user.id })).toEqual([{ lastName: 'Okafor' }]);
});

test('plain SQL takes lists, and is kept by the server under one name wherever it is built', async () => {
  const centre = await addCentre(database.db);
  const user = await addUser(database.db, centre.id);
  const { db, close } = connect(database.appUrl, { max: 1 });
  const some = prebuilt((db, { ids }: Values<{ ids: string[] }>) =>
    db.execute<{ id: string }>(sql`select id from users where id = any(${ids}::uuid[])`),
  );
  const { rows } = await some(db, { ids: [user.id, centre.id] });
  await db.execute(sql`select id from users where id = any(${`{${user.id}}`}::uuid[])`);
  const kept = await db.execute(sql`select generic_plans + custom_plans as runs from pg_prepared_statements`);
  await close();
  expect(rows).toEqual([{ id: user.id }]);
  expect(kept.rows).toEqual([{ runs: '2' }]);
});

test('searches are planned for what they look for', async () => {
  const { db, close } = connect(database.appUrl, { max: 1 });
  const search = prebuilt((db, { like }: Values<{ like: string }>) =>
    db.execute(sql`select id from users where first_name ilike ${like}`),
  );
  await search(db, { like: '%o%' });
  const kept = await db.execute(sql`select from pg_prepared_statements`);
  await close();
  expect(kept.rows).toEqual([]);
});

test('what is the same at each call is in the text, and what is asked for twice is sent once', async () => {
  const centre = await addCentre(database.db);
  const user = await addUser(database.db, centre.id, { lastName: "O'Neil\\" });
  const some = prebuilt((db, { id }: Values<{ id: string }>) =>
    db
      .select({ id: users.id, one: sql<number>`${1}::int` })
      .from(users)
      .where(and(eq(users.lastName, "O'Neil\\"), eq(users.id, id), sql`${users.id} = any(array[${id}::uuid])`)),
  );
  const { result, alone } = await asked(database.db, () => some(database.db, { id: user.id }));
  expect(result).toEqual([{ id: user.id, one: 1 }]);
  expect(alone.join()).toMatch(/E?'O''Neil/);
  expect(alone.join().match(/\$\d+/g)).toEqual(['$1', '$1']);
});

test('a value that was left out, and what is no query, are refused', async () => {
  const wanting = prebuilt((db, values: Values<{ id: string }>) =>
    db.select({ id: users.id }).from(users).where(eq(users.id, values.id)),
  );
  await expect(wanting(database.db, {} as { id: string })).rejects.toThrow('id');
  const rest = prebuilt((db, { id, ...more }: Values<{ id: string; more: string }>) =>
    db.select({ id: users.id }).from(users).where(eq(users.id, more.more)),
  );
  expect(() => rest(database.db, { id: '', more: '' })).toThrow('Name each value');
  const none = prebuilt(async () => []);
  expect(() => none(database.db, {})).toThrow('one query');
});

test('several reads are one statement, and each reads as by itself', async () => {
  const centre = await addCentre(database.db);
  await addUser(database.db, centre.id, { lastName: 'O’Brien & 李' });
  await addUser(database.db, centre.id, { lastSignedInAt: new Date() });
  const reads = (db: Db, { centreId, since }: Wanted | Values<Wanted>) => ({
    people: people(db, { centreId, since } as Wanted),
    centres: db.select().from(centres).where(eq(centres.id, centreId)),
    ties: db.select({ id: chatIdentities.userId }).from(chatIdentities).where(eq(chatIdentities.centreId, centreId)),
  });
  const wanted = { centreId: centre.id, since: new Date(0) };
  const { db, close } = connect(database.appUrl, { max: 1 });
  const all = gathered((db, values: Values<Wanted>) => reads(db, values));
  const found = await all(db, wanted);
  const { rows } = await db.execute(sql`select count(*)::int from pg_prepared_statements`);
  await close();
  const alone = reads(database.db, wanted);
  expect(found).toEqual({ people: await alone.people, centres: await alone.centres, ties: [] });
  expect(found.people).toHaveLength(2);
  expect(rows).toEqual([{ count: 1 }]);
});

test('a read whose joined row may be missing is refused among others', async () => {
  const some = gathered((db) => ({
    ties: db.select({ id: users.id, tie: chatIdentities }).from(users).leftJoin(chatIdentities, sql`true`),
  }));
  await expect(async () => some(database.db, {})).rejects.toThrow('column by column');
});
