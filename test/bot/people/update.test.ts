import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { and, eq, inArray, like, sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import {
  auditEvents,
  centres,
  chatIdentities,
  links,
  mails,
  scheduledChanges,
  siteAccess,
  users,
  workspaces,
} from '../../../db/schema/index.ts';
import { confirmEmail } from '../../../src/service/passwords/change-email.ts';
import { linkToken } from '../../../src/service/passwords/link-token.ts';
import { staffroomIdOf } from '../../../src/service/people/staffroom-id.ts';
import { outlineOf } from '../../../src/service/people/update/judge.ts';
import { moveDomain, previewMoveDomain } from '../../../src/service/people/update/move-domain.ts';
import { outlineOfUpdate, previewUpdate, updatePeople } from '../../../src/service/people/update/update.ts';
import { noteSeen } from '../../../src/service/workspaces/ties.ts';
import type { Card } from '../../../src/ui/card.ts';
import { useDatabase } from '../../kit/database.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { recorded, type Sent } from '../../kit/recorded.ts';
import { buttonOf, cardOf, formOf, useTalk, type Who, wordsOf } from '../talk.ts';

/** Changing many: our own list changed and sent back, a list from elsewhere, a new mail domain. */

const database = useDatabase();
const app = database.app();
const { db } = app;
const talk = useTalk(app);

let centreId: string;
beforeAll(async () => {
  const [centre] = await db.select().from(centres).where(eq(centres.number, 'IN123'));
  centreId = centre?.id ?? '';
});

async function aTeacher(values: Partial<typeof users.$inferInsert> = {}) {
  const user = await addUser(db, centreId, values);
  await db.insert(siteAccess).values([
    { centreId, userId: user.id, site: 'hub' },
    { centreId, userId: user.id, site: 'forums' },
  ]);
  return { ...user, email: user.email ?? '', staffroomId: staffroomIdOf(user.id) };
}
const now = async (id: string) => (await db.select().from(users).where(eq(users.id, id)))[0];

const sendFile = async (who: Who, rows: string[][] | Buffer) => {
  const content = Buffer.isBuffer(rows) ? rows : Buffer.from(csv(rows));
  return talk.fill(who, await talk.form(who, 'update'), {
    file: { name: 'people.csv', base64: content.toString('base64') },
  });
};
const preview = async (rows: string[][] | Buffer, who: Who = 'coordinator') => cardOf(await sendFile(who, rows));
const csv = (rows: string[][]) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\n');
const press = async (card: Card, who: Who = 'coordinator') =>
  cardOf(await talk.press(who, card.buttons?.[0]?.action ?? { verb: '', step: 'run' }));

const exported = async (): Promise<string[][]> =>
  parse((await talk.card('coordinator', 'export')).files?.[0]?.content ?? '', { bom: true });

test('our own export, sent back as it is, changes nothing; its ids are letters that no spreadsheet makes anything else of', async () => {
  const rows = await exported();
  const ids = rows.slice(1).map((row) => row.at(-1));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}(-[B-DF-HJ-NP-TV-XZ]{4}){2}$/);
  const card = await preview(rows);
  expect(card).toMatchObject({ title: 'This file changes nothing', state: `${rows.length - 1} the same` });
  // Nor does what a spreadsheet leaves of the letters that its own encoding has not.
  const lossy = rows.map((row) => row.map((cell) => cell.replace(/[^\x20-\x7e]/g, '?')));
  expect((await preview(lossy)).state).toBe(`${rows.length - 1} the same`);
});

