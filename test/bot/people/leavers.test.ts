import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { auditEvents, learnerGroups, leavers, users } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { addUser } from '../../kit/people.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

/** The way of a leaver, in chat. */

const database = useDatabase();
const talk = useTalk(database.app());

const ben = 'ben.okafor@riverside.example';
const held = 'Cambridge Primary support site: 3 learner groups, 12 tests, 340 results';

test('the profile says what is held, site by site, and shows the groups on demand', async () => {
  const profile = await talk.card('coordinator', `show ${ben}`);
  expect(wordsOf(profile)).toContain(held);
  const table = (await talk.follow('coordinator', profile, 'Show groups')).table;
  expect(table?.rows.map((r) => r[0])).toEqual([
    '3B · stage 3 · Mathematics',
    '4A · stage 4 · Mathematics',
    '4A Science · stage 4 · Science',
  ]);
});

test('ASVS 2.3.1: suspending says what is held, and puts the transfer beside it; delete names the missing step', async () => {
  const question = await talk.card('coordinator', 'suspend giulia.dangelo@riverside.example');
  expect(wordsOf(question)).toContain('Giulia still holds 1 learner group, 6 tests');
  expect(buttonOf(question, 'Transfer data').action.verb).toBe('transfer');
  const early = await talk.card('coordinator', 'delete giulia.dangelo@riverside.example');
  expect(wordsOf(early)).toContain('is not suspended. Suspend the account first.');
  const done = await talk.follow('coordinator', question, 'Suspend');
  expect(buttonOf(done, 'Transfer data').action.verb).toBe('transfer');
  const holds = await talk.card('coordinator', 'delete giulia.dangelo@riverside.example');
  expect(wordsOf(holds)).toContain('Transfer the data first.');
  const profile = await talk.card('coordinator', 'show giulia.dangelo@riverside.example');
  expect([...(profile.buttons ?? []), ...(profile.more ?? [])].map((b) => b.label)).not.toContain('Delete');
});

test('a transfer asks for access where it is missing, with all that was typed kept', async () => {
  const form = await talk.form(
    'coordinator',
    'transfer anjali.sharma@riverside.example ngozi.okonkwo@riverside.example',
  );
  expect(form.errors.grant).toContain('Ngozi Okonkwo has no access to Cambridge Primary support site');
  const question = cardOf(await talk.fill('coordinator', form, { grant: true }));
  expect(wordsOf(question)).toContain('Ngozi gets access to Cambridge Primary support site');
  expect(wordsOf(question)).toContain('2 learner groups, 6 tests');
  const done = await talk.follow('coordinator', question, 'Transfer data');
  expect(done.title).toBe('Anjali Sharma’s data is Ngozi Okonkwo’s now');
  const back = await talk.follow('coordinator', done, 'Undo');
  const undone = await talk.follow('coordinator', back, 'Transfer back');
  expect(undone.title).toBe('Anjali Sharma has the data again');
  expect(wordsOf(await talk.follow('coordinator', done, 'Undo'))).toContain('undone already');
});

test('to oneself, to the suspended, of nothing: refused beside the field, or in a sentence', async () => {
  expect((await talk.form('coordinator', `transfer ${ben} ${ben}`)).errors.to).toContain('has this data already');
  const suspended = await talk.form('coordinator', `transfer ${ben} sipho.dlamini@riverside.example`);
  expect(suspended.errors.to).toContain('account is suspended');
  expect(await talk.words('coordinator', `transfer ${ben} layla.alkhatib@riverside.example lower-secondary`)).toContain(
    'Ben Okafor holds nothing on Cambridge Lower Secondary support site.',
  );
});

test('what changed between the question and the Yes shows the question afresh', async () => {
  const line = 'transfer fatima.alzahra@riverside.example grace.otieno@riverside.example lower-secondary';
  const question = await talk.card('coordinator', line);
  const { db } = database;
  const grace = { email: 'grace.otieno@riverside.example' };
  await db.update(users).set({ status: 'suspended', suspendedFrom: 'active' }).where(eq(users.email, grace.email));
  const refused = await talk.press('coordinator', buttonOf(question, 'Transfer data').action);
  expect(wordsOf(cardOf(refused))).toContain('account is suspended');
  await db.update(users).set({ status: 'active', suspendedFrom: null }).where(eq(users.email, grace.email));
  const [fatima] = await db.select().from(users).where(eq(users.email, 'fatima.alzahra@riverside.example'));
  const [group] = await db
    .select()
    .from(learnerGroups)
    .where(eq(learnerGroups.ownerId, fatima?.id ?? ''));
  await db.insert(learnerGroups).values({ ...group, id: undefined, site: 'lower-secondary', name: '9Z' } as never);
  const replies = await talk.press('coordinator', buttonOf(question, 'Transfer data').action);
  expect(replies).toMatchObject([{ kind: 'card', replace: true }]);
  const again = wordsOf(cardOf(replies));
  expect(again).toContain('Something has changed');
  expect(again).toContain('3 learner groups');
});

