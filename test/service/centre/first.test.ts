import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { makeSampleCentre } from '../../../db/sample/centre.ts';
import {
  auditEvents,
  centreSites,
  centres,
  links,
  mails,
  siteAccess,
  users,
  workspaces,
} from '../../../db/schema/index.ts';
import { openPlayground } from '../../../src/program/chats/playground.ts';
import type { ChatOptions } from '../../../src/program/chats/running-chat.ts';
import { makeSchool } from '../../../src/program/chats/school.ts';
import { type FirstCentre, hasCentre } from '../../../src/service/centre/first.ts';
import { setUpSchool } from '../../../src/service/centre/set-up.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { setPassword } from '../../../src/service/passwords/set-password.ts';
import { identify } from '../../../src/service/workspaces/identify.ts';
import { isTied, type Workspace } from '../../../src/service/workspaces/workspace.ts';
import { untieWorkspace } from '../../../src/service/workspaces/workspace-ties.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { addCentre } from '../../kit/people.ts';

/** What a start makes of the settings: the first school, its first coordinator, and the workspace of the one token. */

const database = useDatabase();
const app = database.app(testClock());

const school = (number: string, values: Partial<FirstCentre> = {}): FirstCentre => ({
  name: 'Lakeside School',
  number,
  supportContact: 'IT desk',
  timeZone: 'Asia/Kolkata',
  coordinatorEmail: `Amina.${number}@lakeside.example`,
  coordinatorFirstName: 'Amina',
  coordinatorLastName: 'Rahman',
  ...values,
});

const of = async (number: string) => {
  const [centre] = await app.db.select().from(centres).where(eq(centres.number, number));
  if (!centre) throw new Error(`no centre ${number}`);
  const [people, sites, access, events] = await Promise.all([
    app.db.select().from(users).where(eq(users.centreId, centre.id)),
    app.db.select().from(centreSites).where(eq(centreSites.centreId, centre.id)),
    app.db.select().from(siteAccess).where(eq(siteAccess.centreId, centre.id)),
    app.db.select().from(auditEvents).where(eq(auditEvents.centreId, centre.id)),
  ]);
  return { centre, people, sites, access, events };
};

test('ASVS 6.3.2: of several starts at once, one makes it, whole', async () => {
  expect(await hasCentre(app)).toBe(false);
  await Promise.all([1, 2, 3, 4].map(() => setUpSchool(app, school('LK100'))));
  expect(await hasCentre(app)).toBe(true);
  const { centre, people, sites, access, events } = await of('LK100');
  expect(centre).toMatchObject({ name: 'Lakeside School', timeZone: 'Asia/Kolkata' });
  expect(people).toMatchObject([
    { role: 'coordinator', status: 'active', firstName: 'Amina', email: 'Amina.LK100@lakeside.example' },
  ]);
  expect([sites.length, access.length]).toEqual([7, 7]);
  expect(events).toMatchObject([{ action: 'centre.make', actorId: null, targetId: people[0]?.id }]);
});

test('the coordinator gets one mail, with a link that sets a password for days', async () => {
  const { people } = await of('LK100');
  const sent = await app.db.select().from(mails);
  expect(sent).toHaveLength(1);
  const mail = await mailToSend(app, sent[0]?.id ?? '');
  expect(mail).toMatchObject({ kind: 'invitation', to: 'Amina.LK100@lakeside.example' });
  expect(mail?.link?.goodForMs).toBe(7 * 24 * 3_600_000);
  const password = 'violet tractor under rain';
  const token = mail?.link?.url.split('/').at(-1) ?? '';
  await setPassword(app, { token, password, again: password, correlationId: crypto.randomUUID() });
  const [user] = await app.db
    .select()
    .from(users)
    .where(eq(users.id, people[0]?.id ?? ''));
  expect(user?.status).toBe('active');
  const [link] = await app.db.select().from(links);
  expect(link?.usedAt).not.toBeNull();
});

test('a later start changes nothing, whatever the settings say by then', async () => {
  const before = await of('LK100');
  await setUpSchool(app, school('LK100', { name: 'Renamed', coordinatorEmail: 'x@y.example' }));
  expect(await of('LK100')).toEqual(before);
});

test('the workspace of the one token belongs to the school, once', async () => {
  const own = [{ platform: 'slack', workspace: 'T100' } as const];
  await Promise.all([1, 2, 3].map(() => setUpSchool(app, school('LK100'), own)));
  await setUpSchool(app, school('LK100'), own);
  expect(await isTied(app, { platform: 'slack', workspace: 'T100' })).toBe(true);
  expect(await isTied(app, { platform: 'teams', workspace: 'T100' })).toBe(false);
  const { events } = await of('LK100');
  expect(events.filter((e) => e.action === 'workspace.connect')).toMatchObject([
    { details: { platform: 'slack', workspace: 'T100', by: 'settings' } },
  ]);
});