test('a changed export says first what would change, does it by one Yes under one correlation id, and can be undone', async () => {
  const ada = await aTeacher({ firstName: 'Ada', lastName: 'Noor' });
  const suspended = await aTeacher({ firstName: 'Gone', status: 'suspended', suspendedFrom: 'active' });
  const here = await aTeacher({ firstName: 'Li' });
  const elsewhere = await addUser(db, (await addCentre(db)).id, {});
  const fresh = `${randomUUID()}@riverside.example`;
  const moved = `${randomUUID()}@riverside.example`;
  const card = await preview([
    // Columns in another order, some gone, one of another's.
    ['Staffroom id', 'Surname', 'sites', 'E-mail', 'role', 'shoe size', 'first name'],
    [ada.staffroomId.toLowerCase(), 'Noor-Lind', 'hub, test-maker', moved, 'admin', '38', ''],
    [suspended.staffroomId, '', '', `${randomUUID()}@riverside.example`, '', '', ''],
    [here.staffroomId, '', '', elsewhere.email ?? '', '', '', ''],
    ['BBBB-CCCC-DDDD', 'Deleted', 'hub', `${randomUUID()}@riverside.example`, '', '', 'Long'],
    [ada.staffroomId, 'Twice', '', '', '', '', ''],
    ['', 'O’Brien & 李', 'hub', fresh, '', '', '!channel'],
    ['', '', 'nonsense', 'amina.rahman@riverside.example', '', '', ''],
  ]);
  expect(card.state).toMatch(/^1 new · 1 changed · 5 refused · \d+ not in the file$/);
  const words = wordsOf(card);
  for (const said of [
    'last name: Noor → Noor-Lind',
    `e-mail: ${ada.email} → ${moved}`,
    'role: Teacher → Admin',
    'sites: School Support Hub, Online discussion forums → School Support Hub, Test Maker',
    'Gone Okafor is suspended.',
    'This e-mail is already used by another account.',
    'Nobody at this school has this Staffroom id',
    'This person stands in an earlier row too.',
    '“nonsense” is not a site.',
    '1 new e-mail takes effect when the link sent to it is pressed',
    'Columns not used: shoe size.',
    'Empty cells leave things as they are.',
  ])
    expect(words).toContain(said);
  expect(card.files?.map(({ name }) => name)).toEqual(['people-refused.csv', 'changes.csv']);
  expect(buttonOf(card, 'Change 1, add 1').action.step).toBe('confirm');

  const done = await press(card);
  expect(done).toMatchObject({ title: '1 person changed, 1 added', tone: 'good' });
  expect(await now(ada.id)).toMatchObject({ firstName: 'Ada', lastName: 'Noor-Lind', role: 'admin', email: ada.email });
  const [added] = await db.select().from(users).where(eq(users.email, fresh));
  expect(added).toMatchObject({ firstName: '!channel', lastName: 'O’Brien & 李', status: 'invited' });
  const events = await db
    .select()
    .from(auditEvents)
    .where(inArray(auditEvents.targetId, [ada.id, added?.id ?? '']));
  expect(events.map((e) => e.action).sort()).toEqual(['user.add', 'user.edit', 'user.role']);
  expect(new Set(events.map((e) => e.correlationId)).size).toBe(1);
  expect(JSON.stringify(events)).not.toMatch(/Noor|riverside/);
  const [mail] = await db.select().from(mails).where(eq(mails.userId, ada.id));
  expect(mail).toMatchObject({ kind: 'confirm-email', address: moved });

  // The same file again: nothing of it is done twice, though the e-mail still waits.
  expect(
    (
      await preview([
        ['staffroom id', 'e-mail'],
        [ada.staffroomId, moved],
      ])
    ).state,
  ).toMatch(/^1 the same/);

  // Whoever gives nobody a role takes none back, and reads why.
  const byAdmin = cardOf(await talk.press('admin', buttonOf(done, 'Undo').action));
  expect(byAdmin.title).toBe('This can’t be undone now');
  expect(wordsOf(byAdmin)).toContain('Your rights do not cover this.');

  const undo = cardOf(await talk.press('coordinator', buttonOf(done, 'Undo').action));
  expect(undo.title).toBe('Undo the changes of 1 person?');
  expect((await press(undo)).title).toBe('1 person is as before');
  expect(await now(ada.id)).toMatchObject({ lastName: 'Noor', role: 'teacher', email: ada.email });
  const sites = await db.select().from(siteAccess).where(eq(siteAccess.userId, ada.id));
  expect(sites.map(({ site }) => site).sort()).toEqual(['forums', 'hub']);
  const open = await db
    .select()
    .from(links)
    .where(and(eq(links.userId, ada.id), eq(links.kind, 'confirm-email')));
  expect(open.every(({ voidedAt }) => voidedAt !== null)).toBe(true);
  expect(cardOf(await talk.press('coordinator', buttonOf(done, 'Undo').action)).title).toBe('That can’t be done');
});