const adaeze = 'adaeze.okafor@riverside.example';
const correlationsOf = async (id: string) => {
  const trail = await database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, id))
    .orderBy(auditEvents.id);
  const done = trail.filter((e) => e.outcome === 'done');
  return { acts: done.map((e) => e.action), correlations: new Set(done.map((e) => e.correlationId)) };
};
const here = async (action: Parameters<typeof talk.press>[1]) => {
  const replies = await talk.press('coordinator', action);
  expect(replies).toMatchObject([{ kind: 'card', replace: true }]);
  return cardOf(replies);
};
const heldBy = async (email: string) => {
  const rows = await database.db
    .select({ id: learnerGroups.id })
    .from(learnerGroups)
    .innerJoin(users, eq(users.id, learnerGroups.ownerId))
    .where(eq(users.email, email));
  return rows.map(({ id }) => id).sort();
};

test('a line and two presses, with a way back between them: all of it under one correlation id', async () => {
  const before = [await heldBy(ben), await heldBy(adaeze)];
  const plan = await talk.card('coordinator', `leaver ${ben} to ${adaeze}`);
  expect(plan.title).toBe('Leaver: Ben Okafor → Adaeze Okafor');
  expect(plan.rows?.map((r) => r.title)).toEqual([
    '· Suspend now',
    '· Transfer 3 learner groups, 12 tests, 340 results to Adaeze Okafor',
    '· Delete the account when you say so',
  ]);
  const moved = await here(buttonOf(plan, 'Suspend and transfer').action);
  expect(moved.rows?.map((r) => [r.title, r.buttons?.map((b) => b.label)])).toEqual([
    ['✔ Suspended', []],
    ['✔ 3 learner groups, 12 tests, 340 results transferred to Adaeze Okafor', ['Undo both', 'Transfer back']],
    ['▶ Delete the account', ['Delete for good']],
  ]);
  const question = await here(buttonOf(moved, 'Undo both').action);
  expect((await here(buttonOf(question, 'Back').action)).title).toBe('Leaver: Ben Okafor → Adaeze Okafor');
  const back = await here(buttonOf(question, 'Undo both').action);
  expect(back.title).toBe('Ben Okafor is back');
  expect([await heldBy(ben), await heldBy(adaeze)]).toEqual(before);
  // The button of before undid what is not there any more.
  const late = await talk.press('coordinator', buttonOf(moved, 'Delete for good').action);
  expect(wordsOf(cardOf(late))).toContain('is not suspended');

  const again = await talk.card('coordinator', `leaver ${ben} to ${adaeze}`);
  const [first, second] = await Promise.all([
    talk.press('coordinator', buttonOf(again, 'Suspend and transfer').action),
    talk.press('coordinator', buttonOf(again, 'Suspend and transfer').action),
  ]);
  const done = [first, second].map(cardOf).find((card) => card.rows?.[0]?.title === '✔ Suspended');
  expect(await heldBy(ben)).toEqual([]);
  const [person] = await database.db.select().from(users).where(eq(users.email, ben));
  const gone = await here(buttonOf(done ?? moved, 'Delete for good').action);
  expect(gone.title).toBe('Ben Okafor’s account is deleted');
  const id = person?.id ?? '';
  const { acts, correlations } = await correlationsOf(id);
  const went = ['user.suspend', 'data.transfer'];
  expect(acts).toEqual([...went, 'data.received', 'user.reactivate', ...went, 'user.delete']);
  const ways = await database.db.select().from(leavers).where(eq(leavers.userId, id));
  expect(correlations).toEqual(new Set(ways.map((way) => way.id)));
  expect(ways.every(({ endedAt }) => endedAt !== null)).toBe(true);
  expect((await talk.card('coordinator', `show ${ben}`)).title).toContain('I found nobody');
});

