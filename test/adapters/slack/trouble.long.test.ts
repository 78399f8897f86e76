import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { usualPace } from '../../../adapters/slack/context.ts';
import { auditEvents, chatIdentities, mails, users } from '../../../db/schema/index.ts';
import { startQueue } from '../../../src/jobs/queue.ts';
import { followMails } from '../../../src/jobs/tasks/mail-progress.ts';
import { queueJobs } from '../../../src/service/jobs.ts';
import { useDatabase } from '../../kit/database.ts';
import { listen } from '../../kit/listen.ts';
import { administer } from '../../kit/server.ts';
import { until } from '../../kit/until.ts';
import type { Delivery } from './fake/index.ts';
import { sign } from './fake/sign.ts';
import { slackInstance } from './instance.ts';
import { useSlack, wordsIn } from './school.ts';

/** Slack refuses, is slow, is asked too often, or sends what makes no sense. */

const database = useDatabase();
const school = useSlack(database, { fake: { strictAck: true } });

const amina = () => school.as('coordinator');
const direct = () => school.slack.direct(school.id.coordinator);
const { staff, approvals } = { staff: () => school.channel.staff, approvals: () => school.channel.approvals };
const state = async () => [
  await database.db.select({ id: users.id, status: users.status }).from(users).orderBy(users.id),
  await database.db.$count(auditEvents, eq(auditEvents.outcome, 'done')),
];

describe('a dialog that can’t be opened comes as a message with a button, and nothing typed is lost', () => {
  test.each([
    ['its trigger has expired', { error: 'expired_trigger_id' }],
    ['it was asked for too often', { retryAfter: 30 }],
    ['Slack is broken', { status: 500 }],
    ['Slack takes longer than a trigger lives', { delayMs: 2_500 }],
  ])(
    '%s',
    async (_, how) => {
      // A token of its own, for what was asked too often rests.
      const copy = await slackInstance(school.app, school.slack);
      const own = school.slack.calls.length;
      school.slack.fail('views.open', { ...how, times: 1 });
      school.slack.connectHttp(`${copy.url}/slack/events`);
      try {
        const before = amina().sees(staff()).length;
        await amina().command('/staff add Nora Lind amina.rahman@riverside.example programmes:primary', staff());
        await copy.adapter.settled(20_000);
        const card = await until(() =>
          amina()
            .sees(staff())
            .slice(before)
            .find((m) => JSON.stringify(m.blocks).includes('Open the form')),
        );
        expect(wordsIn(card)).toContain('What you typed is kept');
        expect(school.slack.calls.slice(own).filter((c) => c.method === 'views.open').length).toBeLessThanOrEqual(1);
        if ('retryAfter' in how) return;
        await amina().press(card, 'Open the form');
        const form = await until(() => (amina().modal()?.title === 'Add people' ? amina().modal() : undefined));
        expect(JSON.stringify(form.values)).toContain('Lind');
        await copy.adapter.settled(20_000);
        expect(copy.bugs).toEqual([]);
      } finally {
        await copy.stop();
        restore();
      }
    },
    30_000,
  );

  let restore = () => {};
  beforeAll(async () => {
    // What is ready goes with the acknowledgement, and needs no other way.
    const copy = await slackInstance(school.app, school.slack, { pace: { ...usualPace, holdMs: 0 } });
    restore = () => school.slack.connectHttp(`${copy.url}/slack/events`);
    restore();
    others.push(copy);
  });
});

const others: Awaited<ReturnType<typeof slackInstance>>[] = [];
afterAll(async () => {
  for (const each of others) await each.stop();
});
const settled = async () => {
  for (const each of [school, ...others]) await each.adapter.settled(20_000);
  expect(others.flatMap((each) => each.bugs.splice(0))).toEqual([]);
};
const lastIn = (channel: string) => wordsIn(amina().sees(channel).at(-1));

