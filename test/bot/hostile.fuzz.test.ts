import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { cast, makeSampleCentre } from '../../db/sample/centre.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Event, Reply } from '../../src/bot/inbound.ts';
import { useDatabase } from '../kit/database.ts';
import { fileOf } from '../kit/file.ts';
import { anyText, buttonsOf, faults, nasty, runs } from '../kit/fuzz.ts';
import { registry } from '../kit/job-cards.ts';
import { senderOf, speaking } from './talk.ts';

/** Nothing that a person can type, or a platform send, breaks the bot or is left without an answer. */

const database = useDatabase();
const bugs: unknown[] = [];
const bot = speaking(
  createBot({
    app: database.app(),
    registry,
    mailFrom: 'no-reply@staffroom.example',
    onBug: (error) => bugs.push(error),
  }),
);
beforeAll(() => makeSampleCentre(database.db, new Date()));

const [coordinator] = cast;

async function send(event: unknown, person: (typeof cast)[number] = coordinator, id: string = randomUUID()) {
  const inbound = {
    id,
    sender: senderOf(person.key),
    place: { kind: 'direct', id: 'dm' } as const,
    event: event as Event,
    message: 'm',
  };
  const replies = await bot.handle(inbound);
  // The values of a query say more than the sentence that a person would read.
  expect(bugs.splice(0).map((e) => (e instanceof Error && e.cause ? e.cause : e))).toEqual([]);
  expect(replies.length).toBeGreaterThan(0);
  expect(replies.flatMap(faults)).toEqual([]);
  return replies;
}

const verb = fc.constantFrom(...registry.all.map((c) => c.verb));
const inputNames = [
  'person',
  'reason',
  'words',
  'status',
  'role',
  'site',
  'after',
  'before',
  'since',
  'as',
  'do',
  'of',
  'request',
  'several',
  'list',
  'siteAdmin',
  'copy',
];
const fields = ['people', 'file', 'firstName', 'lastName', 'email', 'programmes', 'sites', 'siteAdminOf', 'command'];
const settings = [
  ...['approveResets', 'remindAfterHours', 'expireAfterHours', 'standIn', 'until'],
  'supportContact',
  'replyTo',
  'timeZone',
  'channel',
  'draft',
  '__proto__',
  'constructor',
  'toString',
];

const sense = fc.constantFrom<unknown>(
  ...['ben.okafor@riverside.example', '@Ben', 'Okafor', 'a', 'id:x', `id:${randomUUID()}`, '<@coordinator>', '<@x>'],
  ...['hub', 'primary,advanced', 'teacher', 'admin', 'on', 'active', '7d', '999w', '0000-01-01', '9999-12-31', 'csv'],
  ...['+275760-09-13T00:00:00.000Z', '-000001-01-01T00:00:00Z', '31 Dec 12026', 'Europe/London', 'here', 'none'],
  ...[
    ['hub'],
    ['hub', 'nowhere'],
    [[]],
    { id: randomUUID(), sortName: 'x' },
    { id: 'x' },
    randomUUID(),
    [randomUUID()],
    1e308,
    -1,
    0.5,
    null,
    true,
  ],
  ...[fileOf('first name,last name,e-mail,sites\na,b,c@d.example,hub'), { name: 1, base64: {} }],
  ...['x'.repeat(5_000), '\0', '\ud800', 'a\u0085b@riverside.example', 'İ@riverside.example', 'ﷺ'.repeat(200)],
);
const row = fc.dictionary(fc.constantFrom(...fields, '__proto__'), fc.oneof(sense, fc.jsonValue()), { maxKeys: 8 });
const value = fc.oneof(sense, sense, fc.jsonValue(), anyText, nasty, fc.array(row, { maxLength: 12 }));
const values = fc.dictionary(fc.constantFrom(...inputNames, ...fields, ...settings), value, { maxKeys: 8 });