describe('who leaves', () => {
  const fatima = 'fatima.alzahra@riverside.example';

  test('and holds something: the form asks to whom, says what it is, and leads to the same plan; left empty, that is said later', async () => {
    const profile = await talk.card('coordinator', `show ${fatima}`);
    const leaving = [...(profile.buttons ?? []), ...(profile.more ?? [])].find((b) => b.label === 'Leaver');
    const form = formOf(await talk.press('coordinator', leaving?.action ?? { verb: '', step: 'run' }));
    expect(form.intro).toContain(
      'Fatima holds 1 learner group, 4 tests, 103 results on Cambridge Primary support site',
    );
    expect(form.fields.map((f) => f.name)).toEqual(['to', 'grant', 'on']);
    const asked = await talk.fill('coordinator', form, { to: fatima });
    expect(formOf(asked).errors?.to).toContain('Choose someone else');
    const to = { to: 'grace.otieno@riverside.example' };
    expect(formOf(await talk.fill('coordinator', form, to)).errors?.grant).toContain('Tick this');
    const plan = cardOf(await talk.fill('coordinator', form, { ...to, grant: true }));
    expect(plan.title).toBe('Leaver: Fatima Al-Zahra → Grace Achieng Otieno');
    expect(wordsOf(plan)).toContain('gets access to');
    const alone = cardOf(await talk.fill('coordinator', form, {}));
    expect(alone.rows?.[1]?.title).toMatch(/^· Transfer .* when you say to whom$/);
    const done = await talk.follow('coordinator', alone, 'Suspend');
    expect(done.rows?.[1]).toMatchObject({ buttons: [{ label: 'Choose who' }] });
    expect(buttonOf(done, 'Undo').action.input).toMatchObject({ do: 'reactivate' });
    // Once more by line: what is left of the way.
    const rest = await talk.card('coordinator', `leaver ${fatima} to ${adaeze} grant:yes`);
    expect(rest.rows?.[0]?.title).toBe('✔ Suspended already');
    expect(rest.buttons?.map((b) => b.label)).toEqual(['Transfer data', 'Cancel']);
  });

  test('and holds nothing needs nobody', async () => {
    const nobody = 'peter.lindqvist@riverside.example';
    await addUser(database.db, (await centreOf(adaeze)) ?? '', { email: nobody, firstName: 'Peter', lastName: 'Lind' });
    const plan = await talk.card('coordinator', `leaver ${nobody}`);
    expect(plan.rows?.[1]?.title).toBe('✔ Nothing to transfer');
    expect(plan.buttons?.map((b) => b.label)).toEqual(['Suspend', 'Choose another day', 'Cancel']);
  });
});

const centreOf = async (email: string) => {
  const [user] = await database.db.select().from(users).where(eq(users.email, email));
  return user?.centreId;
};

test('an admin goes as far as the deletion, a teacher nowhere', async () => {
  const line = 'leaver sipho.dlamini@riverside.example';
  expect(await talk.words('teacher-2', line)).toContain('Your rights do not cover this');
  const card = await talk.card('admin', line);
  expect(card.rows?.map((r) => r.title[0])).toEqual(['✔', '▶', '·']);
  const form = formOf(await talk.press('admin', buttonOf(card, 'Choose who').action));
  const question = cardOf(await talk.fill('admin', form, { to: 'ngozi.okonkwo@riverside.example' }));
  const moved = await talk.follow('admin', question, 'Transfer data');
  expect(moved.rows?.at(-1)).toMatchObject({ title: '· Delete the account', state: 'a coordinator does this' });
});

test('the trail tells of it in words, with the counts', async () => {
  const line = 'transfer lakshmi.venkataraman@riverside.example yusuf.demirci@riverside.example';
  const question = await talk.card('coordinator', line);
  await talk.press('coordinator', buttonOf(question, 'Transfer data').action);
  const words = await talk.words('coordinator', 'audit yusuf.demirci@riverside.example');
  expect(words).toContain('Amina Rahman gave progression data to Yusuf Demirci');
  expect(words).toContain('Cambridge Lower Secondary support site: 2 learner groups, 10 tests');
  expect(words).not.toMatch(/object|undefined|[0-9a-f]{8}-/);
});

