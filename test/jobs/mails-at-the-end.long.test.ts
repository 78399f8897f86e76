import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { ne } from 'drizzle-orm';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mails, users } from '../../db/schema/index.ts';
import { queueJobs } from '../../src/service/jobs.ts';
import { lookForMails } from '../../src/service/mail/mail-server.ts';
import { useDatabase } from '../kit/database.ts';
import { type Program, programCopy } from '../kit/program.ts';
import { until } from '../kit/until.ts';

/** The program is told to stop while a mail server looks a mail through: it may take minutes over that, and the end ten seconds. */

const database = useDatabase();
let program: Program;
let server: SMTPServer;
/** The mails that came whole, by their Message-IDs, in order; and those of which the server said that it took them. */
const came: string[] = [];
const taken: string[] = [];
/** How long the server takes over a mail, in milliseconds; nothing where it is silent from then on. */
let overMs: (id: string) => number | undefined;

beforeAll(async () => {
  program = await programCopy();
  server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      let text = '';
      stream.on('data', (chunk) => {
        text += chunk;
      });
      stream.on('end', () => {
        const id = /Message-ID: <([^@]+)@/i.exec(text)?.[1] ?? '';
        came.push(id);
        const ms = overMs(id);
        if (ms === undefined) return;
        setTimeout(() => {
          taken.push(id);
          done();
        }, ms);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
  await program.remove();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

test('mails that the server took before the end are known to be taken, all come, and only that one twice of which nobody knows', async () => {
  const { port } = server.server.address() as AddressInfo;
  const settings = {
    DATABASE_URL: database.url,
    SECRET_KEY: 'x'.repeat(40),
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: 'no-reply@school.example',
  };
  const { db } = database.app();
  const first = await program.start(settings);
  const [user] = await db.select().from(users).limit(1);
  if (!user) throw new Error('nobody is there');
  const ids = Array.from({ length: 400 }, () => randomUUID());
  const [silent = ''] = ids;
  overMs = (id) => (id === silent ? undefined : 200);
  const values = { centreId: user.centreId, userId: user.id, kind: 'password-changed' };
  await db.transaction(async (tx) => {
    const inTurn = (id: string, n: number) => ({ ...values, id, correlationId: id, createdAt: new Date(n) });
    await tx.insert(mails).values(ids.map(inTurn));
    await queueJobs(tx, [lookForMails]);
  });
  await until(() => taken.length > 20);
  expect(await first.end('SIGTERM')).toBe(0);
  const left = () => db.select({ id: mails.id }).from(mails).where(ne(mails.state, 'sent'));
  expect((await left()).map(({ id }) => id)).toContain(silent);

  overMs = () => 1;
  const second = await program.start(settings);
  await until(async () => (await left()).length === 0);
  expect(await second.end('SIGTERM')).toBe(0);
  const twice = came.filter((id, n) => came.indexOf(id) !== n);
  expect(twice).toEqual([silent]);
  expect(new Set(came)).toEqual(new Set(ids));
}, 150_000);
