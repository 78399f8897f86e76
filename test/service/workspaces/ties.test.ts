import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { compose } from '../../../adapters/mail/compose.ts';
import { auditEvents, chatIdentities, chatMessages, mails, users, workspaces } from '../../../db/schema/index.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { changeEmail } from '../../../src/service/passwords/change-email.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { type ChatPerson, type Identified, identify, type Unknown } from '../../../src/service/workspaces/identify.ts';
import { askToMove, confirmChat } from '../../../src/service/workspaces/move-tie.ts';
import { doubtTies, isConfirmed, noteSeen } from '../../../src/service/workspaces/ties.ts';
import { lookTtlMs } from '../../../src/words/looks.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';

const clock = testClock();
const database = useDatabase();
const app = database.app(clock);

let school: School;
let ben: { id: string; email: string };
let team: { platform: 'slack'; workspace: string };
let workspaceId: string;

beforeEach(async () => {
  school = await aSchool(app);
  const { id, email } = await school.person({ firstName: 'Ben', lastName: 'Okafor' });
  ben = { id, email: email ?? '' };
  team = { platform: 'slack', workspace: `T${randomUUID()}` };
  const row = { centreId: school.centreId, platform: team.platform, externalId: team.workspace, name: 'Riverside' };
  workspaceId = (await app.db.insert(workspaces).values(row).returning())[0]?.id ?? '';
});

/** Someone in the workspace, with Ben's e-mail where nothing else is said. */
const come = (person: string, values: Partial<ChatPerson> = {}) =>
  identify(
    app,
    { ...team, person, name: `${person} of Slack`, member: true, email: ben.email, ...values },
    randomUUID(),
  );

const who = (known: Identified | Unknown) => ('because' in known ? known.because : known.actor.id);

const ties = () => app.db.select().from(chatIdentities).where(eq(chatIdentities.workspaceId, workspaceId));
const tiedTo = async (person: string) => (await ties()).find((tie) => tie.externalId === person)?.userId;

const written = async () =>
  (
    await app.db.select().from(auditEvents).where(eq(auditEvents.centreId, school.centreId)).orderBy(auditEvents.id)
  ).flatMap(({ action, details }) =>
    action.startsWith('tie.') ? [[action, details.because].filter(Boolean).join(' ')] : [],
  );

const mailed = async (kind: 'chat-tied' | 'confirm-chat') => {
  const rows = await app.db
    .select({ id: mails.id })
    .from(mails)
    .where(and(eq(mails.userId, ben.id), eq(mails.kind, kind)))
    .orderBy(mails.createdAt);
  return Promise.all(rows.map(({ id }) => mailToSend(app, id)));
};

const isStill = (person: string) => isConfirmed(app, { workspaceId, externalId: person, userId: ben.id });
const see = (person: string, email: string | undefined = ben.email, member = true) =>
  noteSeen(app, team, [{ person, email, member }]);