test('several to their successors, by a file: one plan, one Yes, one correlation id, and a way back for all', async () => {
  const [fatima, lakshmi, grace] = ['fatima.alzahra', 'lakshmi.venkataraman', 'grace.otieno'].map(
    (name) => `${name}@riverside.example`,
  ) as [string, string, string];
  const { db } = database;
  await db
    .update(users)
    .set({ status: 'active', suspendedFrom: null, suspendedAt: null })
    .where(eq(users.email, fatima));
  const before = [await heldBy(fatima), await heldBy(lakshmi), await heldBy(grace)];
  const form = await talk.form('coordinator', 'leavers');
  const content = [
    'Leaver,Successor,Day',
    `${fatima},${grace},`,
    `${lakshmi},${fatima},`,
    'yusuf.demirci@riverside.example,,2031-06-01',
    'nobody@riverside.example,,',
    `${fatima},,`,
    'sipho.dlamini@riverside.example,,never',
  ].join('\n');
  const file = { name: 'leavers.csv', base64: Buffer.from(content).toString('base64') };
  const plan = cardOf(await talk.fill('coordinator', form, { file, grant: true }));
  const leftOut = plan.rows?.filter(({ state }) => state === 'Left out').map(({ title, detail }) => [title, detail]);
  expect(leftOut).toEqual([
    ['Row 5: nobody@riverside.example', expect.stringContaining('I found nobody')],
    [`Row 6: ${fatima}`, 'This person is in the file twice.'],
    ['Row 7: sipho.dlamini@riverside.example', '“never” is no day to come.'],
    ...(before[1]?.length ? [[expect.any(String), expect.stringContaining('leaves in the same plan')]] : []),
  ]);
  const done = cardOf(await talk.press('coordinator', plan.buttons?.[0]?.action ?? { verb: '', step: 'run' }));
  expect(done.title).toMatch(/suspended, and 1 person will be$/);
  expect(await heldBy(fatima)).toEqual([]);
  expect(await heldBy(grace)).toHaveLength((before[0]?.length ?? 0) + (before[2]?.length ?? 0));
  const question = await talk.follow('coordinator', done, done.buttons?.[0]?.label ?? '');
  const back = await talk.follow('coordinator', question, 'Undo both');
  expect(back.title).toMatch(/back$/);
  expect([await heldBy(fatima), await heldBy(lakshmi), await heldBy(grace)]).toEqual(before);
});

test('a file whose day is called otherwise, and what of it is not used', async () => {
  const fatima = 'fatima.alzahra@riverside.example';
  const fill = async (content: string) => {
    const form = await talk.form('coordinator', 'leavers');
    const file = { name: 'leavers.csv', base64: Buffer.from(content).toString('base64') };
    return cardOf(await talk.fill('coordinator', form, { file, grant: true }));
  };
  const planned = await fill(`From,To,When,Room\n${fatima},${adaeze},2032-06-01,B12`);
  expect(wordsOf(planned)).toContain('Nothing changes before');
  expect(wordsOf(planned)).toContain('Columns not used: Room.');
  expect(planned.buttons?.[0]).toMatchObject({ label: 'Plan it' });
  await talk.follow('coordinator', planned, 'Plan it');
  const moved = await fill(`Leaver,Successor,Day\n${fatima},${adaeze},2032-07-01\n,${adaeze},`);
  expect(wordsOf(moved)).toContain('is planned for a day already. This takes its place.');
  expect(wordsOf(moved)).toContain('Row 3\nLeft out\nNobody is named who leaves.');
});

test('a day stands anywhere on a line, and nobody is looked for in it; two who leave are not one and their successor', async () => {
  const [fatima, lakshmi] = ['fatima.alzahra@riverside.example', 'lakshmi.venkataraman@riverside.example'];
  for (const line of [
    `leaver ${fatima} on 1 June to ${lakshmi}`,
    `leaver ${fatima} to ${lakshmi} on 1 June`,
    `leaver on 1 June ${fatima} to ${lakshmi}`,
    `leaver Fatima Al-Zahra 1 June to Lakshmi`,
  ])
    expect((await talk.card('coordinator', `${line} grant:yes`)).title, line).toMatch(
      /^Leaver: Fatima Al-Zahra → Lakshmi Venkataraman on 1 Jun /,
    );
  for (const [line, values, said] of [
    [`leaver ${fatima} on 1 June`, { on: '1 June' }, undefined],
    [`leaver ${fatima} next friday`, { on: 'next friday' }, undefined],
    [`leaver ${fatima} to`, {}, 'I don’t understand this: to'],
    [`leaver ${fatima} on someday`, {}, 'I don’t understand this: on someday'],
  ] as const) {
    const form = await talk.form('coordinator', line);
    expect([form.values.on, form.errors['']], line).toEqual(['on' in values ? values.on : undefined, said]);
  }
  for (const line of [`leaver ${fatima}, ${lakshmi}`, 'leaver Fatima and Lakshmi'])
    expect((await talk.card('coordinator', line)).title, line).toBe('This is done for one person at a time');
});

test('several leave to one by a line, by those who were chosen, and by what is said of one who leaves', async () => {
  const line = `jose.alvarez@riverside.example, kavya.nair@riverside.example to ${adaeze}`;
  const plan = await talk.card('coordinator', `leavers ${line}`);
  expect(plan.title).toBe('2 people leave?');
  const one = await talk.card('coordinator', `leaver ${line}`);
  expect(one.title).toBe('This is done for one person at a time');
  expect((await talk.follow('coordinator', one, 'Several leavers')).title).toBe('2 people leave?');
  const later = await talk.card('coordinator', `leavers ${line} on 1 June`);
  expect(wordsOf(later)).toContain('Nothing changes before');
  // Of two, the second is no successor.
  expect((await talk.card('coordinator', `leavers ${line.replace(/ to .*/, '')}`)).title).toBe('2 people leave?');
});
