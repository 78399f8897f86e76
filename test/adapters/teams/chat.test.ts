import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { chatIdentities, requestMessages } from '../../../db/schema/index.ts';
import { NotNow, ShutOut, Unreachable } from '../../../src/ui/chat.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { useRequestQueue } from '../kit/request-queue.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);
useRequestQueue(() => ({ url: database.queueUrl, app: school.app, chat: school.adapter.chat }));

const amina = () => school.as('coordinator');
const ben = () => school.as('teacher');
const approvals = () => school.channel.approvals;
const workspace = () => school.teams.tenantId;
/** The card that all see, as one sees it. */
const card = (who: 'coordinator' | 'admin' | 'teacher') =>
  school
    .as(who)
    .sees(approvals())
    .filter((m) => wordsIn(m).includes('Password reset'))
    .at(-1);
const shown = (who: 'coordinator' | 'admin' | 'teacher' = 'coordinator') => {
  const found = card(who);
  if (!found) throw new Error('no request is shown');
  return found;
};

describe('a request', () => {
  test('goes to the channel that was chosen in the channel itself', async () => {
    const answer = await school.next('coordinator', () => amina().type('settings channel:here', approvals()));
    // Of the people in it some have no account at the school.
    expect(wordsIn(answer)).toContain('Decide requests in #approvals?');
    const chosen = await school.next('coordinator', () => amina().press(answer, 'Use this channel'));
    expect(wordsIn(chosen)).toContain('Requests are decided in #approvals.');
    await ben().type('reset', school.direct('teacher'));
    await school.settled();
    await ben().press(ben().last(school.direct('teacher')), 'Open the form');
    ben().fill({ reason: 'new phone' });
    await ben().submit();
    await until(() => card('coordinator'));
    expect(wordsIn(shown())).toContain('new phone');
  });

  test('shows its buttons to those who may decide, and to nobody else', async () => {
    expect(shown().labels).toEqual([]);
    await amina().look(approvals());
    expect(shown()).toMatchObject({ own: true, labels: ['Approve', 'Deny'] });
    await school.as('admin').look(approvals());
    expect(shown('admin').labels).toEqual(['Approve', 'Deny']);
    await ben().look(approvals());
    expect(shown('teacher')).toMatchObject({ own: false, labels: [] });
  });

  test('tells whoever may not decide why, when they have it refreshed by hand', async () => {
    const { refresh } = shown('teacher').card as unknown as { refresh: { action: { data: object } } };
    await ben().pressData(shown('teacher'), refresh.action.data, 'execute');
    expect(shown('teacher')).toMatchObject({ own: true, labels: [] });
    expect(wordsIn(shown('teacher'))).toContain('This is your own request');
  });

  test('is known by its message however that is learnt', async () => {
    const refs = (await database.db.select().from(requestMessages)).filter(({ ref }) => ref !== null);
    expect(refs).toHaveLength(1);
    expect(refs[0]?.ref).toMatchObject({
      peer: `channel:${approvals()}`,
      conversation: shown().conversationId,
      activity: shown().id,
    });
  });

  test('once decided is shown so to all, and the one who asked is told', async () => {
    await amina().look(approvals());
    await amina().press(shown(), 'Approve');
    await school.settled();
    await until(() => wordsIn(shown('teacher')).includes('Approved'));
    for (const who of ['coordinator', 'admin', 'teacher'] as const) {
      expect(shown(who).labels).toEqual([]);
      expect(wordsIn(shown(who))).toContain('Approved');
    }
    await until(() => wordsIn(ben().last(school.direct('teacher'))).includes('approved'));
  });
});