test('any list with e-mails will do, in whatever encoding; who is new and given nothing is asked about once', async () => {
  const jose = await aTeacher({ firstName: 'José', lastName: 'Núñez' });
  const latin = Buffer.from(`E-mail;Programme\r\n${jose.email.toUpperCase()};Cambridge Primary\r\n`, 'latin1');
  const card = await preview(latin);
  expect(wordsOf(card)).toContain('programmes: none → Cambridge Primary');
  expect(wordsOf(card)).toContain('Where programmes change, sites stay as they are');
  // One column for the whole name, either way round, is no change of name.
  expect(
    (
      await preview([
        ['Name', 'Mail'],
        ['Núñez José', jose.email],
      ])
    ).state,
  ).toMatch(/^1 the same/);

  const fresh = `${randomUUID()}@riverside.example`;
  const form = formOf(
    await sendFile('coordinator', [
      ['Name', 'Mail'],
      ['José Núñez', fresh],
    ]),
  );
  expect(form.intro).toContain('1 person in it is new, and has no programme and no site there.');
  const asked = cardOf(await talk.fill('coordinator', form, { 'answer-sites': ['hub'] }));
  expect(asked.state).toMatch(/^1 new/);
  // A list that has no id can't tell a new e-mail from a new person, and says so.
  expect(wordsOf(asked)).toContain('José Núñez is new by the e-mail, and someone of the same name is not in the file.');
});

test('rights are asked over each: an admin changes teachers, and gives nobody a role', async () => {
  const teacher = await aTeacher({ firstName: 'Tess' });
  const [amina] = await db.select().from(users).where(eq(users.email, 'amina.rahman@riverside.example'));
  const card = await preview(
    [
      ['staffroom id', 'first name', 'role'],
      [teacher.staffroomId, 'Tessa', ''],
      [staffroomIdOf(amina?.id ?? ''), 'Aminah', ''],
      [staffroomIdOf((await aTeacher()).id), '', 'admin'],
      [staffroomIdOf((await aTeacher()).id), '', 'teacher'],
    ],
    'admin',
  );
  expect(card.state).toMatch(/^1 changed · 1 the same · 2 refused/);
  expect(wordsOf(card)).toContain('Your rights do not cover this.');
  expect((await press(card, 'admin')).title).toBe('1 person changed');
  expect((await talk.card('teacher', 'update')).title).toBe('That can’t be done');
});

test('what changed since it was shown is shown afresh, and of two presses one does it', async () => {
  const user = await aTeacher({ firstName: 'Mo' });
  const card = await preview([
    ['staffroom id', 'first name'],
    [user.staffroomId, 'Maurice'],
  ]);
  await db.update(users).set({ firstName: 'Moses' }).where(eq(users.id, user.id));
  const afresh = await press(card);
  expect(wordsOf(afresh)).toContain('first name: Moses → Maurice');
  const titles = (await Promise.all([press(afresh), press(afresh)])).map(({ title }) => title);
  expect(titles).toContain('1 person changed');
  const edits = await db.select().from(auditEvents).where(eq(auditEvents.targetId, user.id));
  expect(edits).toHaveLength(1);
});

test('who is not in the file is left alone, and can be looked at and chosen for suspension', async () => {
  const rows = await exported();
  const [out] = rows.splice(1, 1);
  const card = await preview(rows);
  expect(wordsOf(card)).toContain(
    '1 person who can sign in or is invited is not in the file. Nothing happens to them.',
  );
  const missing = await talk.follow('coordinator', card, 'Show who is missing');
  expect(missing).toMatchObject({ title: '1 person not in the file', files: [{ name: 'not-in-the-file.csv' }] });
  expect(missing.rows?.[0]?.detail).toBe(out?.[2]);
  expect((await talk.follow('coordinator', missing, 'Suspend')).title).toMatch(/^Suspend .*\?$/);
});

