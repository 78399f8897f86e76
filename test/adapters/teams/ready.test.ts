import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { usualPace } from '../../../adapters/teams/context.ts';
import { auditEvents, deliveries } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { asked } from '../../kit/statements.ts';
import type { Delivery } from './fake/index.ts';
import { useTeams, wordsIn } from './school.ts';

/** What only reads and is soon answered is kept nowhere, and what changes something always; an answer is one call of Teams. */

const database = useDatabase();
const pace = { ...usualPace, keepAfterMs: 10_000 };
const school = useTeams(database, { pace });

const amina = () => school.as('coordinator');
const own = () => school.direct('coordinator');
const seen = () =>
  amina()
    .sees(own())
    .filter(({ fromBot }) => fromBot);

/** What it brings: how Teams was called for it, the statements, what was kept, and what is new to read. */
async function brings(act: () => Promise<Delivery>) {
  await school.settled();
  await school.inbox.settled();
  const before = { kept: await database.db.$count(deliveries), calls: school.teams.calls.length, seen: seen().length };
  const { result, alone, transactions } = await asked(school.app.db, async () => {
    const delivery = await act();
    await school.settled();
    await school.inbox.settled();
    return delivery;
  });
  return {
    delivery: result,
    statements: alone.length + transactions.flat().length,
    calls: school.teams.calls.slice(before.calls).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`),
    kept: (await database.db.$count(deliveries)) - before.kept,
    words: seen().slice(before.seen).map(wordsIn),
  };
}
const say = (line: string) => brings(() => amina().type(line, own()));

test('an answer that is ready is one call, and nothing is kept of what was asked', async () => {
  // Where they are reached is kept with the first word of theirs and read with the next; what is asked once of a connection is not counted.
  for (const line of ['whoami', 'list', 'help']) await say(line);
  for (const [line, statements, words] of [
    ['whoami', 1, 'amina.rahman@'],
    ['show ben.okafor@riverside.example', 1, 'Ben Okafor'],
    ['list', 3, 'Abena Boateng'],
    ['help', 4, 'What you can do here'],
    ['sospend', 2, 'Did you mean'],
    ['add', 2, 'Add'],
  ] as const) {
    const read = { calls: ['POST activities'], kept: 0, statements, words: [expect.stringContaining(words)] };
    expect(await say(line)).toMatchObject(read);
  }
});

test('what changes something is kept before it is done, and done and answered once', async () => {
  const done = () => database.db.$count(auditEvents, eq(auditEvents.action, 'user.suspend'));
  const before = await done();
  const question = await say('suspend chidi.nwosu@riverside.example');
  expect(question).toMatchObject({ kept: 1, words: [expect.stringContaining('Nwosu')] });
  expect(await brings(() => amina().redeliver(question.delivery))).toMatchObject({ calls: [], kept: 0, words: [] });
  const asked = seen().at(-1);
  if (!asked) throw new Error('no question');
  // In its place, by one call.
  const yes = await brings(() => amina().press(asked, 'Suspend'));
  expect(yes).toMatchObject({ calls: [expect.stringMatching(/^PUT /)], kept: 1 });
  expect(await brings(() => amina().redeliver(yes.delivery))).toMatchObject({ calls: [], kept: 0, words: [] });
  expect(await done()).toBe(before + 1);
});

test('a press that only reads is kept nowhere', async () => {
  await say('list');
  const list = seen().at(-1);
  if (!list) throw new Error('no list');
  const answer = await brings(() => amina().press(list, 'Show'));
  expect(answer).toMatchObject({ kept: 0 });
});

test('what takes long is kept, and has one answer', async () => {
  pace.keepAfterMs = 0;
  const answer = await say('show ben.okafor@riverside.example');
  expect(answer).toMatchObject({ kept: 1, words: [expect.stringContaining('Ben Okafor')] });
  expect(await brings(() => amina().redeliver(answer.delivery))).toMatchObject({ calls: [], kept: 0, words: [] });
  pace.keepAfterMs = 10_000;
});