describe('a first tie', () => {
  test('ASVS 6.3.7: is written down, and the account is told by mail who it is, where and since when', async () => {
    expect(who(await come('U1'))).toBe(ben.id);
    expect(await written()).toEqual(['tie.made']);
    const [mail, ...more] = await mailed('chat-tied');
    expect(more).toEqual([]);
    expect(mail?.to).toBe(ben.email);
    if (!mail) throw new Error('no mail');
    const { text, html } = compose(mail, 'no-reply@school.example');
    for (const words of [
      `“U1 of Slack” in the Slack workspace “Riverside” (${team.workspace})`,
      '7 Sep 2026',
      'If it is not you',
    ])
      expect(text).toContain(words);
    expect(html).not.toMatch(/undefined|null|\[object/);
  });

  test('says no more of a name than a line', async () => {
    await come('U1', { name: `Ben\n\0\u202e${'x'.repeat(900)}` });
    const [mail] = await mailed('chat-tied');
    expect(mail?.chat?.name).toMatch(/^Ben x+…$/);
    expect([...(mail?.chat?.name ?? '')].length).toBeLessThanOrEqual(80);
  });

  test('twice at once is one tie, one event and one mail, and so it stays', async () => {
    const known = await Promise.all([1, 2, 3, 4].map(() => come('U1')));
    expect(known.map(who)).toEqual(Array(4).fill(ben.id));
    await come('U1');
    expect(await ties()).toHaveLength(1);
    expect(await written()).toEqual(['tie.made']);
    expect(await mailed('chat-tied')).toHaveLength(1);
  });

  test('is made by nobody else’s look, nor for whoever is not active', async () => {
    await see('U1');
    await suspendPerson(school.as(await school.person({ role: 'coordinator' })), { id: ben.id });
    expect(who(await come('U1'))).toBe('suspended');
    expect(await ties()).toEqual([]);
  });

  test('ASVS 6.8.1: is of one id in one workspace of one platform', async () => {
    await come('U1');
    const elsewhere: Partial<ChatPerson>[] = [{ platform: 'teams' }, { workspace: 'T-other' }];
    for (const place of elsewhere) expect(who(await come('U1', place))).toBe('workspace-unbound');
    await noteSeen(app, { ...team, platform: 'teams' }, [{ person: 'U1', email: undefined, member: false }]);
    await doubtTies(app, 'teams', 'U1');
    expect(await tiedTo('U1')).toBe(ben.id);
  });
});

test('what the school’s directory calls someone is as good as their e-mail, where it is one person’s', async () => {
  await app.db
    .update(users)
    .set({ userName: `Ben@${school.centreId}.example` })
    .where(eq(users.id, ben.id));
  const email = `ben@${school.centreId}.example`;
  expect(who(await come('U1', { email }))).toBe(ben.id);
  await see('U1', email);
  expect(await isStill('U1')).toBe(true);
  // Another school's directory may call someone the same.
  const elsewhere = await aSchool(app);
  await elsewhere.person({ userName: email });
  expect(who(await come('U1', { email }))).toBe(ben.id);
  await school.person({ email });
  expect(who(await come('U1', { email }))).toBe('no-account');
  expect(await ties()).toEqual([]);
});

describe('a tie ends', () => {
  const looks: [string, { email?: string | undefined; member?: boolean }][] = [
    ['another e-mail', { email: 'someone@else.example' }],
    ['no e-mail', { email: undefined }],
    ['an e-mail that looks like it', { email: '\u212aate@riverside.example' }],
    ['someone who is no member any more', { member: false }],
  ];
  test.each(looks)('when the workspace vouches for %s, by any look', async (_, seen) => {
    for (const look of [
      () => noteSeen(app, team, [{ person: 'U1', email: ben.email, member: true, ...seen }]),
      () => come('U1', seen),
    ]) {
      await come('U1');
      await look();
      expect(await ties()).toEqual([]);
    }
    expect(await written()).toEqual(['tie.made', 'tie.ended look', 'tie.made', 'tie.ended look']);
  });

  test('and goes to the account whose e-mail it is now', async () => {
    const clara = await school.person();
    await come('U1');
    expect(who(await come('U1', { email: clara.email ?? '' }))).toBe(clara.id);
    expect(await ties()).toMatchObject([{ externalId: 'U1', userId: clara.id }]);
  });

  test('what was sent to that person is let be: the next one is told anew', async () => {
    await come('U1');
    const common = { centreId: school.centreId, workspaceId, userId: ben.id, createdAt: clock() };
    await app.db.insert(chatMessages).values({ ...common, about: 'transfer:1', ref: 'in the chat of U1' });
    await see('U1', ben.email, false);
    expect(await app.db.select().from(chatMessages).where(eq(chatMessages.userId, ben.id))).toEqual([]);
  });

  test('many are looked at in one go, and only theirs ends whose e-mail is another', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, () => school.person()));
    for (const [n, { email }] of others.entries()) await come(`U${n}`, { email: email ?? '' });
    const seen = others.map(({ email }, n) => ({ person: `U${n}`, member: n !== 3, email: email?.toUpperCase() }));
    await noteSeen(app, team, [...seen, { person: 'nobody', member: true, email: ben.email }]);
    expect((await ties()).map((tie) => tie.externalId).sort()).toEqual(['U0', 'U1', 'U2', 'U4']);
  });
});

describe('a tie is confirmed', () => {
  test('by a look, for as long as looks are trusted', async () => {
    await come('U1');
    // The look that it rests on may be some minutes old.
    expect(await isStill('U1')).toBe(false);
    await see('U1');
    clock.advance(lookTtlMs - 1);
    expect(await isStill('U1')).toBe(true);
    clock.advance(1);
    expect(await isStill('U1')).toBe(false);
  });

  test('not once the platform told of a change, nor once the account’s e-mail is another', async () => {
    await come('U1');
    await see('U1');
    await doubtTies(app, 'slack', 'U1');
    expect(await isStill('U1')).toBe(false);
    await see('U1');
    const user = { id: ben.id, centreId: school.centreId, status: 'active' as const };
    await inTransaction(app, (app) => changeEmail(app, user, `new.${ben.email}`, randomUUID()));
    expect(await isStill('U1')).toBe(false);
    await see('U1');
    expect(await ties()).toEqual([]);
  });
});