describe('a message of a job', () => {
  const hello = { title: 'Hello' };

  test('reaches a person who never wrote, where the app is installed, and nobody else', async () => {
    const ref = await school.adapter.chat.post({ workspace: workspace(), person: school.id['teacher-2'] }, hello);
    expect(wordsIn(school.as('teacher-2').last(school.direct('teacher-2')))).toContain('Hello');
    await school.adapter.chat.update(ref, { title: 'Hello again' });
    expect(school.as('teacher-2').sees(school.direct('teacher-2')).map(wordsIn)).toEqual([
      expect.stringContaining('Hello again'),
    ]);
    const { id } = school.teams.addPerson({ name: 'Kim', email: 'kim@riverside.example', installed: false });
    const nobody = '33333333-3333-4333-8333-333333333333';
    for (const person of [id, nobody]) {
      await expect(school.adapter.chat.post({ workspace: workspace(), person }, hello)).rejects.toThrow(Unreachable);
    }
  });

  test('reaches a group chat, and a channel as a thread of its own', async () => {
    const { chat } = school.channel;
    await amina().type('help', chat);
    await school.settled();
    const ref = await school.adapter.chat.post({ workspace: workspace(), channel: chat }, hello);
    expect(ref).toMatchObject({ conversation: chat, activity: amina().last(chat).id });
    const inTeam = await school.adapter.chat.post({ workspace: workspace(), channel: approvals() }, hello);
    const { id, conversationId } = amina().last(approvals());
    expect(inTeam).toMatchObject({ conversation: conversationId, activity: id });
    await school.adapter.chat.update(inTeam, { title: 'Changed' });
    expect(wordsIn(amina().last(approvals()))).toContain('Changed');
  });

  test('that can’t arrive is told from one that can later', async () => {
    const { staff } = school.channel;
    const to = { workspace: workspace(), channel: staff };
    await expect(school.adapter.chat.post(to, hello)).rejects.toThrow(Unreachable);
    await expect(school.adapter.chat.post({ ...to, workspace: 'unknown' }, hello)).rejects.toThrow(Unreachable);
    school.teams.fail(/POST .*conversations/, { status: 503, retryAfter: 60 });
    const later = school.adapter.chat.post({ workspace: workspace(), channel: approvals() }, hello);
    await expect(later).rejects.toThrow('503');
    await expect(later).rejects.toMatchObject({ constructor: NotNow, retryAfterMs: 60_000 });
  });

  test('waits as long as Teams says, where that is short', async () => {
    school.teams.fail(/POST .*conversations/, { status: 429, retryAfter: 1 });
    await school.adapter.chat.post({ workspace: workspace(), channel: approvals() }, hello);
    school.teams.fail(/POST .*conversations/, { status: 429, retryAfter: 600 });
    await expect(school.adapter.chat.post({ workspace: workspace(), channel: approvals() }, hello)).rejects.toThrow(
      '429',
    );
  });

  test('waits where Teams takes nothing of ours, which is said once and is not the person’s', async () => {
    const to = { workspace: workspace(), channel: approvals() };
    school.teams.fail(/POST .*conversations/, { status: 401, times: 2 });
    for (let i = 0; i < 2; i += 1) await expect(school.adapter.chat.post(to, hello)).rejects.toThrow(ShutOut);
    expect(school.adapter.outages.now().nothing.workspaces).toBe(1);
    await school.adapter.chat.post(to, hello);
    expect(school.adapter.outages.now().nothing.workspaces).toBe(0);
    expect(school.logged.filter((line) => line.includes('takes nothing'))).toHaveLength(1);
  });

  test('to one that was deleted changes nothing, and is no error', async () => {
    const ref = await school.adapter.chat.post({ workspace: workspace(), channel: approvals() }, hello);
    school.teams.fail(/PUT .*activities/, { status: 404, error: 'ActivityNotFoundInConversation' });
    await school.adapter.chat.update(ref, hello);
  });

  test('goes over a connection that is kept', async () => {
    const { adapter, teams } = school;
    const to = { workspace: workspace(), channel: approvals() };
    await adapter.chat.post(to, hello);
    const made: Socket[] = [];
    const note = (message: unknown) => made.push((message as { socket: Socket }).socket);
    subscribe('net.client.socket', note);
    for (let n = 0; n < 5; n += 1) await adapter.chat.post(to, hello);
    unsubscribe('net.client.socket', note);
    expect(made.filter(({ remotePort }) => remotePort === Number(new URL(teams.url).port))).toEqual([]);
  });
});

describe('a channel that is looked at', () => {
  const look = (id: string) => school.adapter.chat.channel?.(workspace(), id);

  test('has its name, and the addresses of its people', async () => {
    const found = await look(approvals());
    expect(found).toMatchObject({ name: '#approvals', shared: false, more: 0 });
    expect(found?.people).toContain('ben.okafor@riverside.example');
  });

  test('has its new name once it is renamed, and no other has it', async () => {
    const { id } = school.teams.addChannel({ name: 'old', members: [school.id.coordinator] });
    await amina().type('help', id);
    await amina().type('help', school.channel.general);
    await school.settled();
    expect(await look(id)).toMatchObject({ name: '#old' });
    const renamed = { eventType: 'channelRenamed', channel: { id, name: 'new' } };
    await school.teams.event(id, school.id.coordinator, { type: 'conversationUpdate', channelData: renamed });
    await school.settled();
    expect(await look(id)).toMatchObject({ name: '#new' });
    expect(await look(school.channel.general)).toMatchObject({ name: '#General' });
  });

  test('may be a group chat', async () => {
    expect(await look(school.channel.chat)).toMatchObject({ name: 'this group chat' });
  });

  test('of which nothing was heard is not there', async () => {
    expect(await look(school.channel.staff)).toMatchObject({ problem: 'not-found' });
  });

  test('and its roster end the tie of whoever has another e-mail by it; a guest is no decider, whatever theirs is', async () => {
    const { teams } = school;
    const pat = teams.addPerson({ name: 'Pat', email: 'zofia.zak@riverside.example' });
    const guest = teams.addPerson({ name: 'Amina', email: 'amina.rahman@riverside.example', guest: true });
    await teams.as(pat.id).type('whoami', teams.direct(pat.id));
    await school.settled();
    const tied = () => database.db.$count(chatIdentities, eq(chatIdentities.externalId, pat.id));
    expect(await tied()).toBe(1);
    pat.email = 'someone@else.example';
    const { id } = teams.addGroupChat({ members: [school.id.coordinator, pat.id, guest.id] });
    await amina().type('help', id);
    await school.settled();
    const action = { verb: 'requests', step: 'run' } as const;
    const emails = ['amina.rahman@riverside.example'];
    await school.adapter.chat.post(
      { workspace: workspace(), channel: id },
      { title: 'Live', live: { action, emails } },
    );
    expect(await tied()).toBe(0);
    const { refresh } = amina().last(id).card as unknown as { refresh: { userIds: string[] } };
    expect(refresh.userIds).toHaveLength(1);
    expect(refresh.userIds).not.toContain(guest.userId);
  });

  test('names guests by nothing', async () => {
    const guest = school.teams.addPerson({ name: 'Gus', email: 'gus@elsewhere.example', guest: true });
    const { id } = school.teams.addGroupChat({ members: [school.id.coordinator, guest.id] });
    await amina().type('help', id);
    await school.settled();
    expect((await look(id))?.people.sort()).toEqual(['amina.rahman@riverside.example', undefined]);
  });
});
