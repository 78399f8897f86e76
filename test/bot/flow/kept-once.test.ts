import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { senderOf, useTalk } from '../talk.ts';

const database = useDatabase();
const talk = useTalk(database.app());

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
