import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { smtpMailer } from '../../../adapters/mail/send.ts';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { connect } from '../../../db/connect.ts';
import { centres } from '../../../db/schema/index.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import { openInstruments } from '../../../src/program/metrics/instruments.ts';
import { recorderOf } from '../../../src/program/metrics/recorder.ts';
import type { MailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { useDatabase } from '../../kit/database.ts';
import { readExposition, sampleOf } from '../../kit/exposition.ts';
import { listen } from '../../kit/listen.ts';
import { startMailServer } from '../../kit/mail-server.ts';
import { addCentre } from '../../kit/people.ts';

const database = useDatabase();

/** What is counted from nothing on. */
function counting() {
  const instruments = openInstruments('1.0.0');
  return {
    recorder: recorderOf(instruments),
    /** The samples of one name that are not 0, by the values of their labels. */
    async counted(name: string) {
      const samples = readExposition(await instruments.registry.metrics()).get(`staffroom_${name}`)?.samples ?? [];
      return Object.fromEntries(
        samples.filter(({ value }) => value !== 0).map(({ labels, value }) => [Object.values(labels).join(' '), value]),
      );
    },
    read: async (name: string) => sampleOf(readExposition(await instruments.registry.metrics()), `staffroom_${name}`),
  };
}

test('of statements that fail, those count that the database is to blame for', async () => {
  const { recorder, counted } = counting();
  const { db, close } = connect(database.appUrl, { max: 1, statementMs: 100, onFailure: recorder.onFailure });
  const { number } = await addCentre(database.db);
  await db.execute(sql`select 1`);
  // A rule of ours, which people read of.
  await expect(db.insert(centres).values({ name: 'B', number, supportContact: 'x' } as never)).rejects.toThrow();
  expect(await counted('database_troubles_total')).toEqual({});
  await expect(db.execute(sql`select pg_sleep(${5}::int)`)).rejects.toThrow();
  const readOnly = db.transaction(async (tx) => {
    await tx.execute(sql`set transaction read only`);
    await tx.update(centres).set({ name: 'C' });
  });
  await expect(readOnly).rejects.toThrow();
  await close();
  const away = connect('postgres://nobody:x@127.0.0.1:9/none', { onFailure: recorder.onFailure });
  await expect(away.db.execute(sql`select 1`)).rejects.toThrow();
  await expect(away.db.transaction(async () => {})).rejects.toThrow();
  await away.close();
  expect(await counted('database_troubles_total')).toEqual({ timeout: 1, read_only: 1, unreachable: 2 });
});

test('mails count by what came of them', async () => {
  const { recorder, counted, read } = counting();
  const server = await startMailServer({ password: 'right', domain: 'school.example', connections: 5 });
  const send = async (password: string, to: string) => {
    const mailer = smtpMailer({ url: server.url(password), from: 'no-reply@school.example' });
    await recorder.mailer(mailer).send({ ...mail, to });
    mailer.close();
  };
  await send('right', 'ben@riverside.example');
  expect(server.arrived).toEqual(['ben@riverside.example']);
  await send('wrong', 'ben@riverside.example');
  await send('right', 'no address');
  expect(await counted('mails_total')).toEqual({ sent: 1, held: 1, refused: 1 });
  expect(await read('mail_seconds_count')).toBe(3);
  await server.close();
});

test('what sites were asked counts by what they answered, and when one last did it', async () => {
  const { recorder, counted, read } = counting();
  let status = 404;
  const server = await listen(
    (_req, res) => void res.writeHead(status, { 'content-type': 'application/scim+json' }).end(),
  );
  const sites = recorder.sites(scimClient(httpClient({ home: true })));
  const site = {
    ...{ connectionId: randomUUID(), site: 'forums' as const, version: 1, url: server.url, auth: { bearer: 'x' } },
    ...{ capabilities: { parts: {} }, learn: async () => {} },
  };
  const get = () => sites.get(site, 'someone', new AbortController().signal);
  status = 401;
  await expect(get()).rejects.toThrow();
  expect(await read('site_last_success_timestamp_seconds')).toBeUndefined();
  status = 404;
  expect(await get()).toBeUndefined();
  await server.close();
  await expect(get()).rejects.toThrow();
  expect(await counted('site_calls_total')).toEqual({ 'forums closed': 1, 'forums ok': 1, 'forums unreachable': 1 });
  expect(await read('site_last_success_timestamp_seconds')).toBeGreaterThan(1.7e9);
});

const mail: MailToSend = {
  mailId: randomUUID(),
  kind: 'password-changed',
  to: '',
  firstName: 'Ben',
  centreName: 'Riverside School',
  supportContact: 'IT desk, extension 214',
  replyTo: null,
  at: new Date('2026-09-07T08:00:00Z'),
  timeZone: 'Asia/Kolkata',
  codes: [],
  tie: null,
  link: null,
  transfer: null,
  chat: null,
  request: null,
  newCoordinator: null,
  directoryEnds: null,
  reminder: null,
  week: null,
  forgottenUrl: 'https://staffroom.school.example/password/forgotten',
  accountUrl: 'https://staffroom.school.example/account',
};
