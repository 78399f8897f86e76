import { eq, inArray } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents, siteAccess, userProgrammes, users } from '../../../db/schema/index.ts';
import type { Card } from '../../../src/ui/card.ts';
import { useDatabase } from '../../kit/database.ts';
import { cardOf, formOf, useTalk, type Who, wordsOf } from '../talk.ts';

/** Sites and programmes of several, by what they get and what is taken. */

const database = useDatabase();
const talk = useTalk(database.app());
const names = ['ben.okafor', 'tomas.dvorak', 'kavya.nair'];
const emails = names.map((name) => `${name}@riverside.example`);

const yes = (who: Who, card: Card) => talk.press(who, (card.buttons ?? [])[0]?.action ?? { verb: '', step: 'run' });

/** What each has: sites, and programmes behind them. */
async function has(): Promise<Record<string, string[]>> {
  const people = await database.db.select().from(users).where(inArray(users.email, emails));
  const ids = people.map(({ id }) => id);
  const sites = await database.db.select().from(siteAccess).where(inArray(siteAccess.userId, ids));
  const taught = await database.db.select().from(userProgrammes).where(inArray(userProgrammes.userId, ids));
  return Object.fromEntries(
    people.map(({ id, email }) => [
      email?.split('.')[0],
      [
        ...sites.filter((s) => s.userId === id).map(({ site }) => site),
        ...taught.filter((p) => p.userId === id).map(({ programme }) => `teaches ${programme}`),
      ].sort(),
    ]),
  );
}

test('several get and lose sites and programmes by one Yes; each keeps the rest, and gets back what they had', async () => {
  const before = await has();
  const asked = cardOf(
    await talk.say('coordinator', `edit ${emails.join(', ')} give:results-analysis addProgrammes:advanced`),
  );
  expect(asked.title).toBe('Change 3 people?');
  expect(asked.rows?.map(({ detail }) => detail)).toContain('gets Results Analysis and Cambridge Advanced');
  expect(await has()).toEqual(before);
  const done = cardOf(await yes('coordinator', asked));
  expect(done.title).toBe('3 accounts are changed');
  const expected = Object.fromEntries(
    Object.entries(before).map(([name, list]) => [
      name,
      [...new Set([...list, 'results-analysis', 'teaches advanced'])].sort(),
    ]),
  );
  expect(await has()).toEqual(expected);
  const events = await database.db.select().from(auditEvents).where(eq(auditEvents.action, 'user.edit'));
  expect([events.length, new Set(events.map((e) => e.correlationId)).size]).toEqual([3, 1]);

  const again = cardOf(await talk.say('coordinator', `edit ${emails.join(', ')} give:results-analysis`));
  expect(wordsOf(again)).toContain('Nothing was different');
  cardOf(await yes('coordinator', await talk.follow('coordinator', done, 'Undo')));
  expect(await has()).toEqual(before);
});

test('who would be left without a site is left out', async () => {
  const all = [...new Set(Object.values(await has()).flat())].filter((site) => !site.startsWith('teaches'));
  const refused = formOf(await talk.say('coordinator', `edit ${emails[0]}, ${emails[1]} take:${all.join(',')}`));
  expect(refused.errors['']).toContain('site');
});

test('a site admin gives and takes their own site, of teachers, and no programme', async () => {
  const form = formOf(await talk.say('site-admin', `edit ${emails[0]}, ${emails[1]}`));
  const offered = form.fields.flatMap((field) => ('options' in field ? field.options.map(({ value }) => value) : []));
  expect(new Set(offered).size).toBe(1);
  expect(form.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['give', 'take']));
  expect(form.fields.map(({ name }) => name)).not.toContain('addProgrammes');
  const refused = cardOf(await talk.say('site-admin', `edit ${emails[0]}, ${emails[1]} addProgrammes:advanced`));
  expect(refused.title).toBe('That can’t be done');
});

test('a name or all of the sites are set for one at a time', async () => {
  const before = await has();
  expect(wordsOf(cardOf(await talk.say('coordinator', `edit ${emails[0]}, ${emails[1]} sites:hub`)))).toContain(
    'one person at a time',
  );
  expect(await has()).toEqual(before);
});
