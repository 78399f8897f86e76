import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { makeSampleCentre } from '../../../db/sample/centre.ts';
import { auditEvents, centreSites, centres, links, mails, siteAccess, users } from '../../../db/schema/index.ts';
import { type FirstCentre, hasCentre, makeFirstCentre } from '../../../src/service/centre/first.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { setPassword } from '../../../src/service/passwords/set-password.ts';
import { identify } from '../../../src/service/workspaces/identify.ts';
import { bindWorkspace, isTied } from '../../../src/service/workspaces/workspace.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { addCentre, addUser } from '../../kit/people.ts';

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

test('of several starts at once, one makes it, whole', async () => {
  expect(await hasCentre(app)).toBe(false);
  const made = await Promise.all([1, 2, 3, 4].map(() => makeFirstCentre(app, school('LK100'))));
  expect(made.filter(Boolean)).toHaveLength(1);
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
  expect(await makeFirstCentre(app, school('LK100', { name: 'Renamed', coordinatorEmail: 'x@y.example' }))).toBe(false);
  expect(await of('LK100')).toEqual(before);
});

test('an e-mail of another school’s user is refused, and nothing is made', async () => {
  const centre = await addCentre(app.db);
  const user = await addUser(app.db, centre.id);
  const taken = school('LK200', { coordinatorEmail: (user.email ?? '').toUpperCase() });
  await expect(makeFirstCentre(app, taken)).rejects.toThrow(/^COORDINATOR_EMAIL: .*another school/);
  expect(await app.db.select().from(centres).where(eq(centres.number, 'LK200'))).toEqual([]);
});

test('the workspace of the one token belongs to the school, once, and to no other', async () => {
  const workspace = { platform: 'slack', workspace: 'T100' } as const;
  await Promise.all([1, 2, 3].map(() => bindWorkspace(app, { ...workspace, centreNumber: 'LK100' })));
  await bindWorkspace(app, { ...workspace, centreNumber: 'LK100' });
  expect(await isTied(app, workspace)).toBe(true);
  expect(await isTied(app, { ...workspace, platform: 'teams' })).toBe(false);
  const { events } = await of('LK100');
  expect(events.filter((e) => e.action === 'workspace.connect')).toMatchObject([
    { details: { platform: 'slack', workspace: 'T100', by: 'settings' } },
  ]);
  await makeFirstCentre(app, school('LK300'));
  await expect(bindWorkspace(app, { ...workspace, centreNumber: 'LK300' })).rejects.toThrow(
    /belongs to the school LK100 .* Set CENTRE_NUMBER to LK100/,
  );
  await expect(bindWorkspace(app, { ...workspace, workspace: 'T9', centreNumber: 'LK999' })).rejects.toThrow(
    /^CENTRE_NUMBER: there is no school LK999/,
  );
  expect(await isTied(app, { ...workspace, workspace: 'T9' })).toBe(false);
});

test('the coordinator is known in chat by the e-mail, at once', async () => {
  const claim = { platform: 'slack', workspace: 'T100', person: 'U1', member: true } as const;
  const known = await identify(app, { ...claim, email: 'amina.lk100@lakeside.example' });
  expect(known).toMatchObject({ actor: { role: 'coordinator' }, centre: { number: 'LK100' } });
});

test('the playground’s sample school is nobody’s real one', async () => {
  await makeSampleCentre(app.db, app.clock());
  await expect(makeFirstCentre(app, school('IN123'))).rejects.toThrow(/^CENTRE_NUMBER: .*--fresh/);
  expect(await hasCentre(app)).toBe(false);
});
