import { and, eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import {
  auditEvents,
  centres,
  chatIdentities,
  mails,
  requestMessages,
  requests,
  workspaces,
} from '../../db/schema/index.ts';
import { showRequestCopies } from '../../src/jobs/tasks/show-request.ts';
import { tellAsker } from '../../src/jobs/tasks/tell-asker.ts';
import type { Json } from '../../src/lib/json.ts';
import { changeSettings } from '../../src/service/centre/settings.ts';
import type { App } from '../../src/service/context.ts';
import { mailToSend } from '../../src/service/mail/mail-to-send.ts';
import { deletePerson } from '../../src/service/people/delete.ts';
import { reactivatePerson } from '../../src/service/people/reactivate.ts';
import { suspendPerson } from '../../src/service/people/suspend.ts';
import { askForAccess, askForReset } from '../../src/service/requests/ask.ts';
import { registerCopy } from '../../src/service/requests/copies.ts';
import { decide } from '../../src/service/requests/decide.ts';
import { setDeputy } from '../../src/service/requests/deputy.ts';
import { expireRequest, remindRequest } from '../../src/service/requests/remind-and-expire.ts';
import type { Card } from '../../src/ui/card.ts';
import { type Chat, ShutOut, Unreachable, Unsure } from '../../src/ui/chat.ts';
import { lookTtlMs } from '../../src/words/looks.ts';
import type { Platform } from '../../src/words/platforms.ts';
import { wordsOf } from '../bot/talk.ts';
import { testClock } from '../kit/clock.ts';
import { useDatabase } from '../kit/database.ts';
import { answerCard, requestCard } from '../kit/job-cards.ts';
import { aSchool, refusedWith, type School } from '../kit/school.ts';
import { vouchesForAll } from '../kit/ties.ts';

/** What becomes of a request's cards and of its answer, by the hand of each job and by a clock that is moved. */

type User = Awaited<ReturnType<School['person']>>;
type To = Parameters<Chat['post']>[0];

const database = useDatabase();
let app: App;
let clock: ReturnType<typeof testClock>;
let school: School;
let amina: User;
let ben: User;
let slack: string;
const logged: string[] = [];
const log = pino({}, { write: (line) => void logged.push(JSON.parse(line).msg) });

beforeEach(async () => {
  logged.length = 0;
  clock = testClock();
  app = database.app(clock);
  school = await aSchool(app);
  amina = await school.person({ role: 'coordinator', firstName: 'Amina', lastName: 'Rahman' });
  ben = await school.person();
  slack = await workspace('slack', 'C1');
});

/** Ids that nobody else has, since all tests share one database. */
let number = 0;

async function workspace(platform: Platform, approvalsChannel: string | null): Promise<string> {
  number += 1;
  const row = { centreId: school.centreId, platform, externalId: `W${number}`, approvalsChannel };
  return (await app.db.insert(workspaces).values(row).returning())[0]?.id ?? '';
}

async function knownIn(workspaceId: string, user: User, externalId: string): Promise<void> {
  await app.db.insert(chatIdentities).values({ workspaceId, externalId, centreId: school.centreId, userId: user.id });
}

/** A platform that keeps what it is sent, as people see it. */
function aChat(platform: Platform, fails: (to: To) => Error | undefined = () => undefined) {
  const seen = new Map<string, { to: To; card: Card; changed: number }>();
  const chat: Chat = {
    platform,
    look: vouchesForAll(app),
    async post(to, card) {
      const error = fails(to);
      if (error) throw error;
      const ref = { id: `M${seen.size}` };
      seen.set(ref.id, { to, card, changed: 0 });
      return ref;
    },
    async update(ref, card) {
      const message = seen.get((ref as { id: string }).id);
      if (!message) throw new Error('no such message');
      Object.assign(message, { card, changed: message.changed + 1 });
      return true;
    },
  };
  const all = () => [...seen.values()];
  return {
    chat,
    all,
    words: () => all().map((m) => wordsOf(m.card)),
    live: () => all().filter((m) => (m.card.buttons ?? []).some((b) => b.label === 'Approve')),
    where: () => all().map(({ to }) => ('channel' in to ? to.channel : to.person)),
  };
}

const show = (...chats: Chat[]) => showRequestCopies(app, chats, requestCard, log);
const tell = (...chats: Chat[]) => tellAsker(app, chats, answerCard);
const remind = ({ requestId }: { requestId: string }) => remindRequest(app, requestId);
const expire = ({ requestId }: { requestId: string }) => expireRequest(app, requestId);

async function asked(by = ben): Promise<{ requestId: string }> {
  const answer = await askForReset({ ...school.as(by), workspaceId: slack }, { reason: 'new phone' });
  if ('sent' in answer) throw new Error('sent');
  return { requestId: answer.request.id };
}
/** A request whose cards are there. */
async function shown() {
  const [one, job] = [aChat('slack'), await asked()];
  await show(one.chat)(job);
  return { one, job };
}
const decided = (job: { requestId: string }, decision: 'approve' | 'deny' = 'approve') =>
  decide(school.as(amina), { id: job.requestId, decision, ...(decision === 'deny' && { reason: 'not today' }) });
const rowOf = async ({ requestId }: { requestId: string }) =>
  (await app.db.select().from(requests).where(eq(requests.id, requestId)))[0];

/** The jobs of a request that wait, and for when. */
async function jobsOf({ requestId }: { requestId: string }) {
  const owner = connect(database.url, { max: 1 });
  const { rows } = await owner.db.execute<{ task: string; at: Date; key: string | null }>(sql`
    select t.identifier as task, j.run_at as at, j.key from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where j.payload ->> 'requestId' = ${requestId} order by 1`);
  await owner.close();
  return Object.fromEntries(rows.map(({ task, at }) => [task, new Date(at).toISOString()]));
}

async function jobsDone() {
  const owner = connect(database.url, { max: 1 });
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  await owner.close();
}

describe('the cards', () => {
  test('in someone’s own chat are posted and changed while their workspace vouches for them, and no longer', async () => {
    await app.db.update(workspaces).set({ approvalsChannel: null }).where(eq(workspaces.id, slack));
    const ravi = await school.person({ role: 'coordinator' });
    await knownIn(slack, amina, 'UA');
    await knownIn(slack, ravi, 'UR');
    const one = aChat('slack');
    const vouches = one.chat.look;
    const noMore = async () => ({ member: false, email: undefined });
    one.chat.look = (workspace, person) => (person === 'UR' ? noMore() : vouches(workspace, person));
    const job = await asked();
    await show(one.chat)(job);
    expect(one.where()).toEqual(['UA']);
    clock.advance(lookTtlMs);
    one.chat.look = noMore;
    await decided(job);
    await show(one.chat)(job);
    expect(one.all()).toMatchObject([{ changed: 0 }]);
    // Whoever is tied to the account next is not told in the chat of whoever was.
    one.chat.look = vouches;
    await knownIn(slack, amina, 'UA2');
    await show(one.chat)(job);
    expect(one.all()).toMatchObject([{ changed: 0 }]);
  });

  test('say whom they are live for, until they are decided; one more of those changes no card', async () => {
    const ravi = await school.person({ role: 'admin' });
    await school.person({ role: 'admin', status: 'suspended', suspendedFrom: 'active', suspendedAt: clock() });
    await school.person({}, ['forums'], 'forums');
    const { one, job } = await shown();
    const [message] = one.all();
    expect(message?.card.live?.emails).toEqual([amina.email, ravi.email]);
    await school.person({ role: 'coordinator' });
    await show(one.chat)(job);
    expect(message?.changed).toBe(0);
    await decided(job);
    await show(one.chat)(job);
    expect(message?.changed).toBe(1);
    expect(message?.card.live).toBeUndefined();
  });

  test('are live for sixty at most, coordinators before all others', async () => {
    for (let n = 0; n < 65; n += 1) await school.person({ role: 'admin', lastName: `A${n}` });
    const one = aChat('slack');
    await show(one.chat)(await asked());
    const { emails = [] } = one.all()[0]?.card.live ?? {};
    expect([emails.length, emails[0]]).toEqual([60, amina.email]);
  });

  test('where a channel takes nothing of ours, who would see it there is told elsewhere, and it is tried again', async () => {
    const teams = await workspace('teams', null);
    await knownIn(teams, amina, 'A1');
    const isShut = { yes: true };
    const one = aChat('slack', () => (isShut.yes ? new ShutOut('token_revoked') : undefined));
    const two = aChat('teams');
    const job = await asked();
    for (let i = 0; i < 2; i += 1) await expect(show(one.chat, two.chat)(job)).rejects.toThrow(ShutOut);
    expect(two.where()).toEqual(['A1']);
    isShut.yes = false;
    await show(one.chat, two.chat)(job);
    expect([one.where(), two.where()]).toEqual([['C1'], ['A1']]);
  });

  test('one in each approvals channel, of each platform, and all follow the decision', async () => {
    await workspace('teams', 'T1');
    const [one, two] = [aChat('slack'), aChat('teams')];
    const job = await asked();
    await show(one.chat, two.chat)(job);
    expect([one.where(), two.where()]).toEqual([['C1'], ['T1']]);
    expect(one.words()[0]).toContain('Ben Okafor (Teacher) asks for a reset: “new phone”');
    expect([one.live().length, two.live().length]).toEqual([1, 1]);

    await show(one.chat, two.chat)(job);
    expect(one.all().map((m) => m.changed)).toEqual([0]);

    await decided(job);
    await show(one.chat, two.chat)(job);
    for (const { words, live } of [one, two]) {
      expect(words()).toHaveLength(1);
      expect(words()[0]).toContain('Approved by Amina Rahman');
      expect(live()).toEqual([]);
    }
  });

  test('a place that fails holds up no other, and is tried again', async () => {
    await workspace('slack', 'C2');
    let down = true;
    const one = aChat('slack', (to) =>
      down && 'channel' in to && to.channel === 'C1' ? new Error('away') : undefined,
    );
    const job = await asked();
    await expect(show(one.chat)(job)).rejects.toThrow('away');
    expect(one.where()).toEqual(['C2']);
    down = false;
    await show(one.chat)(job);
    expect(one.where()).toEqual(['C2', 'C1']);
    // The row that was left from the first try was used.
    expect(await app.db.$count(requestMessages, eq(requestMessages.requestId, job.requestId))).toBe(2);
  });

  test('a channel that can’t be reached at all is let be; the coordinators are told instead', async () => {
    await knownIn(slack, amina, 'UA');
    const one = aChat('slack', (to) => ('channel' in to ? new Unreachable('archived') : undefined));
    const job = await asked();
    await show(one.chat)(job);
    expect(one.where()).toEqual(['UA']);
    expect(one.words()[0]).toContain('Staffroom can’t post in the approvals channel, so this came to you.');
    await show(one.chat)(job);
    await decided(job);
    await show(one.chat)(job);
    expect(one.words().map((w) => w.includes('Approved by Amina Rahman'))).toEqual([true]);
    expect(one.words()[0]).not.toContain('can’t post');
  });

  test('a channel that is gone is logged once until it takes a card again, and named to whoever is told instead', async () => {
    await knownIn(slack, amina, 'UA');
    let archived = true;
    const one = aChat('slack', (to) => (archived && 'channel' in to ? new Unreachable('is_archived') : undefined));
    one.chat.channel = async () => ({ name: '#old', problem: 'archived', shared: false, people: [], more: 0 });
    const show = showRequestCopies(app, [one.chat], requestCard, log);
    const another = async () => show(await asked(await school.person()));
    await another();
    await another();
    expect(one.words()[1]).toContain('#old is archived, so this came to you.');
    const lines = () => logged.filter((words) => words.startsWith('An approvals channel takes no cards'));
    expect(lines()).toHaveLength(1);
    archived = false;
    await another();
    archived = true;
    await another();
    expect(lines()).toHaveLength(2);
  });

  test('that a stand-in got it does not count for the channel: the coordinator who is there is told too', async () => {
    const [grace, joseph, chloe] = [
      await school.person({ role: 'coordinator', firstName: 'Grace' }),
      await school.person({ role: 'admin', firstName: 'Joseph' }),
      await school.person({ role: 'coordinator', firstName: 'Chloe' }),
    ];
    const teams = await workspace('teams', 'C9');
    for (const [id, user] of Object.entries({ UA: amina, UG: grace, UJ: joseph })) await knownIn(slack, user, id);
    await knownIn(teams, chloe, 'UC');
    const until = new Date(clock().getTime() + 5 * 24 * 3_600_000);
    await setDeputy(school.as(amina), { deputy: { id: joseph.id, until } });
    let away = true;
    const one = aChat('slack', (to) => {
      if ('channel' in to) return new Unreachable('archived');
      return away && to.person === 'UG' ? new Error('away') : undefined;
    });
    const other = aChat('teams');
    const job = await asked();
    await expect(show(one.chat, other.chat)(job)).rejects.toThrow('away');
    expect([one.where(), other.where()]).toEqual([['UJ'], ['C9']]);
    away = false;
    await show(one.chat, other.chat)(job);
    // Whoever sees the other channel is not told by themselves; nobody twice.
    expect([one.where(), other.where()]).toEqual([['UJ', 'UG'], ['C9']]);
    await show(one.chat, other.chat)(job);
    expect(one.all()).toHaveLength(2);
  });

  describe('that no chat brings to anyone', () => {
    const mailsOf = async ({ requestId }: { requestId: string }) =>
      (await app.db.select().from(mails).where(eq(mails.requestId, requestId))).map(({ id, kind, userId }) => ({
        id,
        kind,
        userId,
      }));
    const byMail = 'A request reaches nobody in chat who decides it: it goes by mail.';

    test('is mailed once to those who are told of requests, and that is logged; the answer to it goes by mail too', async () => {
      const grace = await school.person({ role: 'coordinator', firstName: 'Grace' });
      await knownIn(slack, grace, 'UG');
      const one = aChat('slack', () => new Unreachable('archived'));
      const job = await asked();
      await show(one.chat)(job);
      await show(one.chat)(job);
      const mailed = await mailsOf(job);
      expect(mailed.map(({ kind }) => kind)).toEqual(['request-waits', 'request-waits']);
      expect(mailed.map(({ userId }) => userId).sort()).toEqual([amina.id, grace.id].sort());
      expect(logged.filter((words) => words === byMail)).toHaveLength(1);
      const [first, second] = mailed.map(({ id }) => id);
      expect(await mailToSend(app, first ?? '')).toMatchObject({
        request: { asker: { id: ben.id }, reason: 'new phone' },
      });
      await decided(job, 'deny');
      // Nobody waits for it any more.
      expect(await mailToSend(app, second ?? '')).toBeNull();
      await tell(one.chat)(job);
      expect((await mailsOf(job)).map(({ kind }) => kind)).toContain('request-denied');
    });

    test('is mailed where nobody who decides is known in chat; what one of them got is not', async () => {
      await changeSettings({ ...school.as(amina), workspaceId: slack }, { approvalsChannel: null });
      const one = aChat('slack');
      const job = await asked();
      await show(one.chat)(job);
      expect((await mailsOf(job)).map(({ userId }) => userId)).toEqual([amina.id]);
      await knownIn(slack, amina, 'UA');
      const other = await asked(await school.person());
      await show(one.chat)(other);
      expect([one.where(), await mailsOf(other)]).toEqual([['UA'], []]);
    });

    test('is logged as such where there is nobody to mail it to either', async () => {
      const one = aChat('slack', () => new Unreachable('archived'));
      const job = await asked(amina);
      await show(one.chat)(job);
      expect(await mailsOf(job)).toEqual([]);
      expect(logged.at(-1)).toBe('A request reaches nobody: the school has no other coordinator to mail it to.');
    });

    test('waits for a chat that is away for a while, then it is mailed; anew when it is announced again', async () => {
      let away = true;
      const one = aChat('slack', () => (away ? new ShutOut('token_revoked') : undefined));
      const job = await asked();
      await expect(show(one.chat)(job)).rejects.toThrow(ShutOut);
      expect(await mailsOf(job)).toEqual([]);
      clock.advance(16 * 60_000);
      await expect(show(one.chat)(job)).rejects.toThrow(ShutOut);
      expect(await mailsOf(job)).toHaveLength(1);
      away = false;
      const later = await asked(await school.person());
      await show(one.chat)(later);
      away = true;
      clock.advance(24 * 3_600_000);
      await remind(later);
      await expect(show(one.chat)(later)).rejects.toThrow(ShutOut);
      expect(await mailsOf(later)).toEqual([]);
      clock.advance(16 * 60_000);
      await expect(show(one.chat)(later)).rejects.toThrow(ShutOut);
      expect(await mailsOf(later)).toHaveLength(1);
    });
  });

  test('of someone who is suspended meanwhile say so, and promise nothing, until they are back', async () => {
    const { one, job } = await shown();
    const isQueued = async () => Object.keys(await jobsOf(job)).includes('show-request');
    expect(one.words()[0]).toContain('Approving sends a link');
    await jobsDone();
    await suspendPerson(school.as(amina), { id: ben.id });
    expect(await isQueued()).toBe(true);
    await show(one.chat)(job);
    expect(one.words()[0]).not.toContain('link');
    expect(one.words()[0]).toContain('was suspended since. Reactivate the account first, or deny the request.');
    await jobsDone();
    await reactivatePerson(school.as(amina), { id: ben.id });
    expect(await isQueued()).toBe(true);
    await show(one.chat)(job);
    expect(one.words()[0]).toContain('Approving sends a link');
  });

  test('a request that is decided before its card was posted needs none', async () => {
    const one = aChat('slack');
    const job = await asked();
    await decided(job);
    await show(one.chat)(job);
    expect(one.all()).toEqual([]);
  });

  test('without a channel the coordinators are told in their own chats', async () => {
    await changeSettings({ ...school.as(amina), workspaceId: slack }, { approvalsChannel: null });
    await knownIn(slack, amina, 'UA');
    await knownIn(slack, ben, 'UB');
    const { one, job } = await shown();
    expect(one.where()).toEqual(['UA']);
    await decided(job, 'deny');
    await show(one.chat)(job);
    expect(one.words()[0]).toMatch(/Denied by Amina Rahman, .*: “not today”/);
  });

  test('a channel chosen later has the cards of all that waits', async () => {
    const { one, job } = await shown();
    await changeSettings({ ...school.as(amina), workspaceId: slack }, { approvalsChannel: 'C9' });
    expect(Object.keys(await jobsOf(job))).toContain('show-request');
    await show(one.chat)(job);
    expect(one.where()).toEqual(['C1', 'C9']);
  });

  test('a card that was posted just before a crash is known again by a press on it, and both follow', async () => {
    const one = aChat('slack');
    const job = await asked();
    // Posted, and then nothing was written down.
    const orphan = await one.chat.post({ workspace: 'W', channel: 'C1' }, { title: 'Password reset' });
    await show(one.chat)(job);
    expect(one.all()).toHaveLength(2);
    const copy = { ...job, workspaceId: slack, to: { channel: 'C1' }, ref: orphan };
    await decided(job);
    await registerCopy(app, copy);
    await registerCopy(app, copy);
    await show(one.chat)(job);
    for (const words of one.words()) expect(words).toContain('Approved by Amina Rahman');
    expect(one.all().map((m) => m.changed)).toEqual([1, 1]);
  });

  test('a card of which nobody knows whether it was posted is looked for before another is', async () => {
    const one = aChat('slack');
    const job = await asked();
    const marks: unknown[] = [];
    const chat: Chat = {
      ...one.chat,
      async post(to, card, progress) {
        marks.push(progress?.mark);
        await one.chat.post(to, { ...card, title: 'As it was' });
        throw new Error('whoever posted it died');
      },
      find: async (_to, _card, { mark }) => (marks.includes(mark) ? { ref: { id: 'M0' } } : 'absent'),
    };
    await expect(show(chat)(job)).rejects.toThrow('died');
    await show(chat)(job);
    expect(marks).toHaveLength(1);
    expect(one.words()[0]).not.toContain('As it was');
    await decided(job);
    await show(chat)(job);
    expect(one.words().map((words) => words.includes('Approved by Amina Rahman'))).toEqual([true]);
  });

  test.each(['the request is decided', 'another channel is chosen'])(
    'a card of which nobody knows whether it was posted follows, also where %s before it is found',
    async (meanwhile) => {
      const one = aChat('slack');
      const job = await asked();
      let lost: unknown;
      const chat: Chat = {
        ...one.chat,
        async post(to, card, progress) {
          const ref = await one.chat.post(to, card);
          if (lost !== undefined) return ref;
          lost = progress?.mark;
          throw new Error('the answer got lost');
        },
        find: async (_to, _card, { mark }) => (mark === lost ? { ref: { id: 'M0' } } : 'absent'),
      };
      await expect(show(chat)(job)).rejects.toThrow('lost');
      const byAmina = { ...school.as(amina), workspaceId: slack };
      if (meanwhile.startsWith('another')) await changeSettings(byAmina, { approvalsChannel: 'C9' });
      else await decided(job);
      for (let i = 0; i < 2; i += 1) await show(chat)(job);
      expect(one.where()).toEqual(meanwhile.startsWith('another') ? ['C1', 'C9'] : ['C1']);
      if (meanwhile.startsWith('another')) await decided(job);
      await show(chat)(job);
      for (const words of one.words()) expect(words).toContain('Approved by Amina Rahman');
      expect(one.live()).toEqual([]);
    },
  );

  test('where nobody can look, a card whose answer gets lost each time is posted twice at most, until it is announced again', async () => {
    const one = aChat('slack');
    const job = await asked();
    const chat: Chat = {
      ...one.chat,
      async post(to, card) {
        await one.chat.post(to, card);
        throw new Unsure('the answer got lost');
      },
    };
    const tries = async () => {
      for (let i = 0; i < 5; i += 1) await show(chat)(job).catch(() => {});
      return one.words().map((words) => words.includes('may have come before'));
    };
    expect(await tries()).toEqual([false, true]);
    expect(logged.filter((words) => words.startsWith('Nobody knows whether'))).toHaveLength(1);
    // That it may be there is not enough: it goes by mail too.
    expect(await app.db.$count(mails, eq(mails.requestId, job.requestId))).toBe(1);
    const press = { ...job, workspaceId: slack, to: { channel: 'C1' }, ref: { id: 'M0' } };
    await registerCopy(app, press);
    await decided(job);
    await show(chat)(job);
    expect(one.words()[0]).toContain('Approved by Amina Rahman');

    const later = await asked(await school.person());
    for (let i = 0; i < 5; i += 1) await show(chat)(later).catch(() => {});
    expect(one.all()).toHaveLength(4);
    clock.advance(24 * 3_600_000);
    await remind(later);
    for (let i = 0; i < 5; i += 1) await show(chat)(later).catch(() => {});
    expect(one.words().filter((words) => words.includes('Still waiting'))).toHaveLength(1);
  });

  test('a press that is quicker than the note of the card makes it no second one', async () => {
    const one = aChat('slack');
    const job = await asked();
    const chat: Chat = {
      ...one.chat,
      async post(to, card) {
        const ref = await one.chat.post(to, card);
        await registerCopy(app, { ...job, workspaceId: slack, to: { channel: 'C1' }, ref });
        return ref;
      },
    };
    await show(chat)(job);
    expect(await app.db.$count(requestMessages, eq(requestMessages.requestId, job.requestId))).toBe(1);
    await show(one.chat)(job);
    expect(one.all()).toHaveLength(1);
  });

  test('a press from another school registers nothing', async () => {
    const job = await asked();
    const other = await aSchool(app);
    const row = { centreId: other.centreId, platform: 'slack' as const, externalId: `other-${number}` };
    const [elsewhere] = await app.db.insert(workspaces).values(row).returning();
    await registerCopy(app, { ...job, workspaceId: elsewhere?.id ?? '', to: { channel: 'C1' }, ref: 'x' as Json });
    expect(await app.db.$count(requestMessages, eq(requestMessages.requestId, job.requestId))).toBe(0);
  });

  test('when the one who asked is deleted, their name goes from the cards', async () => {
    const { one, job } = await shown();
    await suspendPerson(school.as(amina), { id: ben.id });
    await deletePerson(school.as(amina), { id: ben.id });
    await show(one.chat)(job);
    expect(one.words()[0]).not.toContain('Ben');
    expect(one.words()[0]).not.toContain('new phone');
    expect(one.words()[0]).toMatch(/Closed .*, when the account was deleted\./);
    expect(one.live()).toEqual([]);
  });
});

describe('time', () => {
  const day = 24 * 3_600_000;

  test('after a day it is announced again, to the coordinators too; after three it expires, and Ben is told', async () => {
    await knownIn(slack, amina, 'UA');
    await knownIn(slack, ben, 'UB');
    const { one, job } = await shown();
    expect(await jobsOf(job)).toMatchObject({
      'remind-request': '2026-09-08T08:00:00.000Z',
      'expire-request': '2026-09-10T08:00:00.000Z',
    });
    // Too early: nothing but the same again.
    await remind(job);
    await expire(job);
    expect(await rowOf(job)).toMatchObject({ remindedAt: null, status: 'pending' });

    clock.advance(day);
    await remind(job);
    await remind(job);
    await show(one.chat)(job);
    expect(one.where()).toEqual(['C1', 'C1', 'UA']);
    for (const words of one.words()) expect(words).toContain('Still waiting: password reset');

    clock.advance(2 * day);
    expect(await refusedWith(decided(job))).toEqual({ '': 'request-expired' });
    await expire(job);
    await expire(job);
    await show(one.chat)(job);
    await tell(one.chat)(job);
    expect(one.live()).toEqual([]);
    for (const words of one.words().slice(0, 3)) expect(words).toContain('Nobody decided in time.');
    expect(one.where()[3]).toBe('UB');
    const events = await app.db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.targetId, ben.id), eq(auditEvents.action, 'request.expired')));
    expect(events).toMatchObject([{ actorId: null, outcome: 'done' }]);

    const again = await asked();
    expect(again.requestId).not.toBe(job.requestId);
  });

  test('asked again when its time is over but no job came to say so, it is a new one', async () => {
    const first = await asked();
    clock.advance(3 * day);
    const second = await asked();
    expect(second.requestId).not.toBe(first.requestId);
    expect(await rowOf(first)).toMatchObject({ status: 'expired', decidedBy: null });
  });

  test('what is decided is neither announced again nor expired', async () => {
    const { one, job } = await shown();
    await decided(job, 'deny');
    clock.advance(4 * day);
    await remind(job);
    await expire(job);
    await show(one.chat)(job);
    expect(one.all()).toHaveLength(1);
    expect(await rowOf(job)).toMatchObject({ status: 'denied', remindedAt: null });
  });

  test.each([
    ['Asia/Kolkata', '2026-09-11T19:00:00Z', '2026-09-13T19:00:00.000Z'],
    ['America/New_York', '2026-03-07T14:00:00Z', '2026-03-09T13:00:00.000Z'],
    ['Pacific/Auckland', '2026-09-25T20:00:00Z', '2026-09-27T19:00:00.000Z'],
  ])(
    'in %s nothing is announced and nothing ends at the weekend, also when the program was down',
    async (timeZone, saturday, monday) => {
      await app.db.update(centres).set({ timeZone }).where(eq(centres.id, school.centreId));
      const daysBefore = async (n: number) => {
        clock.set(new Date(new Date(saturday).getTime() - n * day));
        return asked(await school.person());
      };
      // Its time was over on Friday; the other was to be announced again then.
      const [job, later] = [await daysBefore(4), await daysBefore(1.9)];
      clock.set(new Date(saturday));
      await expire(job);
      expect(await rowOf(job)).toMatchObject({ status: 'pending', expiresAt: new Date(monday) });
      expect(await jobsOf(job)).toMatchObject({ 'expire-request': monday });
      await remind(later);
      expect(await rowOf(later)).toMatchObject({ remindedAt: null });
      expect(await jobsOf(later)).toMatchObject({ 'remind-request': monday });
      clock.set(new Date(monday));
      await expire(job);
      await remind(later);
      expect(await rowOf(job)).toMatchObject({ status: 'expired' });
      expect(await rowOf(later)).toMatchObject({ status: 'pending', remindedAt: new Date(monday) });
    },
  );

  test('a decision and an expiry at the same moment are one of the two', async () => {
    for (let i = 0; i < 20; i += 1) {
      const by = await school.person();
      const job = await asked(by);
      const over = { ...app, clock: () => new Date(clock().getTime() + 3 * day) };
      const [answer] = await Promise.all([refusedWith(decided(job)), expireRequest(over, job.requestId)]);
      const status = (await rowOf(job))?.status;
      expect([answer, status]).toEqual(
        answer === 'done' ? ['done', 'approved'] : [{ '': 'request-expired' }, 'expired'],
      );
      expect(await app.db.$count(mails, eq(mails.userId, by.id))).toBe(answer === 'done' ? 1 : 0);
    }
  });
});

