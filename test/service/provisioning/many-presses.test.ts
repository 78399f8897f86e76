import { beforeAll, expect, test } from 'vitest';
import type { Ctx, Tx } from '../../../src/service/context.ts';
import { whoAmI } from '../../../src/service/people/show.ts';
import { keepComparison, mendSite } from '../../../src/service/provisioning/comparisons.ts';
import { findConnection } from '../../../src/service/sites/connection.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool } from '../../kit/school.ts';
import { connectSite } from './school.ts';

const database = useDatabase();
const app = database.app();
let amina: Ctx;
let connectionId: string;

beforeAll(async () => {
  const school = await aSchool(app);
  amina = school.as(await school.person({ role: 'coordinator' }));
  connectionId = await connectSite(app, school.centreId, 'hub', 'https://hub.example/scim');
});

/** Twice as many as the pool has connections. */
const twenty = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, run));

// One that asked the pool for a second connection while it holds its first would leave all of them waiting for each other.
test('many presses of one Yes hold up nobody, themselves included', async () => {
  const version = (await findConnection(app.db, connectionId))?.scimVersion ?? 0;
  const keep = () => keepComparison(amina, { connectionId, version, toMend: [] });
  const [ids] = await Promise.all([twenty(keep), whoAmI(amina, {})]);
  expect(new Set(ids).size).toBe(20);
  const [id = ''] = ids;
  const [mended] = await Promise.all([twenty(() => mendSite(amina, { id })), whoAmI(amina, {})]);
  expect(mended).toEqual(Array(20).fill({ site: 'hub', mended: 0 }));
});

test('a mutation can’t begin another inside: its database is no pool, which the types hold', () => {
  const inside = (ctx: Ctx<Tx>) =>
    // @ts-expect-error a transaction is no pool
    keepComparison(ctx, { connectionId, version: 1, toMend: [] });
  expect(inside).toBeTypeOf('function');
});
