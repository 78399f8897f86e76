import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import express from 'express';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { playground } from '../../../adapters/playground/playground.ts';
import type { WireAnswer, WireEvent, WireMessage } from '../../../adapters/playground/wire.ts';
import { cast, makeSampleCentre, playgroundWorkspace, sampleName } from '../../../db/sample/centre.ts';
import { requests } from '../../../db/schema/index.ts';
import { createBot } from '../../../src/bot/bot.ts';
import { loadCommands } from '../../../src/bot/registry.ts';
import { type Queue, startQueue } from '../../../src/jobs/queue.ts';
import { showRequestCopies } from '../../../src/jobs/tasks/show-request.ts';
import { tellAsker } from '../../../src/jobs/tasks/tell-asker.ts';
import { findRequest } from '../../../src/service/requests/request.ts';
import { closeRequests } from '../../kit/close-requests.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { answerCard, requestCard } from '../../kit/job-cards.ts';

/** The whole bot behind the playground, and the queue that posts and changes its cards. */
let database: TestDatabase;
let room: ReturnType<typeof playground>;
let server: ReturnType<ReturnType<typeof express>['listen']>;
let queue: Queue;
const folder = mkdtempSync(join(tmpdir(), 'playground-requests-'));
const bugs: unknown[] = [];