test('a new mail domain: by link, at once where the directory or a workspace says so, and nobody’s address is taken', async () => {
  const [from, to] = ['Old-School.example', 'new-school.example'];
  const at = (who: string, domain: string) => `${who}@${domain.toLowerCase()}`;
  const make = (who: string, values: Partial<typeof users.$inferInsert> = {}) =>
    aTeacher({ firstName: who, email: at(who, from), ...values });
  const byLink = await make('link');
  const byDirectory = await make('directory', { userName: at('Directory', to) });
  const byWorkspace = await make('workspace');
  const invited = await make('invited', { status: 'invited' });
  await make('suspended', { status: 'suspended', suspendedFrom: 'active' });
  await make('taken');
  await addUser(db, (await addCentre(db)).id, { email: at('TAKEN', to) });
  await aTeacher({ firstName: 'Under', email: `other@sub.${from.toLowerCase()}` });

  // Someone who was tied by the old e-mail has the new one in the workspace now.
  const [workspace] = await db.select().from(workspaces).where(eq(workspaces.centreId, centreId));
  const tie = { workspaceId: workspace?.id ?? '', centreId, externalId: 'W1', userId: byWorkspace.id };
  await db.insert(chatIdentities).values(tie);
  await noteSeen(app, { platform: 'playground', workspace: 'playground' }, [
    { person: 'W1', member: true, email: at('workspace', to) },
  ]);

  for (const [line, said] of [
    ['update domain nobody.example new.example', 'Nobody at this school has an e-mail at nobody.example.'],
    ['update domain old-school.example @OLD-school.example', 'The old and the new domain are the same.'],
    ['update domain old-school.example nonsense', 'Give the part behind the @, such as school.example.'],
  ])
    expect(JSON.stringify(await talk.say('coordinator', line ?? ''))).toContain(said);

  const card = await talk.card('coordinator', `update domain ${from} to @${to}`);
  expect(card.title).toBe(`Move 4 e-mails from ${from} to ${to}?`);
  expect(card.state).toBe('1 by link · 2 at once · 1 invited anew · 2 left out');
  expect(card.rows?.slice(0, 2).map((row) => row.detail)).toEqual(
    expect.arrayContaining([`${at('taken', from)}: This e-mail is already used by another account.`]),
  );
  const done = await press(card);
  expect(done.title).toBe(`4 e-mails are on the way to ${to}`);
  const emails = async () =>
    Object.fromEntries(
      (
        await db
          .select()
          .from(users)
          .where(inArray(users.id, [byLink.id, byDirectory.id, byWorkspace.id, invited.id]))
      ).map((u) => [u.firstName, u.email]),
    );
  expect(await emails()).toEqual({
    link: at('link', from),
    directory: at('directory', to),
    workspace: at('workspace', to),
    invited: at('invited', to),
  });
  const told = await db
    .select()
    .from(mails)
    .where(inArray(mails.userId, [byLink.id, byDirectory.id, byWorkspace.id, invited.id]));
  expect(told.map(({ kind, address }) => `${kind} ${address}`).sort()).toEqual([
    `confirm-email ${at('link', to)}`,
    `email-changed ${at('directory', from)}`,
    `email-changed ${at('workspace', from)}`,
    'invitation null',
  ]);
  // Again: whose link waits gets no other.
  expect(wordsOf(await talk.card('coordinator', `update domain ${from} ${to}`))).toContain('1 waits already');

  // Whoever confirmed it themselves keeps it.
  const [link] = await db
    .select()
    .from(links)
    .where(and(eq(links.userId, byLink.id), eq(links.kind, 'confirm-email')));
  await confirmEmail(app, { token: linkToken(app, link?.id ?? ''), correlationId: randomUUID() });
  const undo = cardOf(await talk.press('coordinator', buttonOf(done, 'Undo').action));
  expect(undo.title).toBe('Undo the changes of 3 people?');
  expect(wordsOf(undo)).toContain('1 person stays as they are');
  await press(undo);
  expect(await emails()).toMatchObject({
    link: at('link', to),
    directory: at('directory', from),
    workspace: at('workspace', from),
    invited: at('invited', from),
  });
});

test('the address that a colleague waits for is nobody else’s; half a line opens the form, with what was understood', async () => {
  const one = await aTeacher({ email: 'one@from.example' });
  await db.insert(links).values({
    id: randomUUID(),
    centreId,
    userId: (await aTeacher()).id,
    kind: 'confirm-email',
    tokenHash: Buffer.from(randomUUID()),
    newEmail: 'One@to.example',
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 3_600_000),
  });
  const card = await talk.card('coordinator', 'update domain from.example to.example');
  expect(card.title).toBe('Nobody’s e-mail can be moved now');
  expect(wordsOf(card)).toContain('This e-mail is to become that of someone else at this school');
  expect((await now(one.id))?.email).toBe('one@from.example');
  for (const line of [
    'update domain from.example',
    'update the e-mail domain https://from.example',
    'update everyone’s mail domain',
  ])
    expect((await talk.form('coordinator', line)).errors).toEqual({});
  expect((await talk.form('coordinator', 'update domain from.example')).values).toMatchObject({ from: 'from.example' });
  expect((await db.select().from(users).where(like(users.email, '%@to.example'))).length).toBe(0);
});

