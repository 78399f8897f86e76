import { beforeAll, beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, cardOf, formOf, type Talk, talking } from '../talk.ts';

/** Whoever a command names is found once, while the line is read or after, and carried on to the form, the preview and the act. */

const database = useDatabase();
let talk: Talk;
/** What each look-up after the reading of a line found. */
let found: string[];

beforeAll(async () => {
  talk = await talking(database.app());
  const { inputs } = talk.registry.get('suspend') ?? {};
  const people = inputs?.people;
  if (!people) throw new Error('suspend names nobody');
  inputs.people = {
    ...people,
    resolve: async (call, words) => {
      const who = await people.resolve?.(call, words);
      if (!who) throw new Error('a person is not looked up');
      found.push(Object.keys(who).join());
      return who;
    },
  };
});
beforeEach(() => {
  found = [];
});

const tooLong = 'left '.repeat(150);

test('from a typed line, however many words the name has', async () => {
  const card = await talk.card('coordinator', 'suspend Ben Okafor left in July');
  expect(card.title).toBe('Suspend Ben Okafor?');
  expect(found).toEqual([]);
});

test('from a typed line that becomes a form', async () => {
  const form = await talk.form('coordinator', `suspend Ben Okafor ${tooLong}`);
  expect(Object.keys(form.errors)).toEqual(['reason']);
  expect(form.fields.find((f) => f.kind === 'person')?.selected?.[0]?.label).toBe('Ben Okafor');
  expect(found).toEqual([]);
});

test('from a form, and from one that is shown again', async () => {
  const form = formOf(await talk.press('coordinator', { verb: 'suspend', step: 'form' }));
  expect(found).toEqual([]);
  const again = formOf(await talk.fill('coordinator', form, { people: 'Ben Okafor', reason: tooLong }));
  expect(found).toEqual(['one']);
  expect(cardOf(await talk.fill('coordinator', again, { reason: 'left' })).title).toBe('Suspend Ben Okafor?');
  expect(found).toEqual(['one', 'one']);
});

test('from the press of a button', async () => {
  const plan = await talk.card('coordinator', 'suspend ben.okafor@riverside.example');
  expect(found).toEqual([]);
  await talk.press('coordinator', buttonOf(plan, 'Suspend').action);
  expect(found).toEqual(['one']);
});
