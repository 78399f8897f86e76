import { randomUUID } from 'node:crypto';
import { eq, inArray, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { auditEvents, chatIdentities, drafts, users } from '../../../db/schema/index.ts';
import { type Event, type Inbound, NotTaken } from '../../../src/bot/inbound.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { readDraft, saveDraft } from '../../../src/service/drafts.ts';
import { consumeUsage } from '../../../src/service/usage-limits.ts';
import type { Action } from '../../../src/ui/card.ts';
import type { FileValue } from '../../../src/ui/form.ts';
import { type Limited, usageLimits } from '../../../src/words/usage-limits.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf } from '../../kit/file.ts';
import { buttonOf, cardOf, formOf, senderOf, useTalk, type Who, wordsOf } from '../talk.ts';

/** Files that come with typed words, files that are kept for a platform to fetch, and channels where nothing is done. */

const clock = testClock();
const database = useDatabase();
const talk = useTalk(database.app(clock));

const send = (who: Who, text: string, file: FileValue) => talk.send(who, { type: 'text', text, file });
const added = (email: string) => database.db.$count(users, eq(users.email, email));

let number = 0;
/** A CSV with one person whom nobody knows. @param wide so many more who can't be added */
function peopleCsv(wide = 0) {
  number += 1;
  const email = `new${number}@riverside.example`;
  const rows = [`Nina;Berg;${email};primary`, ...Array.from({ length: wide }, (_, i) => `X;Y;x${i}@;primary`)];
  return {
    email,
    file: fileOf(`first name;last name;e-mail;programmes\n${rows.join('\n')}\n`, 'staff.csv'),
  };
}

describe('a file that comes with words', () => {
  test('is taken as if the form had been filled with it', async () => {
    const { email, file } = peopleCsv();
    const plan = cardOf(await send('coordinator', '/staff add', file));
    expect([plan.title, plan.state]).toEqual(['staff.csv: 1 row', 'All can be added']);
    expect(await added(email)).toBe(0);
    await talk.press('coordinator', buttonOf(plan, 'Add 1 person').action);
    expect(await added(email)).toBe(1);
  });

  test('ASVS 5.4.2: keeps of its name what is one, on the card and in what is given back', async () => {
    const { file } = peopleCsv(1);
    const name = `../../etc/\u202evsc.${'x'.repeat(300)}\r\nSet-Cookie: a=b.csv`;
    const plan = cardOf(await send('coordinator', '/staff add', { ...file, name }));
    expect(plan.files?.[0]?.name).toMatch(/^x{80} Set-Cookie: a=b-refused\.csv$/);
    expect(plan.title).not.toMatch(/etc|[\r\n\u202e]/);
  });

  test('goes where its command puts it, the words too', async () => {
    const head = 'site;group;stage;subject;learner;test;date;max mark;mark';
    const file = fileOf(`${head}\nprimary;9Z;1;English;Ada;Autumn;14/9/2026;20;12\n`, 'marks.csv');
    const plan = cardOf(await send('coordinator', 'import sakura.tanaka@riverside.example', file));
    expect(plan.state).toBe('All can be imported');
    const done = cardOf(await talk.press('coordinator', plan.buttons?.[0]?.action as Action));
    expect(done.title).toContain('田中 さくら');
  });

  test('that can’t be read becomes the form, with the error beside its field', async () => {
    const form = formOf(await send('coordinator', 'add', fileOf('shopping list', 'staff.csv')));
    expect(Object.keys(form.errors)).toEqual(['file']);
    const both = formOf(await send('coordinator', 'add Nora Lind nora@riverside.example', peopleCsv().file));
    expect(Object.keys(both.errors)).toEqual(['file']);
    expect(both.values.people).toMatchObject([{ lastName: 'Lind' }]);
  });

  test.each([
    ['a PDF', Buffer.from('%PDF-1.7\n1 0 obj')],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1')],
    ['a web page', Buffer.from('<!DOCTYPE html><table><tr><td>First name')],
  ])('that is %s by another name is told by what is in it, whatever asks for it', async (what, bytes) => {
    const name = 'staff.csv';
    const why = expect.stringContaining(`staff.csv is ${what}`);
    for (const given of [fileOf(bytes, name), { name, download: async () => bytes }]) {
      const form = await talk.send('coordinator', { type: 'text', text: 'add', file: given });
      expect(formOf(form).errors).toEqual({ file: why });
      expect(cardOf(await talk.send('coordinator', { type: 'text', text: '', file: given })).text).toEqual([why]);
    }
  });

  test('asks for no more than the command itself', async () => {
    const { email, file } = peopleCsv();
    expect(wordsOf(cardOf(await send('teacher', 'add', file)))).toContain('Your rights do not cover this');
    expect(await added(email)).toBe(0);
  });

  test('is answered by no empty dialog', () => {
    const event: Event = { type: 'text', text: 'add' };
    expect(talk.bot.expectsForm(event)).toBe(true);
    expect(talk.bot.expectsForm({ ...event, file: peopleCsv().file })).toBe(false);
  });
});

describe('a file that is still at its platform', () => {
  /** One that counts how often it was fetched. */
  function incoming(size?: number) {
    const { email, file } = peopleCsv();
    const counted = { email, fetched: 0 };
    const download = async () => {
      counted.fetched += 1;
      return Buffer.from(file.base64, 'base64');
    };
    return {
      counted,
      event: (text: string): Event => ({ type: 'text', text, file: { name: file.name, size, download } }),
    };
  }

  test('ASVS 15.2.2: is fetched for nobody who has no right to what it is for, and not where it is too large', async () => {
    const { counted, event } = incoming();
    expect(wordsOf(cardOf(await talk.send('teacher', event('add'))))).toContain('Your rights do not cover this');
    const large = incoming(2_000_001);
    const form = formOf(await talk.send('coordinator', large.event('add')));
    expect(form.errors).toEqual({ file: 'This file is too large. Use one of at most 2 MB.' });
    expect([counted.fetched, large.counted.fetched]).toEqual([0, 0]);
    expect(cardOf(await talk.send('coordinator', event('add'))).state).toBe('All can be added');
    expect(counted.fetched).toBe(1);
  });

  test('ASVS 5.2.1: that can’t be had says so beside its field; what was typed stays', async () => {
    const download = () => Promise.reject(new NotTaken('Attach it again.'));
    const event: Event = {
      type: 'text',
      text: 'import ben.okafor@riverside.example',
      file: { name: 'x.csv', download },
    };
    const form = formOf(await talk.send('coordinator', event));
    expect(form.errors).toEqual({ file: 'Attach it again.' });
    expect(String(form.values.person)).toMatch(/^id:/);
    expect(wordsOf(cardOf(await talk.send('coordinator', { ...event, text: '' })))).toContain('Attach it again.');
  });

  test('ASVS 2.4.1: is neither fetched nor read once there were too many; the Yes to one before stays good', async () => {
    const { email, file } = peopleCsv();
    const plan = cardOf(await send('admin', 'add', file));
    const yes = buttonOf(plan, 'Add 1 person').action;
    await usedUp('admin', 'files');
    const { counted, event } = incoming();
    const form = formOf(await talk.send('admin', event('add')));
    expect(form.errors.file).toBe(
      'You have had 60 files read within an hour, which is as many as can be. Try again in 60 minutes.',
    );
    const [late] = await talk.press('admin', yes);
    expect([counted.fetched, await added(email), late?.kind === 'card' && late.replace]).toEqual([0, 0, false]);
    expect(cardOf(await send('coordinator', 'add', peopleCsv().file)).state).toBe('All can be added');
    clock.advance(3_600_000);
    await talk.press('admin', yes);
    expect(await added(email)).toBe(1);
  });
});

async function ctxOf(who: Who): Promise<Ctx> {
  const email = senderOf(who).email ?? '';
  const [person] = await database.db.select().from(users).where(eq(users.email, email));
  return { ...database.app(clock), actor: { id: person?.id ?? '', centreId: person?.centreId ?? '' } } as Ctx;
}

/** One of the cast who did something as often as one may. */
async function usedUp(who: Who, what: Limited): Promise<void> {
  const ctx = await ctxOf(who);
  for (let i = 0; i < usageLimits[what].person; i += 1) await consumeUsage(ctx, what).catch(() => {});
}

test('ASVS 2.4.1: lists are taken out, and requests made, so often within an hour and no more', async () => {
  await usedUp('coordinator', 'exports');
  const sentence = 'You have taken out 30 lists within an hour, which is as many as can be. Try again in 60 minutes.';
  expect(wordsOf(cardOf(await talk.say('coordinator', 'export')))).toContain(sentence);
  expect(wordsOf(cardOf(await talk.say('coordinator', 'audit as:csv')))).toContain(sentence);
  await usedUp('teacher', 'requests');
  const form = formOf(await talk.say('teacher', 'reset'));
  expect(wordsOf(cardOf(await talk.fill('teacher', form, {})))).toContain('You have sent 20 requests within an hour');
  clock.advance(3_600_000);
  expect(cardOf(await talk.say('coordinator', 'export')).files).toHaveLength(1);
});

test('ASVS 2.4.1: of what is kept for one person the newest stays', async () => {
  const ctx = await ctxOf('teacher-2');
  const ids: string[] = [];
  // What a job is to work on stays, a night in which it can't be done, too.
  const ofJob = await saveDraft(ctx, 'of a job', { ofJob: true });
  for (let i = 0; i <= 100; i += 1) {
    clock.advance(1);
    ids.push(await saveDraft(ctx, { i }));
  }
  await expect(readDraft(ctx, ids[0] ?? '')).rejects.toThrow('draft-gone');
  expect(await readDraft(ctx, ids[1] ?? '')).toEqual({ i: 1 });
  const theirs = eq(drafts.userId, ctx.actor.id);
  const large = sql`convert_to(repeat('x', 20000000), 'UTF8')`;
  await database.db
    .update(drafts)
    .set({ sealedContent: large })
    .where(inArray(drafts.id, ids.slice(-3)));
  clock.advance(1);
  await saveDraft(ctx, {});
  // Two of 20 MB beside the new one: a third would be more than is kept.
  expect(await database.db.$count(drafts, theirs)).toBe(1 + 3);
  clock.advance(25 * 3_600_000);
  expect(await readDraft(ctx, ofJob)).toBe('of a job');
});

describe('a file without words that say what it is for', () => {
  test.each([
    ['no words', '', 0],
    ['a word that is no command', 'hello', 0],
    ['a command that takes none', 'list', 0],
    ['more in it than a button holds', '', 400],
  ])('%s: is asked about, and a button takes it on', async (_, words, wide) => {
    const { email, file } = peopleCsv(wide);
    const card = cardOf(await send('coordinator', words, file));
    expect(card.title).toBe('What is staff.csv for?');
    expect(card.buttons?.map((b) => b.label)).toEqual(['Add people', 'Import results', 'Change many']);
    const plan = await talk.follow('coordinator', card, 'Add people');
    expect(plan.state).toMatch(/^(All|1) can be added/);
    await talk.press('coordinator', buttonOf(plan, 'Add 1 person').action);
    expect(await added(email)).toBe(1);
  });

  test('is offered only what the person may do, and is another’s to no one', async () => {
    const { file, email } = peopleCsv(400);
    expect(cardOf(await send('teacher', '', file)).buttons?.map((b) => b.label)).toEqual(['Import results']);
    const { action } = buttonOf(cardOf(await send('coordinator', '', file)), 'Add people');
    const other = cardOf(await talk.press('admin', action));
    expect(other.buttons ?? []).toEqual([]);
    expect(await added(email)).toBe(0);
  });

  test.each([[{ name: 'x' }], [{ name: 1, base64: 'x' }], ['x'], [null], [[]]])('%j is no file', async (file) => {
    const event = { type: 'text', text: 'whoami', file } as unknown as Event;
    expect(cardOf(await talk.send('teacher', event)).title).toBe('Ben Okafor');
  });
});

describe('a file that is kept', () => {
  const file = { name: 'people.csv', type: 'text/csv', content: 'a;b\n' } as const;

  test('is its owner’s alone, for a day', async () => {
    const id = (await talk.bot.keep(senderOf('coordinator'), file)) ?? '';
    expect(await talk.bot.kept(senderOf('coordinator'), id)).toEqual(file);
    expect(await talk.bot.kept(senderOf('admin'), id)).toBeUndefined();
    expect(await talk.bot.kept(senderOf('coordinator', 'guest'), id)).toBeUndefined();
    clock.advance(25 * 3_600_000);
    expect(await talk.bot.kept(senderOf('coordinator'), id)).toBeUndefined();
  });

  test('can’t be read in the database: it may hold a site’s secret', async () => {
    const id = (await talk.bot.keep(senderOf('coordinator'), { ...file, content: 'secret: swordfish' })) ?? '';
    const [draft] = await database.db.select().from(drafts).where(eq(drafts.id, id));
    expect(JSON.stringify(draft?.content)).not.toMatch(/swordfish|people\.csv/);
  });

  test('is not for people without an account, nor is every draft a file', async () => {
    expect(await talk.bot.keep(senderOf('stranger'), file)).toBeUndefined();
    expect(await talk.bot.keep(senderOf('teacher', 'outsider'), file)).toBeUndefined();
    const plan = cardOf(await send('coordinator', 'add', peopleCsv(400).file));
    const draft = String(buttonOf(plan, 'Add 1 person').action.input?.draft);
    expect(draft).toMatch(/^[0-9a-f-]{36}$/);
    for (const id of [draft, 'nonsense', randomUUID()]) {
      expect(await talk.bot.kept(senderOf('coordinator'), id)).toBeUndefined();
    }
  });
});

describe('in a channel that is shared with other organisations', () => {
  const there = { kind: 'channel', id: 'C9', shared: true } as const;
  const inbound = (event: Event, sender = senderOf('coordinator')): Inbound => ({
    id: randomUUID(),
    sender,
    place: there,
    event,
  });
  const state = () =>
    Promise.all([
      database.db.select().from(users).orderBy(users.id),
      database.db.$count(auditEvents),
      database.db.select().from(chatIdentities).orderBy(chatIdentities.externalId),
    ]);

  test('nothing is done, whatever is sent and by whom', async () => {
    const events: Event[] = [
      { type: 'text', text: 'suspend ben.okafor@riverside.example' },
      { type: 'text', text: 'add', file: peopleCsv().file },
      { type: 'press', action: { verb: 'list', step: 'run' } },
      { type: 'submit', action: { verb: 'add', step: 'submit' }, values: {} },
    ];
    const senders = [
      senderOf('coordinator'),
      senderOf('stranger'),
      senderOf('teacher', 'outsider'),
      { ...senderOf('coordinator'), workspace: 'bound-to-no-school' },
      { ...senderOf('coordinator'), person: 'never-seen-before' },
    ];
    const was = await state();
    for (const sender of senders) {
      for (const event of events) {
        const replies = await talk.bot.handle(inbound(event, sender));
        expect(replies).toMatchObject([{ kind: 'card', to: 'asker' }]);
        expect(wordsOf(cardOf(replies))).toContain('People of other organisations are in this channel');
      }
    }
    expect(await state()).toEqual(was);
  });

  test('the same in a channel of one’s own is done', async () => {
    const { sender, ...rest } = inbound({ type: 'text', text: 'whoami' });
    const replies = await talk.bot.handle({ ...rest, sender, place: { kind: 'channel', id: 'C9' } });
    expect(cardOf(replies).title).toBe('Amina Rahman');
  });
});
