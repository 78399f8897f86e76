import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents } from '../../../db/schema/index.ts';
import type { Event, Reply } from '../../../src/bot/inbound.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf } from '../../kit/file.ts';
import { buttonOf, cardOf, formOf, senderOf, useTalk, type Who, wordsOf } from '../talk.ts';

/** What was done before a crash, and is carried out again since nobody was answered: once, by whichever way it came. */

const database = useDatabase();
const app = database.app();
const talk = useTalk(app);

const done = () => app.db.$count(auditEvents, eq(auditEvents.outcome, 'done'));

/** @returns what is answered the second time, after a crash, which is to have done nothing more */
async function again(who: Who, event: Event): Promise<Reply[]> {
  const inbound = { id: randomUUID(), sender: senderOf(who), place: { kind: 'direct', id: who } as const, event };
  const before = await done();
  const first = await talk.bot.handle(inbound);
  const after = await done();
  expect(after, JSON.stringify(first)).toBeGreaterThan(before);
  const replies = await talk.bot.handle({ ...inbound, again: true });
  expect(await done()).toBe(after);
  return replies;
}

const line = (text: string): Event => ({ type: 'text', text });
const yesTo = async (who: Who, text: string, label: string): Promise<Event> => ({
  type: 'press',
  action: buttonOf(await talk.card(who, text), label).action,
});
const csv = 'first name,last name,e-mail,sites\nNora,File,nora.file@riverside.example,hub\n';

const ways: [string, Who, () => Promise<Event> | Event][] = [
  ['a request', 'teacher', () => line('access lower-secondary for the mock exams')],
  ['a line', 'coordinator', () => line('add Nora Line nora.line@riverside.example sites:hub')],
  ['a line whose plan is agreed to', 'coordinator', () => yesTo('coordinator', 'suspend Ben Okafor', 'Suspend')],
  [
    'a form',
    'coordinator',
    async () => {
      const { action, values } = await talk.form('coordinator', 'add');
      const people = [{ firstName: 'Nora', lastName: 'Form', email: 'nora.form@riverside.example', sites: ['hub'] }];
      return { type: 'submit', action, values: { ...values, people } };
    },
  ],
  [
    'a file',
    'coordinator',
    async () => {
      const file = fileOf(csv, 'new.csv');
      const shown = await talk.send('coordinator', { type: 'text', text: 'add', file });
      return { type: 'press', action: buttonOf(cardOf(shown), 'Add 1 person').action };
    },
  ],
  ['a step of a leaver', 'coordinator', () => yesTo('coordinator', 'leaver José Álvarez', 'Suspend')],
  ['a change of details', 'coordinator', () => line('edit Mei Chen sites:hub,forums')],
  ['an export, whose file is not to be had again', 'coordinator', () => line('export')],
];

test.each(ways)('%s', async (_, who, event) => {
  let asked = await event();
  // A step's own question comes first.
  if (asked.type === 'press' && asked.action.step !== 'confirm') {
    const question = cardOf(await talk.press(who, asked.action));
    const yes = (question.buttons ?? []).find((b) => b.action.step === 'confirm');
    if (yes) asked = { type: 'press', action: yes.action };
  }
  const [reply] = await again(who, asked);
  expect(reply).toMatchObject({ kind: 'card', card: { title: 'This was done', tone: 'good' } });
});

test('what was only looked at is answered as the first time', async () => {
  const inbound = {
    id: randomUUID(),
    again: true as const,
    sender: senderOf('coordinator'),
    place: { kind: 'direct', id: 'coordinator' } as const,
  };
  const card = cardOf(await talk.bot.handle({ ...inbound, event: line('whoami') }));
  expect(wordsOf(card)).toContain('amina.rahman@');
  expect(formOf(await talk.bot.handle({ ...inbound, event: line('add') })).title).toBe('Add people');
});
