import { randomUUID } from 'node:crypto';
import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { compose } from '../../../adapters/mail/compose.ts';
import {
  auditEvents,
  centres,
  chatIdentities,
  chatMessages,
  mails,
  requestMessages,
  requests,
  users,
  workspaces,
} from '../../../db/schema/index.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { readShown } from '../../../src/service/requests/card-copies.ts';
import { sentMessages } from '../../../src/service/workspaces/chat-messages.ts';
import { identify } from '../../../src/service/workspaces/identify.ts';
import { askForCode, joinCentre, mailCodes } from '../../../src/service/workspaces/join-centre.ts';
import { findReference, saveReference } from '../../../src/service/workspaces/references.ts';
import { noteOwn } from '../../../src/service/workspaces/workspace.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { buttonOf, cardOf, useTalk, wordsOf } from '../talk.ts';

/** The workspaces tied to a school: who sees them, and what ends with a tie. */

const clock = testClock();
const database = useDatabase();
const app = database.app(clock);
const talk = useTalk(app);
const amina = 'amina.rahman@riverside.example';

/** A Slack workspace of the sample school, in which Amina is known. */
let workspace: string;
let workspaceId: string;

const centreOfSample = async () => {
  const [centre] = await app.db.select().from(centres).where(eq(centres.number, 'IN123'));
  return centre?.id ?? '';
};
const known = (email: string) =>
  identify(app, { platform: 'slack', workspace, person: email, email, name: undefined, member: true }, randomUUID());
const rowOf = async (id: string) => (await app.db.select().from(workspaces).where(eq(workspaces.id, id)))[0];

/** What the coordinators are told by mail: whom, and the words. */
async function told(kind: string) {
  const queued = await app.db
    .select()
    .from(mails)
    .where(and(eq(mails.kind, kind), eq(mails.workspaceId, workspaceId)));
  const sent = await Promise.all(queued.map(({ id }) => mailToSend(app, id)));
  return sent.flatMap((mail) => (mail ? [{ to: mail.to, ...compose(mail, 'no-reply@school.example') }] : []));
}

async function codeOf(at: { platform: 'slack'; workspace: string }, number: string) {
  await askForCode(app, { ...at, centreNumber: number, name: 'Riverside', correlationId: randomUUID() });
  await mailCodes(app, { centreNumber: number });
  const queued = await app.db.select().from(mails).where(eq(mails.kind, 'workspace-code'));
  const sent = await Promise.all(queued.map(({ id }) => mailToSend(app, id)));
  return sent.flatMap((m) => m?.codes ?? []).find((c) => c.workspace === at.workspace)?.code ?? '';
}

/** Ties it, as someone of this e-mail does. */
async function tie(number: string, email: string | undefined, personName = 'Amina R.') {
  const at = { platform: 'slack', workspace } as const;
  const code = await codeOf(at, number);
  const who = { person: 'U1', personName, email, correlationId: randomUUID() };
  expect(await joinCentre(app, { ...at, ...who, code })).toHaveProperty('tied');
  const [row] = await app.db.select().from(workspaces).where(eq(workspaces.externalId, workspace));
  workspaceId = row?.id ?? '';
}

beforeEach(async () => {
  await app.db.delete(mails);
  clock.advance(3_600_000);
  // Of the tests before none is left.
  await app.db
    .update(workspaces)
    .set({ externalId: null, approvalsChannel: null, endedAt: clock(), endedId: sql`${workspaces.externalId}` })
    .where(and(eq(workspaces.platform, 'slack'), isNotNull(workspaces.externalId)));
  workspace = `T${randomUUID().slice(0, 8)}`;
});

const coordinators = async () => {
  const rows = await app.db
    .select({ email: users.email })
    .from(users)
    .where(and(eq(users.centreId, await centreOfSample()), eq(users.role, 'coordinator'), eq(users.status, 'active')));
  return rows.map((r) => r.email).sort();
};

describe('a new tie', () => {
  test('is told to every coordinator: who, and which workspace', async () => {
    await tie('IN123', amina.toUpperCase());
    const sent = await told('workspace-tied');
    expect(sent.map((m) => m.to).sort()).toEqual(await coordinators());
    expect(sent[0]?.subject).toBe('Slack was connected to Riverside International School');
    expect(sent[0]?.text).toContain(`a Slack workspace that calls itself “Riverside”; its id is ${workspace}`);
    expect(sent[0]?.text).toContain('by Amina Rahman.');
    expect(sent[0]?.text).toContain('Untie');
  });

  test('by someone without an account says what they are called there', async () => {
    await tie('IN123', 'stranger@elsewhere.example', 'Dr Evil');
    expect((await told('workspace-tied'))[0]?.text).toContain('by someone called “Dr Evil”, who has no account');
    expect(await talk.words('coordinator', 'settings')).toContain('by someone without an account');
  });
});

