import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import { auditEvents, mails, siteAccess, users } from '../../../../db/schema/index.ts';
import { testClock } from '../../../kit/clock.ts';
import { type TestDatabase, useDatabase } from '../../../kit/database.ts';
import { aSchool } from '../../../kit/school.ts';
import { type ScimClient, tokenFor, useDirectory } from './serve.ts';

/** The service provider on a database of its own, for one file of tests; at their end nothing may have broken. */
export function scimWorld() {
  const clock = testClock();
  const database = useDatabase();
  const server = useDirectory(database.app(clock));

  let shared: Promise<Awaited<ReturnType<typeof aDirectory>>> | undefined;

  /** A school whose directory is connected. */
  async function aDirectory() {
    const school = await aSchool(database.app(clock));
    const coordinator = await school.person({ role: 'coordinator', firstName: 'Amina', lastName: 'Rahman' });
    const ctx = () => school.as(coordinator);
    const token = await tokenFor(ctx());
    const eventsOf = () =>
      database.db.select().from(auditEvents).where(eq(auditEvents.centreId, school.centreId)).orderBy(auditEvents.id);
    return { school, coordinator, ctx, token, client: server.client(token), eventsOf };
  }

  return {
    clock,
    db: () => database.db,
    app: (...args: Parameters<TestDatabase['app']>) => database.app(...args),
    client: (token?: string) => server.client(token),
    url: () => server.url,
    /** What was written down, beside what broke. */
    told: () => server.told,
    aDirectory,
    /** The same for all who only look. */
    sharedDirectory: () => {
      shared ??= aDirectory();
      return shared;
    },
    row: async (id: string) => (await database.db.select().from(users).where(eq(users.id, id)))[0],
    sitesOf: async (id: string) =>
      (await database.db.select().from(siteAccess).where(eq(siteAccess.userId, id))).map((a) => a.site).sort(),
    mailsOf: async (id: string) =>
      (await database.db.select().from(mails).where(eq(mails.userId, id))).map((m) => m.kind),
    eventsOf: async (id: string) =>
      database.db.select().from(auditEvents).where(eq(auditEvents.targetId, id)).orderBy(auditEvents.id),
  };
}

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';

export const patch = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});

/** A user as a directory sends one. */
export function someone(values: Record<string, unknown> = {}) {
  const email = `${randomUUID().slice(0, 12)}@riverside.example`;
  return {
    schemas: [userSchema],
    userName: email,
    name: { givenName: 'Chidi', familyName: 'Obi' },
    emails: [{ value: email, type: 'work', primary: true }],
    active: true,
    ...values,
  };
}

export async function created(client: ScimClient, values?: Record<string, unknown>) {
  const answer = await client.send('POST', '/Users', someone(values));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as { id: string; userName: string; emails: { value: string }[] };
}

/** A PATCH of a group, to be sent. */
export const group = (id: string, ...operations: unknown[]) =>
  ['PATCH', `/Groups/${id}`, patch(...operations)] as const;
