import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App, Ctx } from '../../../src/service/context.ts';
import { whoAmI } from '../../../src/service/people/whoami.ts';
import { keepComparison, mendSite } from '../../../src/service/provisioning/comparisons.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { aSchool } from '../../kit/school.ts';
import { connectSite } from './school.ts';

let database: TestDatabase;
let app: App;
let amina: Ctx;
let connectionId: string;

beforeAll(async () => {
  database = await testDatabase();
  app = database.app();
  const school = await aSchool(app);
  amina = school.as(await school.person({ role: 'coordinator' }));
  connectionId = await connectSite(app, school.centreId, 'hub', 'https://hub.example/scim');
});
afterAll(() => database?.close());

/** Twice as many as the pool has connections. */
const twenty = <T>(run: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, run));

// One that asked the pool for a second connection while it holds its first would leave all of them waiting for each other.
test('many presses of one Yes hold up nobody, themselves included', async () => {
  const keep = () => keepComparison(amina, { connectionId, toMend: [] });
  const [ids] = await Promise.all([twenty(keep), whoAmI(amina, {})]);
  expect(new Set(ids).size).toBe(20);
  const [id = ''] = ids;
  const [mended] = await Promise.all([twenty(() => mendSite(amina, { id })), whoAmI(amina, {})]);
  expect(mended).toEqual(Array(20).fill({ site: 'hub', mended: 0 }));
});
