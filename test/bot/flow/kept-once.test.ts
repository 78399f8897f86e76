import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents } from '../../../db/schema/index.ts';
import type { Event } from '../../../src/bot/inbound.ts';
import { useDatabase } from '../../kit/database.ts';
import { asked } from '../../kit/statements.ts';
import { buttonOf, cardOf, formOf, senderOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const app = database.app();
const talk = useTalk(app);

const refused = () => database.db.$count(auditEvents, eq(auditEvents.outcome, 'refused'));

/** A teacher asks for what they have no right to. @param keep tells whether it is the first time */
const asks = (text: string, keep: () => Promise<boolean>) =>
  talk.bot.handle({
    id: 'a delivery',
    sender: senderOf('teacher'),
    place: { kind: 'direct', id: 'teacher' },
    event: { type: 'text', text },
    keep,
  });

test.each([
  ['what only reads', 'settings'],
  ['about someone', 'show amina.rahman@riverside.example'],
  ['what changes something', 'suspend amina.rahman@riverside.example'],
])('a refusal that a platform brings again is in the trail once: %s', async (_, line) => {
  const before = await refused();
  expect(await asks(line, async () => true)).toHaveLength(1);
  expect(await asks(line, async () => false)).toEqual([]);
  expect((await refused()) - before).toBe(1);
});

/** A coordinator sends the form in which someone is added. */
async function sends(email: string, keep: () => Promise<boolean>) {
  const { action, values } = await talk.form('coordinator', 'add');
  const people = [{ firstName: 'Kim', lastName: 'Once', email, programmes: ['primary'] }];
  const event = { type: 'submit', action, values: { ...values, people } } as const;
  const place = { kind: 'direct', id: 'coordinator' } as const;
  return () => talk.bot.handle({ id: 'a form', sender: senderOf('coordinator'), place, event, keep });
}

test('a form that is refused is not kept, and begins nothing', async () => {
  let kept = 0;
  const send = await sends('ben.okafor@riverside.example', async () => {
    kept += 1;
    return true;
  });
  const { result, alone, transactions } = await asked(app.db, send);
  expect(formOf(result).errors).toHaveProperty(['people.0.email']);
  expect({ kept, transactions }).toEqual({ kept: 0, transactions: [] });
  // Who asks; and what stands in the way, with whether it is there since this very form was taken.
  expect(alone.length, alone.join('\n\n')).toBe(2);
});

test('one that was taken is refused for that, not for what it did', async () => {
  const send = await sends('kim.once@riverside.example', async () => true);
  expect(cardOf(await send()).tone).toBe('good');
  expect(wordsOf(cardOf(await send()))).toContain('done already');
});

test('a Yes, and a form on which a question follows, are being kept while it is read who sends them', async () => {
  let kept = 0;
  const send = (event: Event) => {
    kept = 0;
    const keep = async () => {
      kept += 1;
      return true;
    };
    const place = { kind: 'direct', id: 'coordinator' } as const;
    return talk.bot.handle({ id: event.type, sender: senderOf('coordinator'), place, event, keep });
  };
  const { action, values } = await talk.form('coordinator', 'suspend');
  const people = (await talk.bot.search(senderOf('coordinator'), 'ben okafor')).map(({ value }) => value);
  const asking = send({ type: 'submit', action, values: { ...values, people } });
  expect(kept).toBe(1);
  const doing = send({ type: 'press', action: buttonOf(cardOf(await asking), 'Suspend').action });
  expect(kept).toBe(1);
  expect(cardOf(await doing).tone).toBe('good');
});
