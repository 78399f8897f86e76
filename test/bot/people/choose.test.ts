import { beforeAll, expect, test } from 'vitest';
import { centres } from '../../../db/schema/index.ts';
import type { Field } from '../../../src/ui/form.ts';
import { useDatabase } from '../../kit/database.ts';
import { addUser } from '../../kit/people.ts';
import { buttonOf, cardOf, formOf, useTalk, type Who, wordsOf } from '../talk.ts';

/** Several of a list, chosen over its pages, and what is done with them. */

const database = useDatabase();
const talk = useTalk(database.app());

beforeAll(async () => {
  const [centre] = await database.db.select().from(centres);
  for (let i = 10; i < 70; i += 1)
    await addUser(database.db, centre?.id ?? '', {
      firstName: 'Choice',
      lastName: `<!channel> ${i} 李`,
      email: `choice${i}@riverside.example`,
    });
});

const named = (fields: Field[], name: string) => fields.find((field) => field.name === name);
const optionsOf = (fields: Field[], name: string) => {
  const field = named(fields, name);
  return field && 'options' in field ? field.options : [];
};
const choosing = async (who: Who, words: string) => {
  const list = await talk.card(who, `list ${words}`);
  return formOf(await talk.press(who, buttonOf(list, 'Choose several').action));
};

test('some of each page, and others who are searched for: one plan for all of them', async () => {
  const first = await choosing('coordinator', 'choice');
  const acts = optionsOf(first.fields, 'answer-act').map(({ label }) => label);
  expect(acts).toEqual(expect.arrayContaining(['Suspend', 'Reactivate', 'Delete', 'Show the next ones first']));
  const people = optionsOf(first.fields, 'answer-ticked');
  expect(people).toHaveLength(20);
  const ticked = people.slice(0, 3).map(({ value }) => value);
  const none = formOf(await talk.fill('coordinator', first, { 'answer-ticked': ticked }));
  expect(none.errors).toEqual({ 'answer-act': 'Choose what is done with them.' });
  expect(none.values['answer-ticked']).toEqual(ticked);
  const next = formOf(await talk.fill('coordinator', none, { 'answer-act': 'more' }));
  expect(next.intro).toBe('3 people are chosen on the pages before.');
  const others = optionsOf(next.fields, 'answer-ticked');
  expect(others).toHaveLength(20);
  const more = others.slice(0, 2).map(({ value }) => value);
  const plan = cardOf(
    await talk.fill('coordinator', next, {
      'answer-ticked': more,
      'answer-others': ['ben.okafor@riverside.example'],
      'answer-act': 'suspend',
    }),
  );
  expect(plan.title).toBe('Suspend 6 accounts?');
  expect(wordsOf(plan)).toContain('Ben Okafor');
  expect(buttonOf(plan, 'Suspend').action).toMatchObject({ verb: 'suspend', step: 'confirm' });
});

test('all whom the list finds; nobody and no act are asked for; who has no rights is offered nothing', async () => {
  const form = formOf(await talk.say('coordinator', 'choose choice'));
  expect(named(form.fields, 'answer-all')?.label).toBe('All 60 whom the list finds');
  expect(formOf(await talk.fill('coordinator', form, { 'answer-act': 'suspend' })).errors).toEqual({
    'answer-ticked': 'Choose someone.',
  });
  const plan = cardOf(await talk.fill('coordinator', form, { 'answer-all': true, 'answer-act': 'suspend' }));
  expect(plan.title).toBe('Suspend 60 accounts?');
  const admin = await choosing('admin', 'choice');
  expect(optionsOf(admin.fields, 'answer-act').map(({ label }) => label)).not.toContain('Delete');
  const forged = await talk.fill('admin', admin, { 'answer-all': true, 'answer-act': 'delete' });
  expect(formOf(forged).errors['answer-act']).toBeDefined();
  const teacher = await talk.say('teacher', 'choose choice');
  expect(JSON.stringify(teacher)).not.toContain('choice1');
});

test('of one who is chosen the question is that of one', async () => {
  const form = formOf(await talk.say('coordinator', 'choose choice'));
  const [one] = optionsOf(form.fields, 'answer-ticked');
  const answer = await talk.fill('coordinator', form, { 'answer-ticked': [one?.value ?? ''], 'answer-act': 'admin' });
  expect(cardOf(answer).title).toContain(`Make ${one?.label} an admin?`);
});