describe('an answer finds another way', () => {
  const half = async () => school.slack.advance(31 * 60_000);
  const five = async ({ response_url: url }: Json) => {
    const body = JSON.stringify({ text: 'another answer' });
    for (let i = 0; i < 4; i += 1) expect((await fetch(String(url), { method: 'POST', body })).status).toBe(200);
  };
  test.each([
    ['half an hour', half],
    ['five answers', five],
  ])('after %s, as a message for one alone; where the bot is not in it, in their own chat', async (_, use) => {
    for (const [where, expected] of [
      [approvals(), approvals()],
      [staff(), direct()],
    ] as const) {
      const { payload } = await amina().command('/staff whoami', where);
      await settled();
      await use(payload);
      const count = amina().sees(expected).length;
      const late = { ...payload, trigger_id: randomUUID() };
      await amina().redeliver({ sent: true, kind: 'command', payload: late, status: 0, body: '', ms: 0 });
      await settled();
      const now = amina().sees(expected);
      expect(now.length).toBe(count + 1);
      expect(lastIn(expected)).toContain('amina.rahman@');
      expect(school.as('teacher').sees(approvals())).toEqual([]);
    }
  });

  test('after 429, once Slack’s time is over and not before', async () => {
    const calls = () => school.slack.calls.filter((c) => c.method === 'chat.postMessage');
    const before = calls().length;
    school.slack.fail('chat.postMessage', { retryAfter: 1, times: 1 });
    await Promise.all([amina().message('whoami'), amina().message('whoami'), amina().message('help')]);
    await settled();
    const made = calls().slice(before);
    const refused = made.find((c) => c.status === 429);
    if (!refused) throw new Error('nothing was refused');
    const good = made.filter((c) => c.status === 200);
    expect(good).toHaveLength(3);
    // What was on its way at that moment is no matter.
    const after = good.filter((c) => c.at > refused.at + 500);
    expect(after.length).toBeGreaterThan(0);
    for (const call of after) expect(call.at - refused.at).toBeGreaterThanOrEqual(990);
  });
});

