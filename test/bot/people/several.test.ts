import { and, eq, inArray, like } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { auditEvents, centres, users } from '../../../db/schema/index.ts';
import type { Card } from '../../../src/ui/card.ts';
import { useDatabase } from '../../kit/database.ts';
import { addUser } from '../../kit/people.ts';
import { recorded, type Sent } from '../../kit/recorded.ts';
import { buttonOf, cardOf, talking, useTalk, type Who, wordsOf } from '../talk.ts';

/** One question, one Yes and one way back for many. */

const database = useDatabase();
const talk = useTalk(database.app());
const many = 160;
let ids: string[];

beforeAll(async () => {
  const [centre] = await database.db.select().from(centres);
  const numbers = Array.from({ length: many }, (_, i) => i);
  const made = await Promise.all(
    numbers.map((i) =>
      addUser(database.db, centre?.id ?? '', {
        firstName: `Many${i}`,
        lastName: '<!channel> O’Brien & 李',
        email: `many${i}@riverside.example`,
        status: i === 0 ? 'invited' : 'active',
      }),
    ),
  );
  ids = made.map(({ id }) => id);
});

const statuses = async () => {
  const rows = await database.db
    .select({ status: users.status })
    .from(users)
    .where(like(users.email, 'many%@riverside.example'));
  return Object.fromEntries(
    ['active', 'invited', 'suspended'].map((s) => [s, rows.filter(({ status }) => status === s).length]),
  );
};

const suspensions = (of: string[]) =>
  database.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.action, 'user.suspend'), inArray(auditEvents.targetId, of)));

/** The question that a button for these leads to. */
const asked = async (who: Who, verb: string, people: string[]) =>
  cardOf(await talk.press(who, { verb, step: 'run', input: { people: people.map((id) => `id:${id}`) } }));

const yes = (who: Who, card: Card) => talk.press(who, (card.buttons ?? [])[0]?.action ?? { verb: '', step: 'run' });

test('many are suspended by one Yes, under one correlation id, and all of them brought back by one button', async () => {
  const question = await asked('coordinator', 'suspend', ids);
  expect(question.title).toBe(`Suspend ${many} accounts?`);
  expect(question.rows).toHaveLength(20);
  expect(wordsOf(question)).toContain(`…and ${many - 20} more.`);
  const done = cardOf(await yes('coordinator', question));
  expect(done.title).toBe(`${many} accounts are suspended`);
  expect(await statuses()).toEqual({ active: 0, invited: 0, suspended: many });
  const events = await suspensions(ids);
  expect(events).toHaveLength(many);
  expect(new Set(events.map((e) => e.correlationId)).size).toBe(1);

  // Who came back meanwhile is left out, and said first.
  cardOf(await yes('coordinator', await asked('coordinator', 'reactivate', ids.slice(3, 4))));
  const back = await talk.follow('coordinator', done, `Undo for all ${many}`);
  expect(back.title).toBe(`Reactivate ${many - 1} accounts?`);
  expect(back.state).toBe('1 person left out');
  expect(back.rows?.[0]).toMatchObject({ title: 'Many3 <!channel> O’Brien & 李', state: 'Left out' });
  expect(wordsOf(back)).toContain('1 of them has not set a password yet.');
  const again = cardOf(await yes('coordinator', back));
  expect(again.title).toBe(`${many - 1} accounts are reactivated`);
  expect(buttonOf(again, 'Send 1 invitation').action.verb).toBe('invite');
  expect(await statuses()).toEqual({ active: many - 1, invited: 1, suspended: 0 });
  // And the way back from that is for just those.
  expect((await talk.follow('coordinator', again, `Undo for all ${many - 1}`)).title).toBe(
    `Suspend ${many - 1} accounts?`,
  );
});

