import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { centres, deputies } from '../../../db/schema/index.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const talk = useTalk(database.app(testClock(new Date('2026-09-03T08:00:00Z'))));
const joseph = 'joseph.mwangi@riverside.example';

const kept = async () => (await database.db.select().from(centres).where(eq(centres.number, 'IN123')))[0];
const until = async () => (await database.db.select().from(deputies))[0]?.until.toISOString();

test('approval, reminder and expiry are changed by a line and by the form', async () => {
  const card = await talk.card('coordinator', 'settings approveResets:no remindAfterHours:48 expireAfterHours:100');
  expect(wordsOf(card)).toContain('Sent at once, without approval');
  expect(wordsOf(card)).toContain('Announced again after 2 days, expire after 100 hours');
  const form = formOf(await talk.press('coordinator', buttonOf(card, 'Change settings').action));
  expect(form.values).toMatchObject({ approveResets: false, remindAfterHours: '48', expireAfterHours: '100' });
  const wrong = formOf(await talk.fill('coordinator', form, { remindAfterHours: '100', expireAfterHours: '30' }));
  expect(wrong.errors.expireAfterHours).toContain('has to be announced again before it expires');
  const words = formOf(await talk.fill('coordinator', wrong, { remindAfterHours: 'a day' }));
  expect(words.errors.remindAfterHours).toBe('Enter a whole number.');
  for (const hours of ['-5', '–5', '0', '9999999'])
    expect(formOf(await talk.fill('coordinator', wrong, { remindAfterHours: hours })).errors.remindAfterHours).toMatch(
      /^Enter whole hours, at least 1 and at most \d+\.$/,
    );
  const back = { remindAfterHours: '24', expireAfterHours: '72', approveResets: true };
  expect(cardOf(await talk.fill('coordinator', words, back)).state).toBe('The settings are changed');
  expect(await kept()).toMatchObject({ approveResets: true, remindAfterHours: 24, expireAfterHours: 72 });
});

test('answers to mails go to an e-mail as it was pasted; an emptied field, or none, takes it back', async () => {
  const card = await talk.card('coordinator', 'settings replyTo:mailto:office@riverside.example,');
  expect(wordsOf(card)).toContain('office@riverside.example');
  expect(await kept()).toMatchObject({ replyTo: 'office@riverside.example' });
  const form = formOf(await talk.press('coordinator', buttonOf(card, 'Change settings').action));
  const wrong = formOf(await talk.fill('coordinator', form, { replyTo: 'the office' }));
  expect(wrong.errors.replyTo).toContain('not an e-mail address');
  await talk.fill('coordinator', wrong, { replyTo: '' });
  expect(await kept()).toMatchObject({ replyTo: null });
  await talk.card('coordinator', 'settings replyTo:office@riverside.example');
  await talk.card('coordinator', 'settings replyTo:none');
  expect(await kept()).toMatchObject({ replyTo: null });
});

test('a coordinator names who is told while they are away, to the end of the last day there', async () => {
  const card = await talk.card('coordinator', `settings standIn:${joseph} until:2026-09-14`);
  expect(wordsOf(card)).toContain('Joseph Mwangi, until 14 Sep 2026');
  // Midnight in India.
  expect(await until()).toBe('2026-09-14T18:30:00.000Z');
  const form = formOf(await talk.press('coordinator', buttonOf(card, 'Change settings').action));
  expect(form.values.until).toBe('2026-09-14');
  const same = cardOf(await talk.fill('coordinator', form, {}));
  expect(same.state ?? 'nothing changed').toBe('nothing changed');
  const longer = cardOf(await talk.fill('coordinator', form, { until: '16 Sep 2026' }));
  expect(wordsOf(longer)).toContain('Joseph Mwangi, until 16 Sep 2026');
  expect(await until()).toBe('2026-09-16T18:30:00.000Z');
  const trail = await talk.words('coordinator', 'audit');
  expect(trail).toContain('Amina Rahman named as stand-in Joseph Mwangi');
  expect(wordsOf(await talk.follow('coordinator', longer, 'End the stand-in'))).toContain('Nobody');
  expect(await until()).toBeUndefined();
});

test('what is wrong with a deputy stands beside its field, and nothing is changed', async () => {
  const at = async (line: string) => (await talk.form('coordinator', `settings ${line}`)).errors;
  expect((await at(`standIn:${joseph}`)).until).toBe('Fill this in.');
  expect((await at('until:2026-09-14')).standIn).toBe('Fill this in.');
  expect((await at(`standIn:${joseph} until:2026-09-01`)).until).toBe('This day is over. Enter a later one.');
  expect((await at('standIn:amina.rahman@riverside.example until:2026-09-14')).standIn).toContain('This is you');
  expect((await at('standIn:ben.okafor@riverside.example until:2026-09-14')).standIn).toContain('could not decide');
  expect(await until()).toBeUndefined();
  expect(await talk.words('coordinator', 'settings standIn:none')).toContain('Nobody');
});

test('an admin reads them and changes nothing', async () => {
  const card = await talk.card('admin', 'settings');
  expect(wordsOf(card)).toContain('Announced again after 1 day, expire after 3 days');
  expect(wordsOf(card)).not.toContain('My stand-in');
  expect(card.buttons).toEqual([]);
  for (const line of ['approveResets:no', `standIn:${joseph} until:2026-09-14`])
    expect(await talk.words('admin', `settings ${line}`)).toContain('Your rights do not cover this');
});
