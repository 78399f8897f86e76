import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents, learnerGroups, leavers, users } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
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

test('one card through all the steps, with Undo while nothing rests on it, under one correlation id', async () => {
  const start = await talk.card('coordinator', `leaver ${ben}`);
  expect(start.rows?.map((r) => [r.title, r.state])).toEqual([
    ['▶ Suspend the account', undefined],
    ['· Transfer 3 learner groups, 12 tests, 340 results', 'after the suspension'],
    ['· Delete the account', 'after the suspension'],
  ]);
  const here = async (action: Parameters<typeof talk.press>[1]) => {
    const replies = await talk.press('coordinator', action);
    expect(replies).toMatchObject([{ kind: 'card', replace: true }]);
    return cardOf(replies);
  };
  const suspend = await here(buttonOf(start, 'Suspend').action);
  expect((await here(buttonOf(suspend, 'Back').action)).title).toBe('Leaver: Ben Okafor');
  const suspended = await here(buttonOf(suspend, 'Suspend').action);
  expect(suspended.rows?.[0]).toMatchObject({
    title: '✔ Suspended',
    state: expect.stringContaining('Amina Rahman, today'),
  });
  expect(buttonOf(suspended, 'Undo').action.input).toMatchObject({ do: 'reactivate' });

  const form = formOf(await talk.press('coordinator', buttonOf(suspended, 'Choose who').action));
  expect(form.title).toBe('Transfer data');
  expect(form.fields.map((f) => f.name)).toEqual(['to', 'site', 'grant']);
  const asked = await talk.fill('coordinator', form, { to: 'adaeze.okafor@riverside.example' });
  expect(asked).toMatchObject([{ kind: 'card', replace: true }]);
  const moved = await here(buttonOf(cardOf(asked), 'Transfer data').action);
  expect(moved.rows?.map((r) => r.title)).toEqual([
    '✔ Suspended',
    '✔ 3 learner groups, 12 tests, 340 results transferred to Adaeze Okafor',
    '▶ Delete the account',
  ]);
  // The suspension can't be undone while the transfer rests on it.
  expect(moved.rows?.[0]?.buttons).toEqual([]);

  const groups = (await talk.card('coordinator', 'groups adaeze.okafor@riverside.example')).table;
  expect(groups?.rows.filter((r) => r[0]?.startsWith('3B ('))).toHaveLength(2);

  const back = await here(buttonOf(moved, 'Undo').action);
  const again = await here(buttonOf(back, 'Transfer back').action);
  expect(again.rows?.[1]?.title).toBe('▶ Transfer 3 learner groups, 12 tests, 340 results');
  const once = formOf(await talk.press('coordinator', buttonOf(again, 'Choose who').action));
  const question = cardOf(await talk.fill('coordinator', once, { to: 'adaeze.okafor@riverside.example' }));
  await here(buttonOf(question, 'Transfer data').action);

  // Another day, another card.
  const later = await talk.card('coordinator', `leaver ${ben}`);
  const last = await here(buttonOf(later, 'Delete').action);
  const [person] = await database.db.select().from(users).where(eq(users.email, ben));
  const gone = await here(buttonOf(last, 'Delete for good').action);
  expect(gone.title).toBe('Ben Okafor’s account is deleted');

  const id = person?.id ?? '';
  const trail = await database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, id))
    .orderBy(auditEvents.id);
  const steps = trail.filter((e) => e.outcome === 'done');
  expect(steps.map((e) => e.action)).toEqual([
    'user.suspend',
    'data.transfer',
    'data.received',
    'data.transfer',
    'user.delete',
  ]);
  const [leaver] = await database.db.select().from(leavers).where(eq(leavers.userId, id));
  expect(new Set(steps.map((e) => e.correlationId))).toEqual(new Set([leaver?.id]));
  expect(leaver?.endedAt).not.toBeNull();
  expect((await talk.card('coordinator', `show ${ben}`)).title).toContain('I found nobody');
});

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