test('two who press the Yes to one plan do it once; the second sees what is left of it', async () => {
  const question = await asked('coordinator', 'suspend', ids.slice(0, 5));
  const [one, two] = await Promise.all([yes('coordinator', question), yes('coordinator', question)]);
  const titles = [one, two].map((replies) => cardOf(replies).title).sort();
  expect(titles).toContain('5 accounts are suspended');
  // The other was before.
  expect(await suspensions(ids.slice(1, 2))).toHaveLength(2);
  expect(wordsOf(await asked('coordinator', 'suspend', ids.slice(0, 6)))).toContain('5 people left out');
  // Of two plans for the same people, the one whose Yes comes second is shown afresh: of those who are left, or that nobody is.
  const back = () => asked('coordinator', 'reactivate', ids.slice(0, 5));
  const [first, second] = [await back(), await back()];
  const both = await Promise.all([yes('coordinator', first), yes('coordinator', second)]);
  expect(both.map((replies) => cardOf(replies).title).sort()).toEqual([
    '5 accounts are reactivated',
    'That can’t be done',
  ]);
  await yes('coordinator', await asked('coordinator', 'suspend', ids.slice(0, 5)));
  expect((await asked('coordinator', 'suspend', ids.slice(0, 5))).title).toBe('That can’t be done');
  cardOf(await yes('coordinator', await asked('coordinator', 'reactivate', ids.slice(0, 5))));
});

test('several are deleted by one Yes; who holds something, or is not suspended, is left out and stays', async () => {
  const [ben] = await database.db.select().from(users).where(eq(users.email, 'ben.okafor@riverside.example'));
  const gone = ids.splice(-4);
  const asks = (people: string[]) => asked('coordinator', 'delete', people);
  expect(wordsOf(await asks([...gone, ben?.id ?? '']))).toContain('Ben Okafor is not suspended.');
  await yes('coordinator', await asked('coordinator', 'suspend', [...gone, ben?.id ?? '']));
  const question = await asks([...gone, ben?.id ?? '', ids[0] ?? '']);
  expect(question.title).toBe('Delete 4 accounts?');
  expect(question.rows?.map(({ title }) => title).slice(0, 2)).toEqual(['Ben Okafor', 'Many0 <!channel> O’Brien & 李']);
  expect(wordsOf(question)).toContain('Ben Okafor still holds');
  expect(cardOf(await yes('coordinator', question)).title).toBe('4 accounts are deleted');
  const left = await database.db
    .select()
    .from(users)
    .where(inArray(users.id, [...gone, ben?.id ?? '']));
  expect(left.map(({ status, email }) => `${status} ${email}`).sort()).toEqual([
    'deleted null',
    'deleted null',
    'deleted null',
    'deleted null',
    'suspended ben.okafor@riverside.example',
  ]);
});

test('rights are given to several, and taken back from just those, each of whom gets back what they were', async () => {
  const [joseph] = await database.db.select().from(users).where(eq(users.email, 'joseph.mwangi@riverside.example'));
  const whom = [...ids.slice(1, 4), joseph?.id ?? ''];
  const input = { people: whom.map((id) => `id:${id}`), of: 'coordinator' };
  const roles = async () => {
    const rows = await database.db.select().from(users).where(inArray(users.id, whom));
    return rows.map(({ role }) => role).sort();
  };
  const question = cardOf(await talk.press('coordinator', { verb: 'admin', step: 'run', input }));
  expect(question.title).toBe('Make 4 people coordinators?');
  const done = cardOf(await yes('coordinator', question));
  expect(done.title).toBe('4 people are now coordinators');
  expect(await roles()).toEqual(['coordinator', 'coordinator', 'coordinator', 'coordinator']);
  const back = await talk.follow('coordinator', done, 'Undo for 3 teachers');
  expect(back.title).toBe('Take from 3 people the rights of a coordinator?');
  await yes('coordinator', back);
  await yes('coordinator', await talk.follow('coordinator', done, 'Undo for 1 admin'));
  expect(await roles()).toEqual(['admin', 'teacher', 'teacher', 'teacher']);
  // Who has no access to the site is left out.
  const site = cardOf(
    await talk.say('coordinator', 'admin jose alvarez, joseph mwangi, many5@riverside.example on forums'),
  );
  expect(site.state).toBe('1 person left out');
  const marked = cardOf(await yes('coordinator', site));
  expect(marked.title).toBe('2 people are now site admins of Online discussion forums');
  const unmarked = cardOf(await yes('coordinator', await talk.follow('coordinator', marked, 'Undo for all 2')));
  expect(unmarked.title).toBe('2 people are no longer site admins of Online discussion forums');
});