describe('a deputy', () => {
  test('is told at once and again, in the coordinator’s stead, of what they could decide, until that one is back', async () => {
    const joseph = await school.person({ role: 'admin', firstName: 'Joseph' });
    await knownIn(slack, amina, 'UA');
    await knownIn(slack, joseph, 'UJ');
    const until = new Date(clock().getTime() + 5 * 24 * 3_600_000);
    await setDeputy(school.as(amina), { deputy: { id: joseph.id, until } });
    const { one, job } = await shown();
    expect(one.where()).toEqual(['C1', 'UJ']);
    clock.advance(24 * 3_600_000);
    await remind(job);
    await show(one.chat)(job);
    expect(one.where()).toEqual(['C1', 'UJ', 'C1', 'UJ']);

    // An admin's own, or another admin's, is not theirs to decide: the coordinator is told when it is announced again.
    const own = await asked(joseph);
    const two = aChat('slack');
    await show(two.chat)(own);
    clock.advance(24 * 3_600_000);
    await remind(own);
    await show(two.chat)(own);
    expect(two.where()).toEqual(['C1', 'C1', 'UA']);

    clock.set(until);
    const three = aChat('slack');
    await show(three.chat)(await asked(await school.person()));
    expect(three.where()).toEqual(['C1']);
  });

  test('who was suspended since is not told', async () => {
    const joseph = await school.person({ role: 'admin' });
    await knownIn(slack, joseph, 'UJ');
    const until = new Date(clock().getTime() + 5 * 24 * 3_600_000);
    await setDeputy(school.as(amina), { deputy: { id: joseph.id, until } });
    await suspendPerson(school.as(amina), { id: joseph.id });
    const one = aChat('slack');
    await show(one.chat)(await asked());
    expect(one.where()).toEqual(['C1']);
  });
});