describe('a second person with the same e-mail in one workspace', () => {
  /** Someone who was refused, and how they ask. */
  async function second(person = 'U2') {
    const known = await come(person);
    if (!('because' in known) || !known.wanted) throw new Error('not refused');
    const { wanted } = known;
    return { known, ask: () => askToMove(app, { ...wanted, correlationId: randomUUID() }) };
  }
  const tokens = async () => (await mailed('confirm-chat')).map((mail) => mail?.link?.url.split('/').at(-1) ?? '');
  const press = (token: string) => confirmChat(app, { token, correlationId: randomUUID() });

  test('is refused, and nothing changes by asking', async () => {
    await come('U1');
    const { known, ask } = await second();
    expect(who(known)).toBe('taken');
    await ask();
    expect(await ties()).toMatchObject([{ externalId: 'U1', userId: ben.id }]);
    const [mail] = await mailed('confirm-chat');
    if (!mail) throw new Error('no mail');
    const { text } = compose(mail, 'no-reply@school.example');
    for (const words of ['“U2 of Slack” in the Slack workspace', 'you need do nothing', '/chat/confirm/'])
      expect(text).toContain(words);
    expect(await written()).toEqual(['tie.made', 'tie.asked']);
  });

  test('has the account once its own mailbox confirms, and the first is refused from then on', async () => {
    await come('U1');
    const { ask } = await second();
    await ask();
    const [token = ''] = await tokens();
    const results = await Promise.all([1, 2, 3].map(() => refusedWith(press(token))));
    expect(results.filter((r) => r === 'done')).toHaveLength(1);
    expect(await ties()).toMatchObject([{ externalId: 'U2', userId: ben.id }]);
    expect(who(await come('U2'))).toBe(ben.id);
    expect(who(await come('U1'))).toBe('taken');
    expect(await written()).toEqual(['tie.made', 'tie.asked', 'tie.ended moved', 'tie.made']);
  });

  test('two of them at the very first: one has it, the other is refused', async () => {
    const known = await Promise.all([come('U1'), come('U2')]);
    expect(known.map(who).sort()).toEqual([ben.id, 'taken'].sort());
    expect(await ties()).toHaveLength(1);
  });

  test('asking again soon sends nothing more; later the newer mail counts; neither voids what another asked for', async () => {
    await come('U1');
    const [one, other] = [await second('U2'), await second('U3')];
    await Promise.all([one.ask(), one.ask()]);
    await other.ask();
    expect(await tokens()).toHaveLength(2);
    clock.advance(10 * 60_000 + 1);
    await one.ask();
    const asked = and(eq(mails.kind, 'confirm-chat'), eq(mails.userId, ben.id));
    const [older, , newer] = await app.db.select().from(mails).where(asked).orderBy(mails.createdAt, mails.chatName);
    expect(await mailToSend(app, older?.id ?? '')).toBeNull();
    expect(await mailToSend(app, newer?.id ?? '')).not.toBeNull();
  });

  test('ASVS 2.4.1: is asked for a few times an hour by one, and ten times a day for one account', async () => {
    await come('U1');
    const { ask } = await second();
    for (let n = 0; n < 5; n++) expect(await refusedWith(ask())).toBe('done');
    expect(await refusedWith(ask())).toEqual({ '': 'too-many-tries' });
    for (let n = 0; n < 5; n++) expect(await refusedWith((await second(`V${n}`)).ask())).toBe('done');
    expect(await refusedWith((await second('V9')).ask())).toEqual({ '': 'too-many-tries' });
  });

  test('the link is void once the account is suspended, or has another e-mail', async () => {
    await come('U1');
    const { ask } = await second();
    await ask();
    const [token = ''] = await tokens();
    const user = { id: ben.id, centreId: school.centreId, status: 'active' as const };
    await inTransaction(app, (app) => changeEmail(app, user, `new.${ben.email}`, randomUUID()));
    expect(await refusedWith(press(token))).toEqual({ '': 'link-expired' });
  });
});

test('the database holds one tie for each user of a workspace', async () => {
  await come('U1');
  const common = { centreId: school.centreId, workspaceId };
  await expect(
    app.db.insert(chatIdentities).values({ ...common, externalId: 'U2', userId: ben.id }),
  ).rejects.toMatchObject({
    cause: { constraint: 'chat_identities_one_a_user' },
  });
});
