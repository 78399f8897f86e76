import { beforeAll, beforeEach, expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, cardOf, formOf, type Talk, talking } from '../talk.ts';

/** Whoever a command names is found once, and carried on from there to the form, the preview and the act. */

const database = useDatabase();
let talk: Talk;
/** What each look-up found. */
let found: string[];

beforeAll(async () => {
  talk = await talking(database.app());
  const { inputs } = talk.registry.get('suspend') ?? {};
  const person = inputs?.person;
  if (!person) throw new Error('suspend names nobody');
  inputs.person = {
    ...person,
    resolve: async (call, words) => {
      const who = await person.resolve?.(call, words);
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
const ones = () => found.filter((f) => f === 'one');

test('from a typed line, however many words the name has', async () => {
  const card = await talk.card('coordinator', 'suspend Ben Okafor left in July');
  expect(card.title).toBe('Suspend Ben Okafor?');
  expect(ones()).toHaveLength(1);
});

test('from a typed line that becomes a form', async () => {
  const form = await talk.form('coordinator', `suspend Ben Okafor ${tooLong}`);
  expect(Object.keys(form.errors)).toEqual(['reason']);
  expect(form.fields.find((f) => f.kind === 'person')?.selected?.label).toBe('Ben Okafor');
  expect(ones()).toHaveLength(1);
});

test('from a form, and from one that is shown again', async () => {
  const form = formOf(await talk.press('coordinator', { verb: 'suspend', step: 'form' }));
  expect(found).toEqual([]);
  const again = formOf(await talk.fill('coordinator', form, { person: 'Ben Okafor', reason: tooLong }));
  expect(found).toEqual(['one']);
  expect(cardOf(await talk.fill('coordinator', again, { reason: 'left' })).title).toBe('Suspend Ben Okafor?');
  expect(found).toEqual(['one', 'one']);
});

test('from the press of a button', async () => {
  const plan = await talk.card('coordinator', 'suspend ben.okafor@riverside.example');
  expect(found).toEqual(['one']);
  await talk.press('coordinator', buttonOf(plan, 'Suspend').action);
  expect(found).toEqual(['one', 'one']);
});