test('who is invited on a day to come gets a new e-mail, and no way in before', async () => {
  const email = `${randomUUID()}@later.example`;
  await talk.card('coordinator', `add Zed Late ${email} on 1 September 2033 programmes:primary`);
  const zed = async () => (await db.select().from(users).where(eq(users.firstName, 'Zed')))[0];
  const id = (await zed())?.id ?? '';
  const to = `${randomUUID()}@later.example`;
  const card = await preview([
    ['staffroom id', 'e-mail'],
    [staffroomIdOf(id), to],
  ]);
  expect(wordsOf(card)).toContain('1 person is invited on a day to come: the invitation goes to the new e-mail');
  await press(card);
  expect((await zed())?.email).toBe(to);
  const move = await talk.card('coordinator', 'update domain later.example sooner.example');
  expect(move.state).toBe('1 invited later');
  const moved = await press(move);
  expect((await zed())?.email).toBe(to.replace('later', 'sooner'));
  await press(cardOf(await talk.press('coordinator', buttonOf(moved, 'Undo').action)));
  expect((await zed())?.email).toBe(to);
  expect((await db.$count(links, eq(links.userId, id))) + (await db.$count(mails, eq(mails.userId, id)))).toBe(0);
  expect(await talk.words('coordinator', `show ${to}`)).toContain('Will be invited on 1 Sep 2033');
});

test('access that was to end comes back by an undo until that day alone', async () => {
  const people = [await aTeacher(), await aTeacher()];
  for (const { email } of people)
    await talk.say('coordinator', `edit ${email} sites:hub,forums,test-maker until:2033-03-31`);
  const list = people.map(({ email }) => email).join(', ');
  const undo = async () => {
    const done = await press(await talk.card('coordinator', `edit ${list} take:test-maker,forums`));
    return cardOf(await talk.press('coordinator', buttonOf(done, 'Undo').action));
  };
  const asked = await undo();
  expect(wordsOf(asked)).toContain('Test Maker (until the end of 31 Mar 2033)');
  await press(asked);
  for (const { email } of people)
    expect(await talk.words('coordinator', `show ${email}`)).toContain('Test Maker (until the end of 31 Mar 2033)');

  // What is over by the time that it is undone stays away.
  await db
    .update(scheduledChanges)
    .set({ day: sql`current_date` })
    .where(eq(scheduledChanges.userId, people[0]?.id ?? ''));
  await press(await undo());
  const has = await db
    .select()
    .from(siteAccess)
    .where(
      inArray(
        siteAccess.userId,
        people.map(({ id }) => id),
      ),
    );
  expect(has.filter(({ site }) => site === 'test-maker').map(({ userId }) => userId)).toEqual([people[1]?.id]);
  expect(has.filter(({ site }) => site === 'forums')).toHaveLength(2);
});

test('whose id is broken is not called missing: the row is refused, and says whose e-mail it has', async () => {
  const rows = (await exported()).map((row, i) =>
    i === 0 ? row : [...row.slice(0, -1), i % 2 ? '#REF!' : (row.at(-1) ?? '')],
  );
  const card = await preview(rows);
  expect(card.state).toMatch(/^\d+ the same · \d+ refused$/);
  const [, , email] = rows[1] ?? [];
  expect(card.rows?.[0]?.title).toContain(email);
  expect(card.rows?.[0]?.detail).toMatch(
    /^Nobody at this school has this Staffroom id\. Empty that cell, and the row is about .+, whose/,
  );
});

test('a list of many takes as many statements as one of few', async () => {
  const sent: Sent[] = [];
  const connection = recorded(database.appUrl, sent);
  const [amina] = await db.select().from(users).where(eq(users.email, 'amina.rahman@riverside.example'));
  const actor = { id: amina?.id ?? '', centreId, role: 'coordinator' as const, siteAdminOf: [] };
  const counts: number[][] = [];
  for (const many of [2, 40]) {
    const people = await Promise.all(
      Array.from({ length: many }, (_, i) => aTeacher({ email: `p${i}@many${many}.example` })),
    );
    const ctx = () => ({ ...app, db: connection.db, actor, workspaceId: null, correlationId: randomUUID() });
    const wanted = { firstName: 'Many', programmes: ['primary' as const], sites: ['primary' as const] };
    const rows = people.map(({ staffroomId }) => ({ staffroomId, email: '', wanted, asNew: {} as never }));
    const agreed = await outlineOfUpdate(await previewUpdate(ctx(), { rows }));
    const move = { from: `many${many}.example`, to: `moved${many}.example` };
    sent.splice(0);
    await updatePeople(ctx(), { rows, agreed });
    const [updating] = [sent.splice(0).length];
    const moved = await outlineOf(await previewMoveDomain(ctx(), move));
    sent.splice(0);
    await moveDomain(ctx(), { ...move, agreed: moved });
    counts.push([updating, sent.splice(0).length]);
  }
  await connection.close();
  expect(counts[1]).toEqual(counts[0]);
});