describe('the answer', () => {
  const mailsToBen = async () => (await app.db.select().from(mails).where(eq(mails.userId, ben.id))).map((m) => m.kind);

  test('comes once, in the chat where it was asked', async () => {
    const other = await workspace('slack', null);
    await knownIn(other, ben, 'UB2');
    await knownIn(slack, ben, 'UB');
    const one = aChat('slack');
    const job = await asked();
    await tell(one.chat)(job); // not decided yet: nothing to tell
    await decided(job, 'deny');
    await tell(one.chat)(job);
    await tell(one.chat)(job);
    expect(one.where()).toEqual(['UB']);
    expect(one.words()[0]).toContain('Amina Rahman denied your request: “not today”');
    expect(await mailsToBen()).toEqual([]);
  });

  test('goes to another chat where the first can’t reach them', async () => {
    const other = await workspace('slack', null);
    await knownIn(slack, ben, 'UB');
    await knownIn(other, ben, 'UB2');
    const one = aChat('slack', (to) => ('person' in to && to.person === 'UB' ? new Unreachable('gone') : undefined));
    const job = await asked();
    await decided(job, 'deny');
    await tell(one.chat)(job);
    expect(one.where()).toEqual(['UB2']);
  });

  test('goes by mail, once, where no chat reaches them', async () => {
    const one = aChat('slack', () => new Unreachable('gone'));
    const job = await asked();
    await decided(job, 'deny');
    await tell(one.chat)(job);
    await tell(one.chat)(job);
    expect(await mailsToBen()).toEqual(['request-denied']);

    await knownIn(slack, ben, 'UB');
    const { request } = await askForAccess(school.as(ben), { site: 'forums' });
    await decide(school.as(amina), { id: request.id, decision: 'approve' });
    await tell(one.chat)({ requestId: request.id });
    expect(await mailsToBen()).toEqual(['request-denied', 'access-given']);
  });

  test('goes by mail where the workspace vouches for them no more; where that can’t be told now, later', async () => {
    await knownIn(slack, ben, 'UB');
    const one = aChat('slack');
    const job = await asked();
    await decided(job, 'deny');
    one.chat.look = () => Promise.reject(new Error('503'));
    await expect(tell(one.chat)(job)).rejects.toThrow('503');
    expect([one.all(), await mailsToBen()]).toEqual([[], []]);
    one.chat.look = async () => ({ member: true, email: 'someone@else.example' });
    await tell(one.chat)(job);
    expect([one.all(), await mailsToBen()]).toEqual([[], ['request-denied']]);
    expect(await app.db.select().from(chatIdentities).where(eq(chatIdentities.userId, ben.id))).toEqual([]);
  });

  test('an approved reset needs no second mail: the link itself is one', async () => {
    const job = await asked();
    await decided(job);
    await tell()(job);
    expect(await mailsToBen()).toEqual(['reset']);
  });

  test('a chat that is away is tried again for a while, then it goes by mail', async () => {
    await knownIn(slack, ben, 'UB');
    const one = aChat('slack', () => new Error('503'));
    const job = await asked();
    await decided(job, 'deny');
    await expect(tell(one.chat)(job)).rejects.toThrow('503');
    expect(await mailsToBen()).toEqual([]);
    clock.advance(16 * 60_000);
    await tell(one.chat)(job);
    expect(await mailsToBen()).toEqual(['request-denied']);
  });
});