const action = fc.record(
  {
    verb: fc.oneof({ weight: 12, arbitrary: verb }, anyText, fc.jsonValue(), fc.constant({ toString: 1, valueOf: 1 })),
    step: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom('run', 'form', 'submit', 'add-row', 'confirm', 'cancel') },
      fc.jsonValue(),
    ),
    input: fc.oneof({ weight: 8, arbitrary: values }, fc.jsonValue()),
    plan: fc.oneof(anyText, fc.jsonValue()),
    idempotencyKey: fc.oneof(fc.uuid(), anyText, fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const someone = fc.oneof({ weight: 3, arbitrary: fc.constant(coordinator) }, fc.constantFrom(...cast));

const key = fc.constantFrom(...inputNames, ...fields);
const word = fc.oneof(
  nasty,
  anyText,
  sense.map(String),
  fc.tuple(key, sense).map(([k, v]) => `${k}:${String(v)}`),
);
const typed = fc.oneof(
  anyText,
  nasty,
  fc.tuple(verb, fc.array(word, { maxLength: 5 })).map(([v, ws]) => `${v} ${ws.join(' ')}`),
);

describe('answers', () => {
  test('ASVS 2.2.1: whatever is typed', async () => {
    await fc.assert(
      fc.asyncProperty(typed, someone, async (text, person) => void (await send({ type: 'text', text }, person))),
      runs(50),
    );
  });

  test('whatever comes with it as a file', async () => {
    const head = fc.constantFrom(
      '',
      'first name,last name,e-mail,sites\n',
      'site;group;stage;subject;learner;test;date;max mark;mark\n',
    );
    const csv = fc.tuple(anyText, head, anyText, nasty).map(([name, ...parts]) => fileOf(parts.join(''), name));
    const file = fc.oneof({ weight: 9, arbitrary: csv }, fc.jsonValue());
    const words = fc.oneof(typed, fc.constantFrom('', 'add', 'import', 'import ben'));
    await fc.assert(
      fc.asyncProperty(words, file, someone, async (text, sent, person) => {
        const [asked] = await send({ type: 'text', text, file: sent }, person);
        const button = asked?.kind === 'card' ? buttonsOf(asked.card)[0] : undefined;
        if (button) await send({ type: 'press', action: button.action }, person);
      }),
      runs(35),
    );
  });

  test('ASVS 1.5.2, 2.2.2: whatever a press carries', async () => {
    const press = fc.oneof({ weight: 9, arbitrary: action }, fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(press, someone, async (a, person) => void (await send({ type: 'press', action: a }, person))),
      runs(50),
    );
  });

  test('whatever a form sends', async () => {
    const sent = fc.oneof({ weight: 9, arbitrary: values }, fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(action, sent, someone, async (a, v, person) => {
        await send({ type: 'submit', action: a, values: v }, person);
      }),
      runs(50),
    );
  });

  test('a walk over its own buttons and forms, with what they carry bent on the way', async () => {
    const step = fc.record({ text: typed, which: fc.nat(), bend: fc.option(values, { freq: 3 }), fresh: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), someone, async (steps, person) => {
        let replies: Reply[] = await send({ type: 'text', text: 'list' }, person);
        for (const { text, which, bend, fresh } of steps) {
          const [reply] = replies;
          const buttons = reply?.kind === 'card' ? buttonsOf(reply.card) : [];
          if (reply?.kind === 'form') {
            const { action, values: shown } = reply.form;
            replies = await send({ type: 'submit', action, values: { ...shown, ...bend } }, person);
          } else if (buttons.length > 0 && !fresh) {
            const bent = { ...buttons[which % buttons.length]?.action };
            if (bend) bent.input = { ...bent.input, ...bend } as typeof bent.input;
            replies = await send({ type: 'press', action: bent }, person);
          } else replies = await send({ type: 'text', text }, person);
        }
      }),
      runs(14),
    );
  });

  test.each<[string, unknown]>([
    ['no event', {}],
    ['text that is none', { type: 'text', text: 5 }],
    ['a press of nothing', { type: 'press' }],
    ['a form of nothing', { type: 'submit', action: { verb: 'add', step: 'submit' } }],
    ['a verb that is no word', { type: 'press', action: { verb: { toString: null }, step: 'run' } }],
    ['a draft that is none', { type: 'press', action: { verb: 'add', step: 'confirm', input: { draft: 'x' } } }],
    ['a draft of nobody', { type: 'press', action: { verb: 'add', step: 'confirm', input: { draft: randomUUID() } } }],
    ['a NUL', { type: 'text', text: 'show a\0b' }],
    ['half a character', { type: 'text', text: 'list \ud83d' }],
    ['a time beyond the calendar', { type: 'text', text: 'audit since:+275760-09-13T00:00:00.000Z' }],
    ['a year that never was', { type: 'text', text: 'audit since:0000-01-01' }],
    ['a very long word', { type: 'press', action: { verb: 'show', step: 'form', input: { person: 'x'.repeat(1e6) } } }],
    ['depth', { type: 'submit', action: { verb: 'add', step: 'add-row' }, values: { people: deep(50_000) } }],
  ])('%s', async (_, event) => {
    await send(event);
  });

  test('a delivery with an id of any length', async () => {
    const people = [{ firstName: 'A', lastName: 'B', email: `${randomUUID()}@riverside.example`, sites: ['hub'] }];
    await send({ type: 'submit', action: { verb: 'add', step: 'submit' }, values: { people } }, coordinator, longId());
  });

  test('e-mails that are alike to the database alone', async () => {
    const emails = ['i', 'I', 'İ', 'ı', 'ß', 'ẞ', 'ς', 'Σ', 'σ', 'K', 'k'];
    const content = ['first name,last name,e-mail,sites', ...emails.map((e) => `A,B,${e}@alike.example,hub`)].join(
      '\n',
    );
    const values = { file: fileOf(content) };
    const [shown] = await send({ type: 'submit', action: { verb: 'add', step: 'submit' }, values });
    const yes = shown?.kind === 'card' ? shown.card.buttons?.[0]?.action : undefined;
    expect(yes?.step).toBe('confirm');
    await send({ type: 'press', action: yes });
  });

  test('a name that grows when it is folded for the index', async () => {
    const grows = [...'㌀㌁㌂㌃㌄㌅㌆㌇㌈㌉㌊㌋㌌㌍㌎㌏㌐㌑㌒㌓㌔㌕㌖㌗㌘㌙㌚㌛㌜㌝㌞㌟㌠㌡㌢㌣㌤㌥㌦㌧ﷺﷻ'];
    const name = Array.from({ length: 200 }, (_, i) => grows[(i * 7 + (i >> 3)) % grows.length]).join('');
    const people = [{ firstName: name, lastName: name, email: `${randomUUID()}@riverside.example`, sites: ['hub'] }];
    await send({ type: 'submit', action: { verb: 'add', step: 'submit' }, values: { people } });
  });

  test('search and completion while typing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyText, nasty), someone, async (text, person) => {
        await bot.search(senderOf(person.key), text);
        await bot.complete(senderOf(person.key), text);
        expect(bugs.splice(0)).toEqual([]);
      }),
      runs(35),
    );
  });
});

const longId = () => Array.from({ length: 400 }, () => randomUUID()).join('');

function deep(levels: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < levels; i += 1) value = [value];
  return value;
}
