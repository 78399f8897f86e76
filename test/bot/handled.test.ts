import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { makeSampleCentre } from '../../db/sample/centre.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Handled } from '../../src/bot/handled.ts';
import type { Event, Place, Sender } from '../../src/bot/inbound.ts';
import { useDatabase } from '../kit/database.ts';
import { registry } from '../kit/job-cards.ts';
import { buttonOf, cardOf, formOf, senderOf } from './talk.ts';

const database = useDatabase();
const app = database.app();
const handled: Handled[] = [];
const options = { app, registry, mailFrom: 'no-reply@staffroom.example', onBug: () => {} };
const onHandled = (each: Handled) => void handled.push(each);
const bot = createBot({ ...options, onHandled });

beforeAll(() => makeSampleCentre(app.db, app.clock()));

const direct: Place = { kind: 'direct', id: 'd' };
const send = (event: Event, sender: Sender = senderOf('coordinator'), place = direct, to = bot) =>
  to.handle({ id: randomUUID(), sender, place, event });
const say = (text: string, ...more: [Sender?, Place?, typeof bot?]) => send({ type: 'text', text }, ...more);

/** What was told of the last one, in a line. */
const told = () => {
  const [last, ...more] = handled.splice(0);
  expect(more).toEqual([]);
  expect(last?.ms).toBeGreaterThan(0);
  return `${last?.chat} ${last?.by} ${last?.verb} ${last?.outcome}`;
};

test('what is refused to who may not, or is nobody here, is told as refused', async () => {
  await say('settings', senderOf('teacher'));
  expect(told()).toBe('playground text settings refused');
  await say('show Ben Okafor', senderOf('teacher', 'guest'));
  expect(told()).toBe('playground text none refused');
  await say('show Ben Okafor', senderOf('coordinator'), { kind: 'channel', id: 'c', shared: true });
  expect(told()).toBe('playground text none refused');
});

test('each interaction is told once: which command, and what it was answered with', async () => {
  await say('show Ben Okafor');
  expect(told()).toBe('playground text show answered');
  const asked = cardOf(await say('suspend Ben Okafor'));
  expect(told()).toBe('playground text suspend answered');
  await send({ type: 'press', action: buttonOf(asked, 'Suspend').action });
  expect(told()).toBe('playground press suspend answered');
  await say('suspend Ben Okafor');
  expect(told()).toBe('playground text suspend refused');
  const form = formOf(await say('add'));
  expect(told()).toBe('playground text add form');
  await send({ type: 'submit', action: form.action, values: {} });
  expect(told()).toBe('playground submit add form');
  // A word in place of the verb leads to it as a button.
  await say('deactivate Ben Okafor');
  expect(told()).toBe('playground text none not_understood');
  await say('the printer is out of paper');
  expect(told()).toBe('playground text none not_understood');
  await send({ type: 'press', action: { verb: 'nonsense', step: 'run' } });
  expect(told()).toBe('playground press none not_understood');
});

test('a bug, and a database that is away, are told apart', async () => {
  const broken = createBot({
    ...options,
    registry: {
      ...registry,
      meant: () => {
        throw new Error('a bug');
      },
    },
    onHandled,
  });
  await say('show Ben Okafor', undefined, undefined, broken);
  expect(told()).toBe('playground text none broken');
  const away = connect('postgres://nobody:x@127.0.0.1:9/none');
  const cut = createBot({ ...options, app: { ...app, db: away.db }, onHandled });
  await say('show Ben Okafor', undefined, undefined, cut);
  expect(told()).toBe('playground text none unavailable');
  await away.close();
});