describe('a wrong CENTRE_NUMBER stops the start, and nothing is stored', () => {
  const slack = { platform: 'slack', workspace: 'T100' } as const;
  const teams = { platform: 'teams', workspace: 'tenant-1' } as const;
  const another = { name: 'Hill School', coordinatorEmail: 'ravi@hill.example' };
  const there = () =>
    Promise.all([centres, users, workspaces, mails, auditEvents].map((table) => app.db.$count(table)));

  test.each([
    [
      'of a workspace that has a school',
      school('LK101', another),
      [slack],
      /T100 belongs to the school LK100 .* to LK100/,
    ],
    ['of the second of two workspaces', school('LK101', another), [teams, slack], /T100 belongs to the school LK100/],
    [
      'of a workspace that is new, beside a school',
      school('LK101', another),
      [teams],
      /no school LK101 .* HI200 already/,
    ],
    [
      'by the coordinator, where workspaces install us',
      school('LK101', { name: 'Hill School', coordinatorEmail: 'AMINA.lk100@lakeside.example' }),
      [],
      /COORDINATOR_EMAIL is at the school LK100/,
    ],
    [
      'by the name, where workspaces install us',
      school('LK101', { ...another, name: 'lakeside SCHOOL' }),
      [],
      /CENTRE_NAME is LK100/,
    ],
    [
      'of another school that is there, by the coordinator',
      school('HI200', { coordinatorEmail: 'Amina.LK100@lakeside.example' }),
      [teams],
      /COORDINATOR_EMAIL is at the school LK100/,
    ],
  ] as [string, FirstCentre, Workspace[], RegExp][])('%s', async (_what, centre, own, words) => {
    await addCentre(app.db, { number: 'HI200', name: 'Hill' }).catch(() => {});
    const before = await there();
    await expect(makeSchool(app, { centre }, own)).rejects.toThrow(/^CENTRE_NUMBER: /);
    await expect(makeSchool(app, { centre }, own)).rejects.toThrow(words);
    expect(await there()).toEqual(before);
  });

  test('another school is made where workspaces install us', async () => {
    await makeSchool(app, { centre: school('VA300', { name: 'Valley School' }) }, []);
    expect((await of('VA300')).people).toHaveLength(1);
  });

  test('without a school in the settings each workspace has to have one', async () => {
    await makeSchool(app, {}, [slack]);
    await makeSchool(app, {}, []);
    await expect(makeSchool(app, {}, [slack, teams])).rejects.toThrow(/^CENTRE_NAME: missing/);
  });

  test('a second chat of the same school is tied to it, also after that was ended', async () => {
    await makeSchool(app, { centre: school('LK100') }, [slack, teams]);
    expect(await isTied(app, teams)).toBe(true);
    const [tie] = await app.db.select().from(workspaces).where(eq(workspaces.externalId, teams.workspace));
    const { people, centre } = await of('LK100');
    const actor = { id: people[0]?.id ?? '', centreId: centre.id, role: 'coordinator' as const, siteAdminOf: [] };
    await untieWorkspace({ ...app, actor, workspaceId: null, correlationId: randomUUID() }, { id: tie?.id ?? '' });
    expect(await isTied(app, teams)).toBe(false);
    // Those who are there are told; of a school that is made with its tie there is nobody yet.
    const told = () => app.db.$count(mails, eq(mails.kind, 'workspace-tied'));
    const before = await told();
    await makeSchool(app, { centre: school('LK100') }, [slack, { ...teams, name: 'Lakeside' }]);
    expect(await told()).toBe(before + 1);
    const ties = await app.db.select().from(workspaces).where(eq(workspaces.platform, 'teams'));
    expect(ties.map((t) => [t.externalId, t.bySettings]).sort()).toEqual([
      [null, false],
      [teams.workspace, true],
    ]);
  });
});

test('the coordinator is known in chat by the e-mail, at once', async () => {
  const claim = { platform: 'slack', workspace: 'T100', person: 'U1', name: 'Amina R.', member: true } as const;
  const email = 'amina.lk100@lakeside.example';
  const known = await identify(app, { ...claim, email }, crypto.randomUUID());
  expect(known).toMatchObject({ actor: { role: 'coordinator' }, centre: { number: 'LK100' } });
  // And told of it, as everyone is.
  const { people, events } = await of('LK100');
  expect(events.filter((e) => e.action === 'tie.made')).toMatchObject([{ targetId: people[0]?.id }]);
  const sent = await app.db.select().from(mails).where(eq(mails.kind, 'chat-tied'));
  expect(await mailToSend(app, sent[0]?.id ?? '')).toMatchObject({ to: 'Amina.LK100@lakeside.example' });
});

test('a school that is there is not opened as the playground, as where .env is lost', async () => {
  const before = await app.db.select().from(centres);
  await expect(openPlayground({ app } as ChatOptions)).rejects.toThrow(/^SLACK_BOT_TOKEN.*\.env/);
  expect(await app.db.select().from(centres)).toEqual(before);
});

test('of the playground’s sample schools none is anybody’s, and beside them none is made; what was there before them goes on', async () => {
  await makeSampleCentre(app.db, app.clock());
  const own = [{ platform: 'slack', workspace: 'T900' } as const];
  for (const number of ['IN123', 'GB204', 'OA500'])
    await expect(setUpSchool(app, school(number, { name: 'Oak' }), own)).rejects.toThrow(/^CENTRE_NUMBER: .*--fresh/);
  expect(await hasCentre(app)).toBe(false);
  await setUpSchool(app, school('LK100'), [{ platform: 'slack', workspace: 'T100' }]);
});