test('each of these takes as many statements for 56 people as for 40', async () => {
  const sent: Sent[] = [];
  const connection = recorded(database.url, sent);
  const counted = await talking({ ...database.app(), db: connection.db });
  const cost = async (verb: string, people: string[], more = {}) => {
    sent.length = 0;
    const input = { people: people.map((id) => `id:${id}`), ...more };
    const question = cardOf(await counted.press('coordinator', { verb, step: 'run', input }));
    const done = cardOf(await counted.press('coordinator', question.buttons?.[0]?.action ?? { verb: '', step: 'run' }));
    return `${done.title.replace(/\d+/, 'n')}: ${sent.length}`;
  };
  const all = async (people: string[]) => [
    await cost('admin', people, { do: 'on' }),
    await cost('admin', people, { do: 'off' }),
    await cost('suspend', people),
    await cost('reactivate', people),
    await cost('suspend', people),
    await cost('delete', people),
  ];
  const [some, more] = [ids.splice(-96, 40), ids.splice(-56)];
  expect(await all(more)).toEqual(await all(some));
  await connection.close();
});

test('whoever suspends themselves among others is not led to bring anyone back', async () => {
  const [admin] = await database.db.select().from(users).where(eq(users.email, 'joseph.mwangi@riverside.example'));
  const question = await asked('admin', 'suspend', [...ids.slice(0, 2), admin?.id ?? '']);
  // An admin does not reach admins, themselves included.
  expect(question.state).toBe('1 person left out');
  const done = cardOf(await yes('admin', question));
  expect(buttonOf(done, 'Undo for all 2').action.verb).toBe('reactivate');
});

test('who was deleted meanwhile is said to be gone, by no id, and the others go on', async () => {
  const whom = ids.splice(-3);
  const done = cardOf(await yes('coordinator', await asked('coordinator', 'suspend', whom)));
  const question = await asked('coordinator', 'reactivate', whom);
  await yes('coordinator', await asked('coordinator', 'delete', whom.slice(0, 1)));
  const gone = 'not known here, and is left out: an account that is not here any more.';
  const back = await talk.follow('coordinator', done, 'Undo for all 3');
  expect(back.title).toBe('Reactivate 2 accounts?');
  expect(wordsOf(back)).toContain(gone);
  // A Yes to all of them is asked for afresh.
  const afresh = cardOf(await yes('coordinator', question));
  expect(afresh.title).toBe('Reactivate 2 accounts?');
  expect(wordsOf(afresh)).toContain(gone);
  expect((await asked('coordinator', 'reactivate', whom.slice(0, 1))).title).toBe('This account is not here any more');
  cardOf(await yes('coordinator', afresh));
});

test('what would mend it for all of several is one button for all of them', async () => {
  const refused = await asked('coordinator', 'delete', ids.slice(10, 60));
  expect(refused.title).toBe('That can’t be done');
  expect(refused.buttons?.map(({ label }) => label)).toEqual(['Suspend']);
  expect((await talk.follow('coordinator', refused, 'Suspend')).title).toBe('Suspend 47 accounts?');
});

test('more than one plan takes are said to be too many', async () => {
  const addresses = Array.from({ length: 2_001 }, (_, i) => `nobody${i}@riverside.example`);
  const form = await talk.form('coordinator', `suspend ${addresses.join(' ')}`);
  expect(form.errors).toEqual({ people: 'These are too many. Name at most 2,000 people at once.' });
  // Nor are some of them suspended in place of all.
  expect(form.values.people).toEqual([]);
});

test('who is named beside all who are invited, and is not, is left out by name', async () => {
  const card = await talk.card('coordinator', 'invite all, ben.okafor@riverside.example');
  expect(card.rows?.[0]).toMatchObject({ title: 'Ben Okafor', state: 'Left out' });
});