test('messages of jobs survive 429 and 500, by the queue', async () => {
  await amina().message('whoami');
  await settled();
  const [identity] = await database.db
    .select()
    .from(chatIdentities)
    .where(eq(chatIdentities.externalId, school.id.coordinator));
  if (!identity) throw new Error('nobody');
  const { centreId, workspaceId, userId } = identity;
  const correlationId = randomUUID();
  const mail = { id: randomUUID(), kind: 'invitation', state: 'sent', createdAt: new Date(), correlationId } as const;
  await database.db.insert(mails).values({ ...mail, centreId, userId });
  const first = school.slack.calls.length;
  const statuses = () =>
    school.slack.calls
      .slice(first)
      .filter((c) => c.method === 'chat.postMessage')
      .map((c) => c.status);
  const seen = amina().sees(direct()).length;
  // Each start knows nothing of what Slack told the one before: the queue tries again.
  const begin = async () => {
    const copy = await slackInstance(school.app, school.slack);
    const queue = await startQueue({
      url: database.queueUrl,
      app: school.app,
      log: pino({ level: 'silent' }),
      tasks: { 'mail-progress': followMails(school.app, [copy.adapter.chat]) },
      rescueEveryMs: 200,
    });
    return async () => {
      await queue.stop(5_000);
      await copy.stop();
    };
  };
  school.slack.fail('chat.postMessage', { retryAfter: 60, times: 1 });
  const end = await begin();
  await database.db.transaction((tx) =>
    queueJobs(tx, [{ task: 'mail-progress', payload: { correlationId, workspaceId, userId } }]),
  );
  await until(() => statuses().includes(429));
  await end();
  school.slack.fail('chat.postMessage', { status: 500, times: 2 });
  const endAgain = await begin();
  // The time of the next try is now, not in some seconds.
  const due = async () =>
    administer(
      database.url,
      (sql) => sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`,
    );
  await until(async () => {
    await due();
    return amina().sees(direct()).length > seen;
  }, 50_000);
  await endAgain();
  expect(statuses()).toEqual([429, 500, 500, 200]);
  expect(lastIn(direct())).toContain('mail was sent');
}, 70_000);

describe('files', () => {
  test('one that can’t be handed over is said on the card', async () => {
    school.slack.fail('files.completeUploadExternal', { error: 'posting_to_channel_denied', times: 1 });
    await amina().command('/staff export', staff());
    await settled();
    expect(lastIn(staff())).toContain('could not be sent');
  });

  test('one that can’t be fetched is said, and the form is not lost', async () => {
    await amina().command('/staff add', staff());
    await until(() => amina().modal()?.title === 'Add people');
    amina().fill({ 'people.0.firstName': 'Nora', file: { name: 'new.csv', content: 'a,b\n' } });
    const submitted = await forged((payload) => {
      for (const file of filesOf(payload)) {
        file.url_private_download = `${school.slack.url}/files-pri/nothing`;
        file.url_private = file.url_private_download;
      }
    });
    await settled();
    // Either beside its field, with the form still open, or with a button that opens it again.
    const errors = JSON.stringify(submitted.body);
    const said = errors.includes('could not be fetched') ? errors : lastIn(staff());
    expect(said).toContain('new.csv could not be fetched');
    if (!errors.includes('could not be fetched')) {
      const card = amina().sees(staff()).at(-1);
      if (!card) throw new Error('no card');
      await amina().press(card, 'Open the form');
      await settled();
      expect(JSON.stringify(amina().modal()?.values)).toContain('Nora');
    }
  });

  test('the bot’s token goes to no other machine, whatever a payload says', async () => {
    const heard: string[] = [];
    const { url: evil, close } = await listen((req, res) => {
      heard.push(`${req.url} ${req.headers.authorization}`);
      res.end('first name,last name,e-mail,sites\n');
    });
    await amina().command('/staff add', staff());
    await until(() => amina().modal()?.title === 'Add people');
    amina().fill({ file: { name: 'new.csv', content: 'a,b\n' } });
    await forged((payload) => {
      for (const file of filesOf(payload)) {
        file.url_private_download = `${evil}/file`;
        file.url_private = `${evil}/file`;
      }
    });
    await settled();
    // Nor does an answer.
    await amina().command('/staff suspend', staff());
    await until(() => amina().modal()?.title === 'Suspend an account');
    const [found] = await amina().suggest('people', 'ben.okafor');
    amina().fill({ people: found?.value ?? '' });
    await forged((payload) => {
      const view = payload.view as { private_metadata: string };
      view.private_metadata = view.private_metadata.replace(
        /http:\/\/127\.0\.0\.1:\d+\/commands[^"]*/,
        `${evil}/answer`,
      );
      expect(view.private_metadata).toContain(evil);
    });
    await settled();
    await close();
    expect(heard).toEqual([]);
    // It came all the same.
    expect(wordsIn(amina().sees(direct()).at(-1)) + lastIn(staff())).toContain('Ben Okafor');
  });

  test('a slow upload keeps no dialog waiting for its answer', async () => {
    await amina().openHome();
    const home = await until(() => amina().home());
    await amina().press(home, 'Add people');
    await until(() => amina().modal()?.title === 'Add people');
    amina().fill({
      file: {
        name: 'new.csv',
        content: 'first name,last name,e-mail,sites\nZoë,Meyer,zoe@,hub\nA,B,a.b@riverside.example,hub\n',
      },
    });
    school.slack.fail('files.getUploadURLExternal', { delayMs: 1_500, times: 1 });
    await amina().submit();
    await settled();
    const shown = wordsIn(amina().modal()) + lastIn(direct());
    expect(shown).toContain('1 can be added');
    expect(shown).toContain('new-refused.csv');
  }, 20_000);
});

type Json = Record<string, unknown>;
type SentFile = { url_private_download: string; url_private: string };

/** Sends the form that is open, with another payload than Slack would send. */
async function forged(change: (payload: Json) => void): Promise<Delivery> {
  const { payload } = await amina().forge(await until(() => amina().modal()), {
    type: 'checkboxes',
    action_id: 'x',
    block_id: 'x',
    selected_options: [],
  });
  const sent = structuredClone({
    ...payload,
    type: 'view_submission',
    actions: undefined,
    trigger_id: randomUUID(),
  }) as Json;
  change(sent);
  return amina().redeliver({ sent: true, kind: 'interactive', payload: sent, status: 0, body: undefined, ms: 0 });
}

function filesOf(payload: Json): SentFile[] {
  const { values } = (payload.view as { state: { values: Record<string, Record<string, { files?: SentFile[] }>> } })
    .state;
  const found = Object.values(values).flatMap((block) => Object.values(block).flatMap((each) => each.files ?? []));
  expect(found.length).toBeGreaterThan(0);
  return found;
}

describe('what comes from outside', () => {
  const url = () => `${others[0]?.url}/slack/events`;
  const post = (body: string, headers: Record<string, string>) =>
    fetch(url(), { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

  test('ASVS 6.8.2: without a good signature has no effect', async () => {
    const command = await amina().command('/staff whoami', staff());
    await settled();
    const before = school.slack.calls.length;
    const body = new URLSearchParams({ ...(command.payload as Record<string, string>), trigger_id: 'x' }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const good = sign(school.slack.signingSecret, body);
    const old = { ...good, 'x-slack-request-timestamp': String(Math.floor(Date.now() / 1_000) - 600) };
    // In an hour it would still be good.
    const future = sign(school.slack.signingSecret, body, Date.now() + 3_600_000);
    const forged = { ...good, 'x-slack-signature': 'v0=00' };
    for (const headers of [{}, sign('0123456789abcdef', body), old, future, forged]) {
      expect((await post(body, { ...form, ...headers })).status).toBe(401);
    }
    await settled();
    expect(school.slack.calls.length).toBe(before);
    school.bugs.splice(0);
  });

  test('and makes no sense, breaks nothing', async () => {
    const before = await state();
    const bodies: unknown[] = [
      null,
      [],
      'text',
      {},
      { type: 'event_callback' },
      { type: 'event_callback', event: {} },
      { type: 'event_callback', event: { type: 'message' } },
      {
        type: 'event_callback',
        team_id: 'T0',
        event_id: 'E',
        event: { type: 'message', channel_type: 'im', user: 7, text: {} },
      },
      { type: 'event_callback', team_id: 'T0', event: { type: 'user_change' } },
      { type: 'event_callback', team_id: 'T0', event: { type: 'user_change', user: 'U1' } },
      { type: 'event_callback', team_id: 'T0', event: { type: 'app_home_opened', tab: 'home' } },
      { type: 'block_actions' },
      { type: 'block_actions', actions: [] },
      { type: 'block_actions', actions: [{ action_id: 'b0' }], user: null, team: null },
      { type: 'view_submission', view: {} },
      { type: 'view_submission', view: { callback_id: 'form', private_metadata: '{"o":{},"a":{"v":"add","s":"s"}}' } },
      { type: 'shortcut', callback_id: 'staff-' },
      { type: 'what is this' },
    ];
    const statuses = await Promise.all(
      bodies.map(async (body) => {
        const json = JSON.stringify(body);
        return (await post(json, sign(school.slack.signingSecret, json))).status;
      }),
    );
    statuses.push((await post('{"type":', sign(school.slack.signingSecret, '{"type":'))).status);
    await Promise.all(others.map((each) => each.adapter.settled(20_000)));
    expect(statuses.filter((status) => status === 0)).toEqual([]);
    expect(await state()).toEqual(before);
    // Slack has refused to say who nobody is.
    school.slack.violations.splice(0);
    for (const each of others) each.bugs.splice(0);
    await amina().command('/staff whoami', staff());
    await settled();
    expect(lastIn(staff())).toContain('amina.rahman@');
  }, 30_000);

  test('a press on rubbish is answered', async () => {
    await amina().command('/staff whoami', staff());
    await settled();
    const card = amina().sees(staff()).at(-1);
    if (!card) throw new Error('no card');
    for (const value of [
      'x'.repeat(2_000),
      '{"v":"suspend","s":"c","i":{"person":{}}}',
      '\0<!channel>',
      '[]',
      '{"v":[],"s":"r"}',
    ]) {
      const count = amina().sees(staff()).length;
      await amina().forge(card, { type: 'button', action_id: 'b0', block_id: 'x', value });
      await settled();
      expect(amina().sees(staff()).length + (amina().modal() ? 1 : 0)).toBeGreaterThan(count);
      amina().closeModal({ all: true });
    }
  });

  test('two ticks in a hurry are no trouble', async () => {
    await amina().command('/staff add', staff());
    await until(() => amina().modal()?.title === 'Add people');
    const before = amina().sees(staff()).length;
    await Promise.all([
      amina().tick('people.0.programmes', ['primary']),
      amina().tick('people.0.programmes', ['primary', 'lower-secondary']),
    ]);
    await settled();
    expect(amina().sees(staff()).length).toBe(before);
  });
});