describe('in the settings', () => {
  test('a coordinator sees the ties, an admin none', async () => {
    await tie('IN123', amina);
    const card = await talk.card('coordinator', 'settings');
    expect(card.rows).toMatchObject([
      {
        title: 'Riverside (Slack)',
        detail: expect.stringMatching(/^Connected since today \d\d:\d\d, by Amina Rahman$/),
      },
    ]);
    expect((await talk.card('admin', 'settings')).rows).toEqual([]);
    expect(await talk.words('admin', 'settings untie:Riverside')).toContain('Your rights do not cover this');
    expect(await talk.words('coordinator', 'settings untie:Elsewhere')).toContain(
      'Nothing that is connected to this school is called so',
    );
    // Nor is the playground's own.
    const [own] = await app.db.select().from(workspaces).where(eq(workspaces.platform, 'playground'));
    expect(await talk.words('coordinator', `settings untie:${own?.id}`)).toContain(
      'Nothing that is connected to this school is called so',
    );
  });

  test('the question says what follows: the last one, where one is, that it comes back', async () => {
    await tie('IN123', amina);
    await known(amina);
    const last = await talk.words('coordinator', 'settings untie:riverside');
    expect(last).toContain('Untie Riverside (Slack) from this school?');
    expect(last).toContain('1 person did so');
    expect(last).toContain('It is the only one.');
    expect(last).not.toContain('when Staffroom starts next');
    await noteOwn(app, [{ platform: 'slack', workspace }]);
    await app.db.update(workspaces).set({ approvalsChannel: 'C1' }).where(eq(workspaces.id, workspaceId));
    const sender = { platform: 'slack', workspace, person: amina, email: amina, standing: 'member' } as const;
    const event = { type: 'text', text: 'settings untie:Riverside' } as const;
    const here = wordsOf(
      cardOf(await talk.bot.handle({ id: randomUUID(), sender, place: { kind: 'direct', id: 'D1' }, event })),
    );
    expect(here).toContain('This is the workspace that you are in');
    expect(here).toContain('it is connected again when Staffroom starts next');
    expect(here).toContain('Requests are decided in a channel there');
    await noteOwn(app, []);
    expect((await rowOf(workspaceId))?.bySettings).toBe(false);
  });
});

test('ASVS 8.3.2: with a tie ends all that leads there, at once, and requests are told of elsewhere', async () => {
  await tie('IN123', amina);
  const ben = await known('ben.okafor@riverside.example');
  if (!('actor' in ben)) throw new Error('Ben is not known');
  await known(amina);
  await app.db.update(workspaces).set({ approvalsChannel: 'C1' }).where(eq(workspaces.id, workspaceId));
  await saveReference(app, 'slack', workspace, 'person:U1', {});
  const [request] = await app.db.select().from(requests).where(eq(requests.status, 'pending')).limit(1);
  const requestId = request?.id ?? '';
  const goesThere = async () => (await readShown(app, requestId))?.missing.some((p) => p.workspaceId === workspaceId);
  expect(await goesThere()).toBe(true);

  const asked = await talk.card('coordinator', 'settings untie:Riverside');
  expect(cardOf(await talk.press('coordinator', buttonOf(asked, 'Untie').action)).title).toBe(
    'Riverside (Slack) is untied from this school',
  );
  expect(await rowOf(workspaceId)).toMatchObject({ externalId: null, endedId: workspace, approvalsChannel: null });
  expect(await known(amina)).toEqual({ because: 'workspace-unbound', support: null });
  expect(await goesThere()).toBe(false);
  expect(await findReference(app, 'slack', workspace, 'person:U1')).toBeUndefined();
  for (const table of [chatIdentities, chatMessages, requestMessages])
    expect(await app.db.$count(table, eq(table.workspaceId, workspaceId))).toBe(0);
  // Whoever was looked up a moment before leaves a trace that leads nowhere.
  await app.db
    .insert(chatIdentities)
    .values({ workspaceId, centreId: await centreOfSample(), externalId: 'U1', userId: ben.actor.id });
  expect(await sentMessages(app, { userId: ben.actor.id, about: 'x', workspaceId })).toEqual([]);
  const sent = await told('workspace-untied');
  expect(sent.map((m) => m.to).sort()).toEqual(await coordinators());
  expect(sent[0]?.text).toContain(
    `its id is ${workspace}, was untied from Riverside International School, by Amina Rahman.`,
  );
  const events = await app.db
    .select()
    .from(auditEvents)
    .where(and(inArray(auditEvents.action, ['workspace.untie']), eq(auditEvents.centreId, await centreOfSample())));
  expect(events.at(-1)).toMatchObject({ outcome: 'done', details: { platform: 'slack', workspace, people: 2 } });

  // It can be tied anew, to another school too; nothing of the first is there.
  const other = await addCentre(app.db, { name: 'Hill School' });
  await addUser(app.db, other.id, { role: 'coordinator', email: `ravi.${other.number}@hill.example` });
  await tie(other.number, `ravi.${other.number}@hill.example`);
  expect(await known(amina)).toMatchObject({ because: 'no-account' });
  expect((await talk.card('coordinator', 'settings')).rows).toEqual([]);
});

test('of two who untie at once, one does', async () => {
  await tie('IN123', amina);
  const asked = await talk.card('coordinator', 'settings untie:Riverside');
  const { action } = buttonOf(asked, 'Untie');
  const titles = await Promise.all(
    [1, 2].map(async () => cardOf(await talk.press('coordinator', { ...action, idempotencyKey: randomUUID() })).title),
  );
  expect(titles.filter((title) => title.includes('is untied'))).toHaveLength(1);
});
