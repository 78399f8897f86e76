import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findPeople } from '../../src/service/people/find.ts';
import { readOwn } from '../../src/service/people/show.ts';
import { identify } from '../../src/service/workspaces/identify.ts';
import { useDatabase } from '../kit/database.ts';
import { asked } from '../kit/statements.ts';
import { cardOf, senderOf, useTalk, wordsOf } from './talk.ts';

/** How many statements an answer takes: a new one is seen here. Who asks is one of them. */

const database = useDatabase();
const app = database.app();
const talk = useTalk(app);

test.each([
  ['show ben.okafor@riverside.example', 1],
  ['show ben okafor', 3],
  ['show <@teacher>', 1],
  ['suspend ben.okafor@riverside.example', 1],
  ['reactivate arjun.iyer@riverside.example', 1],
  ['groups ben.okafor@riverside.example', 3],
  ['whoami', 1],
  ['list', 3],
  ['list teachers', 3],
  ['help', 4],
  ['requests', 3],
  ['my-requests', 2],
])('%s', async (line, statements) => {
  // What a connection is asked once, and what is remembered, is not what is counted.
  await talk.say('coordinator', line);
  const { alone, transactions } = await asked(app.db, () => talk.say('coordinator', line));
  expect(transactions).toEqual([]);
  expect(alone.length, alone.join('\n\n')).toBe(statements);
});

test('whom a button is about is read with who presses it', async () => {
  const card = cardOf(await talk.say('coordinator', 'list teachers'));
  const action = card.rows?.[0]?.buttons?.find(({ action }) => action.verb === 'show')?.action;
  if (!action) throw new Error('no button');
  const { alone } = await asked(app.db, () => talk.press('coordinator', action));
  expect(alone.length, alone.join('\n\n')).toBe(1);
});

test('whom a form names is read with who sends it, and all that the question rests on', async () => {
  const form = await talk.form('coordinator', 'suspend');
  const [ben] = await talk.bot.search(senderOf('coordinator'), 'ben okafor');
  const { result, alone } = await asked(app.db, () => talk.fill('coordinator', form, { people: [ben?.value ?? ''] }));
  expect(cardOf(result).title).toContain('Ben Okafor?');
  expect(alone.length, alone.join('\n\n')).toBe(1);
});

test('of who is no member nobody is read whom they name', async () => {
  const event = { type: 'text', text: 'show ben.okafor@riverside.example' } as const;
  const place = { kind: 'direct', id: '' } as const;
  const { alone } = await asked(app.db, () =>
    talk.bot.handle({ id: randomUUID(), sender: senderOf('coordinator', 'guest'), place, event }),
  );
  expect(alone.join()).not.toContain('any(');
});

test('who was read with who asks is taken once: a second look is for what has changed', async () => {
  const { platform, workspace, person, email } = senderOf('coordinator');
  const sender = { platform, workspace, person, email, name: undefined, member: true };
  const ref = 'ben.okafor@riverside.example';
  const known = await identify(app, sender, randomUUID(), { emails: [ref], ids: [] });
  if ('because' in known) throw new Error(known.because);
  const { actor, workspaceId, named } = known;
  const ctx = { ...app, actor, workspaceId, correlationId: randomUUID() };
  const look = () => asked(app.db, () => findPeople(ctx, { sought: [{ ref }], named }));
  const [first, second] = [await look(), await look()];
  expect([first.alone.length, second.alone.length]).toEqual([0, 1]);
  expect(second.result).toEqual(first.result);
});

test('a profile is the same in however many statements it is read', async () => {
  const shown = (line: string) => talk.card('coordinator', line);
  const byName = await shown('show ben okafor');
  expect(byName.title).toBe('Ben Okafor');
  expect(await shown('show ben.okafor@riverside.example')).toEqual(byName);
  expect(await shown('show <@teacher>')).toEqual(await shown('show Ben.Okafor@Riverside.example'));
});

test.each([
  ['suspend', 'ben okafor', 'ben.okafor@riverside.example'],
  ['reactivate', 'arjun iyer', 'arjun.iyer@riverside.example'],
])('what %s asks of %s is the same in however many statements it is read', async (verb, name, email) => {
  const byName = cardOf(await talk.say('coordinator', `${verb} ${name}`));
  expect(byName.title).toContain('?');
  const { result, alone } = await asked(app.db, () => talk.say('coordinator', `${verb} ${email}`));
  expect(wordsOf(cardOf(result))).toBe(wordsOf(byName));
  // It takes no more of a profile than it rests on.
  const others = ['notes', 'requests', 'links', 'site_visits', 'provisioning'];
  expect(others.filter((table) => alone.join().includes(`"${table}"`))).toEqual([]);
});

test('one’s own account is the same in however many statements it is read', async () => {
  const { platform, workspace, person, email } = senderOf('teacher');
  const sender = { platform, workspace, person, email, name: undefined, member: true };
  const known = await identify(app, sender, randomUUID(), { emails: [], ids: [], more: 'own' });
  if ('because' in known) throw new Error(known.because);
  const { actor, workspaceId, own } = known;
  const ctx = { ...app, actor, workspaceId, correlationId: randomUUID() };
  const byItself = await readOwn(ctx, {});
  expect(byItself.person.email).toBe(email);
  const { result, alone } = await asked(app.db, () => readOwn(ctx, { read: own }));
  expect([result, alone]).toEqual([byItself, []]);
  // What was read of someone else is no account of one's own.
  const other = await readOwn({ ...ctx, actor: { ...actor, id: randomUUID() } }, { read: own }).catch(
    ({ code }) => code,
  );
  expect(other).toBe('person-unknown');
});
