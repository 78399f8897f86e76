import { and, eq, inArray, isNull } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { auditEvents, centres, links, mails, users } from '../../../db/schema/index.ts';
import type { Card } from '../../../src/ui/card.ts';
import { useDatabase } from '../../kit/database.ts';
import { addUser } from '../../kit/people.ts';
import { cardOf, formOf, useTalk, type Who, wordsOf } from '../talk.ts';

/** Links by mail to many in one go: to choose a password, and to set one up. */

const database = useDatabase();
const talk = useTalk(database.app());
const made: Record<string, string> = {};

beforeAll(async () => {
  const [centre] = await database.db.select().from(centres);
  // Who is invited at the sample school is no part of this.
  await database.db.update(users).set({ status: 'active' }).where(eq(users.status, 'invited'));
  const add = async (name: string, status: 'active' | 'invited' | 'suspended', role?: 'admin') => {
    const email = `${name}@riverside.example`;
    const suspended = status === 'suspended' && { suspendedFrom: 'active' as const, suspendedAt: new Date() };
    const values = { firstName: name, email, status, role, ...suspended };
    made[name] = (await addUser(database.db, centre?.id ?? '', values)).id;
  };
  await add('ann', 'active');
  await add('bob', 'active');
  await add('gone', 'suspended');
  await add('late', 'invited');
  await add('later', 'invited');
  await add('lead', 'invited', 'admin');
});

const yes = (who: Who, card: Card) => talk.press(who, (card.buttons ?? [])[0]?.action ?? { verb: '', step: 'run' });

const open = (names: string[]) =>
  database.db
    .select({ userId: links.userId, kind: links.kind, mail: mails.kind, correlationId: mails.correlationId })
    .from(links)
    .innerJoin(mails, eq(mails.linkId, links.id))
    .where(
      and(
        inArray(
          links.userId,
          names.map((name) => made[name] ?? ''),
        ),
        isNull(links.voidedAt),
      ),
    );

test('a reset for several sends each a link of their own under one correlation id; who is suspended or has no password yet is left out', async () => {
  const question = cardOf(
    await talk.say(
      'coordinator',
      'reset ann@riverside.example, bob@riverside.example, gone@riverside.example, late@riverside.example',
    ),
  );
  expect(question.title).toBe('Send a reset link to 2 people?');
  expect(question.state).toBe('2 people left out');
  expect(wordsOf(question)).toContain('gone');
  const done = cardOf(await yes('coordinator', question));
  // The same press once more does nothing more.
  await yes('coordinator', question);
  expect(done.title).toBe('Reset links are on their way to 2 people');
  const sent = await open(['ann', 'bob', 'gone', 'late']);
  expect(sent.map(({ userId, kind, mail }) => [userId, kind, mail]).sort()).toEqual(
    [made.ann, made.bob].map((id) => [id, 'reset', 'reset']).sort(),
  );
  const [{ correlationId } = { correlationId: '' }] = sent;
  expect(sent.every((s) => s.correlationId === correlationId)).toBe(true);
  const events = await database.db.select().from(auditEvents).where(eq(auditEvents.correlationId, correlationId));
  expect(events.map((e) => [e.action, e.targetId]).sort()).toEqual(
    [made.ann, made.bob].map((id) => ['reset.send', id]).sort(),
  );
});

test('invite all is for those whom one may invite, and agreed to for just those', async () => {
  const [asked, ofAdmin] = [
    cardOf(await talk.say('coordinator', 'invite all')),
    cardOf(await talk.say('admin', 'invite everyone')),
  ];
  expect(asked.title).toBe('Send the invitation to 3 people again?');
  expect(ofAdmin.title).toBe('Send the invitation to 2 people again?');
  expect(ofAdmin.state).toBeUndefined();
  await database.db
    .update(users)
    .set({ status: 'active' })
    .where(eq(users.id, made.later ?? ''));
  const anew = cardOf(await yes('coordinator', asked));
  expect(anew.title).toBe('Send the invitation to 2 people again?');
  expect(cardOf(await yes('coordinator', anew)).title).toBe('The invitations are on their way to 2 people');
  expect((await open(['late', 'later', 'lead'])).map(({ userId }) => userId).sort()).toEqual(
    [made.late, made.lead].sort(),
  );
});

test('to invite nobody asks whom; where nobody waits for it, that is said', async () => {
  expect(formOf(await talk.say('coordinator', 'invite')).fields.map(({ name }) => name)).toEqual([
    'file',
    'all',
    'people',
  ]);
  await database.db.update(users).set({ status: 'active' }).where(eq(users.status, 'invited'));
  expect(cardOf(await talk.say('coordinator', 'invite all')).title).toBe('Everyone has set a password');
});
