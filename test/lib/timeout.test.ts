import { beforeAll, expect, test } from 'vitest';
import { makeSampleCentre, playgroundWorkspace } from '../../db/sample/centre.ts';
import { createBot } from '../../src/bot/bot.ts';
import { loadCommands } from '../../src/bot/registry.ts';
import { cardOf } from '../bot/talk.ts';
import { useDatabase } from '../kit/database.ts';
import { slowDatabase } from '../kit/slow-database.ts';

const database = useDatabase();
beforeAll(async () => {
  await makeSampleCentre(database.db, new Date());
});

test('a database that hangs leaves nobody without a word', async () => {
  const bugs: unknown[] = [];
  const bot = createBot({
    app: database.app(),
    registry: await loadCommands(),
    mailFrom: 'no-reply@staffroom.example',
    onBug: (error) => bugs.push(error),
    timeoutMs: 200,
  });
  const sender = {
    platform: 'playground',
    workspace: playgroundWorkspace,
    person: 'coordinator',
    email: 'amina.rahman@riverside.example',
    standing: 'member',
  } as const;
  const whoami = {
    id: '1',
    sender,
    place: { kind: 'direct', id: 'x' },
    event: { type: 'text', text: 'whoami' },
  } as const;
  const over = await slowDatabase(database.url);
  expect(cardOf(await bot.handle(whoami)).title).toBe('No answer from the database');
  await over();
  // On a busy machine one answer may take longer than its patience, too.
  await expect.poll(async () => cardOf(await bot.handle(whoami)).title, { timeout: 10_000 }).toBe('Amina Rahman');
  expect(bugs).toEqual([]);
});