beforeAll(async () => {
  database = await testDatabase();
  const app = database.app();
  await makeSampleCentre(database.db, app.clock());
  await closeRequests(database.db);
  const bot = createBot({
    app,
    registry: await loadCommands(),
    mailFrom: 'no-reply@staffroom.example',
    onBug: (error) => bugs.push(error),
  });
  room = playground({
    bot,
    people: [...cast],
    workspace: playgroundWorkspace,
    centreName: sampleName,
    mails: { list: () => [], onChange: () => () => {} },
    historyFile: join(folder, 'history.jsonl'),
    clock: app.clock,
  });
  server = express().use('/playground', room.router).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  queue = await startQueue({
    url: database.url,
    app,
    log: pino({ level: 'silent' }),
    tasks: {
      'show-request': showRequestCopies(app, [room.chat], requestCard),
      'tell-asker': tellAsker(app, [room.chat], answerCard),
    },
  });
});
afterEach(() => expect(bugs.splice(0)).toEqual([]));
afterAll(async () => {
  room.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await queue.stop(5_000);
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

type Who = (typeof cast)[number]['key'];
const api = (path: string) => `http://localhost:${(server.address() as AddressInfo).port}/playground/api/${path}`;

async function send(path: string, body: Record<string, unknown>): Promise<WireAnswer> {
  const headers = { 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify({ id: crypto.randomUUID(), ...body }) };
  const response = await fetch(api(path), init);
  expect(response.status).toBe(200);
  return (await response.json()) as WireAnswer;
}

/** What this person's page shows: the first event of a fresh stream. */
async function seen(as: Who, place: 'direct' | 'approvals' = 'approvals'): Promise<WireMessage[]> {
  const stop = new AbortController();
  const response = await fetch(api(`events?as=${as}`), { signal: stop.signal });
  const reader = response.body?.getReader();
  let text = '';
  while (!/data: .*\n\n/.test(text)) text += new TextDecoder().decode((await reader?.read())?.value);
  stop.abort();
  const event = JSON.parse(/data: (.*)\n\n/.exec(text)?.[1] ?? '') as WireEvent;
  return event.type === 'snapshot' ? event.messages.filter((m) => m.place === place) : [];
}

/** The newest message that says this, as soon as it is there. */
async function shown(as: Who, words: string, place: 'direct' | 'approvals' = 'approvals'): Promise<WireMessage> {
  const end = performance.now() + 10_000;
  for (;;) {
    const found = (await seen(as, place)).findLast((m) => JSON.stringify(m.card ?? '').includes(words));
    if (found) return found;
    if (performance.now() > end) throw new Error(`nobody said “${words}”`);
    await delay(20);
  }
}

const labels = (m: WireMessage | undefined) => (m?.card?.actions ?? []).map((a) => String(a.title));

async function press(as: Who, message: WireMessage, label: string): Promise<WireAnswer> {
  const button = (message.card?.actions ?? []).find((a) => a.title === label);
  if (!button) throw new Error(`no ${label} among ${labels(message)}`);
  return send('press', { as, message: message.id, data: button.data });
}

async function submit(as: Who, { form }: WireAnswer, values: Record<string, string>, place = 'direct') {
  const data = { ...values, ...((form?.card.actions ?? [])[0]?.data as object) };
  return send('submit', { as, place, data });
}

async function ask(reason: string): Promise<WireMessage> {
  const answer = await send('say', { as: 'teacher', place: 'direct', text: '/staff reset' });
  await submit('teacher', answer, { reason });
  return shown('coordinator', reason);
}

test('a request is a live card for all in the channel, and one decision changes it for all', async () => {
  const card = await ask('new phone');
  expect(card.private).toBe(false);
  expect(labels(card)).toEqual(['Approve', 'Deny']);
  expect(await shown('teacher-2', 'new phone')).toMatchObject({ id: card.id });

  await press('teacher-2', card, 'Approve');
  const refused = await shown('teacher-2', 'Your rights do not cover this');
  expect(refused.private).toBe(true);
  expect((await seen('coordinator')).map((m) => m.id)).toEqual([card.id]);

  await press('coordinator', card, 'Approve');
  const done = await shown('coordinator', 'A link goes to b…r@riverside.example');
  expect(done.private).toBe(true);
  const after = await shown('teacher', 'Approved by Amina Rahman');
  expect(after).toMatchObject({ id: card.id, tone: 'good' });
  expect(labels(after)).toEqual([]);
  await shown('teacher', 'Amina Rahman approved your request.', 'direct');
  await press('admin', card, 'Deny');
  await shown('admin', 'Amina Rahman approved this request already');
});

test('a denial asks for its reason, and tells it', async () => {
  const card = await ask('forgot it');
  const answer = await press('admin', card, 'Deny');
  expect(answer.form?.title).toBe('Deny a request');
  const wrong = await submit('admin', answer, { reason: '' }, 'approvals');
  expect(wrong.form?.wrong).toEqual(['reason']);
  await submit('admin', wrong, { reason: 'Come to room 12' }, 'approvals');
  expect((await shown('teacher', 'Denied by Joseph Mwangi')).id).toBe(card.id);
  await shown('teacher', 'Come to room 12', 'direct');
});

test('a card that was lost by a crash is kept up to date from the first press on it', async () => {
  const card = await ask('lost card');
  const [row] = await database.db.select().from(requests).where(eq(requests.reason, 'lost card'));
  const view = row && (await findRequest(database.db, row.centreId, row.id));
  if (!view) throw new Error('no request');
  const place = { workspace: playgroundWorkspace, channel: 'approvals' };
  const orphan = await room.chat.post(place, requestCard(view, 'Asia/Kolkata'));
  const lost = (await seen('admin')).find((m) => m.id === orphan);
  if (!lost) throw new Error('no card');
  await press('teacher-2', lost, 'Approve');
  await press('coordinator', card, 'Approve');
  await expect
    .poll(async () => (await seen('admin')).filter((m) => [card.id, orphan].includes(m.id)).map(labels))
    .toEqual([[], []]);
});

test('a card that shows what is over is put right by a press on it', async () => {
  const card = await ask('stale card');
  await press('coordinator', card, 'Approve');
  await shown('teacher', 'stale card');
  await expect.poll(async () => labels((await seen('admin')).find((m) => m.id === card.id))).toEqual([]);
  // As if the change had been lost on its way.
  const [row] = await database.db.select().from(requests).where(eq(requests.reason, 'stale card'));
  const view = row && (await findRequest(database.db, row.centreId, row.id));
  if (!view) throw new Error('no request');
  await room.chat.update(card.id, requestCard({ ...view, status: 'pending' }, 'Asia/Kolkata'));
  await press('admin', card, 'Approve');
  await expect.poll(async () => labels((await seen('admin')).find((m) => m.id === card.id))).toEqual([]);
});

test('the list is decided from in its place, and is no copy', async () => {
  await ask('from the list');
  await send('say', { as: 'coordinator', place: 'direct', text: '/staff requests' });
  const list = await shown('coordinator', 'from the list', 'direct');
  const approve = /"title":"Approve","data":(\{.*?\}\}\})/.exec(JSON.stringify(list.card))?.[1];
  await send('press', { as: 'coordinator', message: list.id, data: JSON.parse(approve ?? '') });
  const after = await shown('coordinator', 'Approved: Ben Okafor: password reset', 'direct');
  expect(after.id).toBe(list.id);
  await shown('teacher', 'Approved by Amina Rahman');
  expect((await seen('coordinator', 'direct')).find((m) => m.id === list.id)).toEqual(after);
});
