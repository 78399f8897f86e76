import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import { chatMessages, mails, workspaces } from '../../db/schema/index.ts';
import { mailFailed, mailSent } from '../../src/service/mail/mark.ts';
import { noteDone } from '../../src/service/note-done.ts';
import { keepSentMessage } from '../../src/service/workspaces/chat-messages.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { type DatabaseProxy, proxyTo } from '../kit/slow-database.ts';

const database = useDatabase();
let proxy: DatabaseProxy;
let connection: Connection;
let mailId: string;
let place: { centreId: string; userId: string };

beforeAll(async () => {
  proxy = await proxyTo(database.appUrl);
  connection = connect(proxy.url, { max: 2 });
  const { id: centreId } = await addCentre(database.db);
  const { id: userId } = await addUser(database.db, centreId);
  place = { centreId, userId };
  mailId = randomUUID();
  await database.db.insert(mails).values({
    id: mailId,
    centreId,
    userId,
    kind: 'password-changed',
    correlationId: randomUUID(),
    createdAt: new Date(),
  });
});
afterAll(async () => {
  await connection.close();
  await proxy.close();
});

const state = async () => {
  const [mail] = await database.db.select().from(mails).where(eq(mails.id, mailId));
  return mail?.state;
};

test.each([
  ['sent', () => mailSent({ ...database.app(), db: connection.db }, mailId, 'x@school.example')],
  ['failed', () => mailFailed({ ...database.app(), db: connection.db }, mailId, '550 5.1.1 no such user')],
])('that a mail was %s is written down once the database is back', async (as, note) => {
  await database.db.update(mails).set({ state: 'queued' });
  await proxy.down(true);
  const noted = note();
  expect(await state()).toBe('queued');
  await proxy.down(false);
  await noted;
  expect(await state()).toBe(as);
});

test('where a message was posted is written down once the database is back', async () => {
  const { centreId, userId } = place;
  const common = { platform: 'slack', centreId } as const;
  const [workspace] = await database.db
    .insert(workspaces)
    .values({ ...common, externalId: 'T1' })
    .returning();
  const sent = { ...common, workspaceId: workspace?.id ?? '', userId, about: 'transfer:1' };
  await proxy.down(true);
  const kept = keepSentMessage(
    { ...database.app(), db: connection.db },
    { ...sent, workspace: 'T1', person: 'U1', ref: null },
    { ts: '1.1' },
  );
  expect(await database.db.$count(chatMessages)).toBe(0);
  await proxy.down(false);
  await kept;
  expect(await database.db.select().from(chatMessages)).toMatchObject([{ userId, ref: { ts: '1.1' } }]);
});

test('is given up after its time, and at once where the database refuses it', async () => {
  let tries = 0;
  const failing = (sql: string) => () => {
    tries += 1;
    return connection.db.execute(sql);
  };
  await expect(noteDone(failing('select no_such_column'))).rejects.toThrow();
  expect(tries).toBe(1);
  await proxy.down(true);
  await expect(noteDone(failing('select 1'), 200)).rejects.toThrow();
  expect(tries).toBeGreaterThan(2);
  await proxy.down(false);
  await noteDone(failing('select 1'));
});
