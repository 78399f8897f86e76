import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { auditEvents, mails, secondFactors, users } from '../../db/schema/index.ts';
import { sealTrails } from '../../src/service/audit/seal.ts';
import { policy } from '../../src/service/policy.ts';
import type { Action, Card, Row } from '../../src/ui/card.ts';
import { settings } from '../../src/ui/sentences/account.ts';
import { useDatabase } from '../kit/database.ts';
import { buttonOf, cardOf, formOf, senderOf, useTalk, type Who, wordsOf } from './talk.ts';

const database = useDatabase();
const talk = useTalk(database.app());

const ben = 'ben.okafor@riverside.example';

describe('the three ways', () => {
  test('a whole line asks Yes; Yes does it and takes the place of the question', async () => {
    const question = await talk.card('coordinator', '/staff suspend kavya.nair@riverside.example left in July');
    expect(wordsOf(question)).toContain('left in July');
    const [reply] = await talk.press('coordinator', buttonOf(question, 'Suspend').action);
    expect(reply).toMatchObject({
      kind: 'card',
      replace: true,
      to: 'asker',
      card: { title: 'Kavya Nair is suspended', tone: 'good' },
    });
  });

  test('about oneself says so, and what it means', async () => {
    const amina = 'amina.rahman@riverside.example';
    const suspends = await talk.words('coordinator', `suspend ${amina}`);
    expect(suspends).toContain('This is you.\nYou are signed out everywhere at once');
    expect(suspends).not.toContain('You can reactivate the account');
    expect(await talk.words('coordinator', `admin ${amina} off coordinator`)).toMatch(
      /This is you\.\n.*\nRights that you give up, only another coordinator can give you back\./,
    );
    expect(await talk.words('coordinator', `transfer ${ben} ${amina} primary grant:yes`)).toContain(
      'You hold it after that',
    );
  });

  test('half a line opens the form with what it gave filled in', async () => {
    const form = await talk.form('coordinator', 'suspend');
    expect(form.errors).toEqual({});
    const again = formOf(await talk.fill('coordinator', form, { people: '', reason: 'kept' }));
    expect(again.errors).toEqual({ people: 'Choose one.' });
    expect(again.values.reason).toBe('kept');
    const question = cardOf(await talk.fill('coordinator', again, { people: 'sakura.tanaka@riverside.example' }));
    expect(question.title).toBe('Suspend 田中 さくら?');
  });

  test('a button on a profile leads to the same question', async () => {
    const profile = await talk.card('coordinator', `show ${ben}`);
    const question = await talk.follow('coordinator', profile, 'Send reset link');
    expect(question.title).toBe('Send a reset link to Ben Okafor?');
  });

  test('all of them meet the same refusals', async () => {
    const line = await talk.card('coordinator', 'reset arjun.iyer@riverside.example');
    const form = await talk.form('coordinator', 'reset');
    const filled = cardOf(await talk.fill('coordinator', form, { person: 'arjun.iyer@riverside.example' }));
    expect(line).toEqual(filled);
    expect(line.text).toEqual(['Arjun Iyer is suspended. Reactivate the account first.']);
    expect(buttonOf(line, 'Reactivate').action.verb).toBe('reactivate');
  });
});

describe('Yes', () => {
  test('ASVS 2.3.4: pressed twice, or delivered twice, has the effect of one', async () => {
    const question = await talk.card('coordinator', `reset ${ben}`);
    const { action } = buttonOf(question, 'Send reset link');
    const titles = (await Promise.all([1, 2, 3].map(() => talk.press('coordinator', action)))).map(
      (r) => cardOf(r).title,
    );
    expect(titles.filter((t) => t.startsWith('A reset link is on its way'))).toHaveLength(1);
    const [user] = await database.db.select().from(users).where(eq(users.email, ben));
    expect(
      await database.db
        .select()
        .from(mails)
        .where(eq(mails.userId, user?.id ?? '')),
    ).toHaveLength(1);
  });

  test('ASVS 2.3.1: to a plan that has changed shows the plan afresh, and does nothing', async () => {
    const who = 'grace.otieno@riverside.example';
    const question = await talk.card('coordinator', `admin ${who}`);
    await database.db.update(users).set({ email: 'new.grace@riverside.example' }).where(eq(users.email, who));
    const replies = await talk.press('coordinator', buttonOf(question, 'Give rights').action);
    expect(replies).toMatchObject([{ replace: true }]);
    const again = cardOf(replies);
    expect(again.text?.[0]).toContain('has changed');
    expect((await talk.follow('coordinator', again, 'Give rights')).title).toBe('Grace Achieng Otieno is now an admin');
  });

  test('of someone whose rights are not enough is refused at the press, and written down', async () => {
    const question = await talk.card('coordinator', 'admin conor.obrien@riverside.example');
    const { action } = buttonOf(question, 'Give rights');
    for (const who of ['admin', 'site-admin', 'teacher'] as const) {
      expect(wordsOf(cardOf(await talk.press(who, action)))).toContain('Your rights do not cover this');
    }
    expect(wordsOf(cardOf(await talk.press('stranger', action)))).toContain('I know no account with your e-mail');
    const refused = await database.db.select().from(auditEvents).where(eq(auditEvents.outcome, 'refused'));
    expect(refused.filter((e) => e.action === 'user.role')).toHaveLength(3);
  });

  test('No changes nothing', async () => {
    const question = await talk.card('coordinator', `suspend ${ben}`);
    const [reply] = await talk.press('coordinator', buttonOf(question, 'Cancel').action);
    expect(reply).toMatchObject({ replace: true, card: { title: 'Nothing was changed' } });
  });
});

describe('people', () => {
  test('by parts of a name, with the reason after it', async () => {
    const question = await talk.card('coordinator', 'suspend Ricardo Núñez Ibáñez moved to Lima');
    expect(wordsOf(question)).toContain('moved to Lima');
    expect(question.title).toBe('Suspend Ricardo Núñez Ibáñez?');
  });

  test('several: a button for each goes on with all that was typed', async () => {
    const choose = await talk.card('coordinator', 'suspend “okafor” kept reason');
    expect(choose.rows?.map((r) => r.title)).toEqual(['Adaeze Okafor', 'Ben Okafor']);
    const action = choose.rows?.[0]?.buttons?.[0]?.action;
    const question = cardOf(await talk.press('coordinator', action ?? { verb: '', step: 'run' }));
    expect(question.title).toBe('Suspend Adaeze Okafor?');
    expect(wordsOf(question)).toContain('kept reason');
  });

  test('several in a form’s field: those who are found by name, and as typed who is not, until it is put right', async () => {
    const form = await talk.form('coordinator', 'suspend');
    const wrong = formOf(await talk.fill('coordinator', form, { people: [ben, 'nobbody', 'okafor'] }));
    expect(wrong.errors.people).toBe(
      'It is not clear whom these mean: “nobbody” and “okafor”. Search for each by a part of the name or e-mail.',
    );
    const [field] = wrong.fields;
    const [held] = (field?.kind === 'person' && field.selected) || [];
    expect(held).toMatchObject({ label: 'Ben Okafor', hint: ben });
    expect(wrong.values.people).toEqual([held?.value, 'nobbody', 'okafor']);
    const question = cardOf(
      await talk.fill('coordinator', wrong, {
        people: [held?.value ?? '', 'tomas.dvorak@riverside.example, José Álvarez'],
      }),
    );
    expect(question.rows?.map(({ title }) => title)).toContain('Ben Okafor');
    expect(formOf(await talk.fill('coordinator', wrong, { people: [] })).errors.people).toBe('Choose one.');
  });

  test('by e-mail, whatever is typed after it; a reason after a colon is all of it', async () => {
    expect((await talk.form('coordinator', `reset ${ben} quickly`)).errors['']).toContain('quickly');
    const question = await talk.card('coordinator', `suspend ${ben} reason: moved to Peru`);
    expect(wordsOf(question)).toContain('moved to Peru');
  });

  test('oneself by name, for a teacher too', async () => {
    expect((await talk.card('teacher', 'show Ben Okafor')).title).toBe('Ben Okafor');
    expect(await talk.words('teacher', 'show Adaeze Okafor')).toContain('Your rights do not cover this');
  });

  test('none: the nearest few', async () => {
    const near = await talk.card('coordinator', 'show ben.okafour@riverside.example');
    expect(near.rows?.map((r) => r.title)).toContain('Ben Okafor');
  });

  test('of another school are nobody', async () => {
    const card = await talk.card('coordinator', 'show grace.hill@hillside.example');
    expect(card.title).toContain('I found nobody');
    expect(JSON.stringify(card)).not.toContain('Hillside');
  });

  test('a teacher reads the same of those who exist and those who do not', async () => {
    const there = await talk.say('teacher', 'show jose.alvarez@riverside.example');
    expect(there).toEqual(await talk.say('teacher', 'show nobody.atall@riverside.example'));
    expect((await talk.card('teacher', `show ${ben}`)).title).toBe('Ben Okafor');
    expect(await talk.bot.search(senderOf('teacher'), 'a')).toEqual([]);
  });
});

describe('the rest', () => {
  test.each(['coordinator', 'admin', 'site-admin', 'teacher'] as const)(
    'help shows ten rows at most, what is done most first, and leads to all that they may do: %s',
    async (who) => {
      const first = await talk.card(who, '');
      const verbs = (card: Card) => (card.rows ?? []).map((r) => r.buttons?.[0]?.action.verb);
      expect(first.rows?.length).toBeLessThanOrEqual(10);
      const isGroup = (r: Row) => r.buttons?.[0]?.action.verb === 'help';
      const seen = verbs(first).filter((verb) => verb !== 'help');
      const groupsSeen: string[] = [];
      for (const each of (first.rows ?? []).filter(isGroup)) {
        groupsSeen.push(each.title);
        let card = cardOf(await talk.press(who, each.buttons?.[0]?.action as Action));
        for (;;) {
          expect(card.rows?.length).toBeLessThanOrEqual(10);
          expect(verbs(card)).not.toContain('help');
          seen.push(...verbs(card));
          if (!card.buttons?.some((b) => b.label === 'Next page')) break;
          card = await talk.follow(who, card, 'Next page');
        }
        expect((await talk.follow(who, card, 'All groups')).title).toBe(first.title);
        expect((await talk.card(who, `help ${each.title}`)).title).toBe(each.title);
      }
      const names = ['People', 'Accounts', 'Requests', 'Learners’ data', 'The school'];
      expect(groupsSeen).toEqual(names.filter((name) => groupsSeen.includes(name)));
      const [role, mark] = { coordinator: [0], admin: [1], 'site-admin': [3, 2], teacher: [3] }[who];
      // One that is offered in another's place goes by the other's verb, and is tested with requests.
      const inPlace = talk.registry.all.flatMap(({ verb, insteadOf }) => (insteadOf ? [verb, insteadOf] : []));
      const theirs = talk.registry.all.filter(
        ({ verb, may }) =>
          ![...inPlace, 'help'].includes(verb) &&
          (policy[may][role ?? 0] !== 'nobody' || (mark !== undefined && policy[may][mark] !== 'nobody')),
      );
      const found = [...new Set(seen)].filter((verb) => !inPlace.includes(verb ?? ''));
      expect(found.toSorted()).toEqual(theirs.map((c) => c.verb).toSorted());
      const completed = await talk.bot.complete(senderOf(who), '');
      expect(completed.map((c) => c.text.split(' ')[0])).toEqual(
        verbs(first).map((verb) => expect.stringContaining(verb?.replace('ask-', '').replace('my-', '') ?? '')),
      );
    },
  );

  test('help says first what waits, and leads there; nothing of it to who can do nothing about it', async () => {
    const card = await talk.card('coordinator', 'help');
    expect(card.state).toMatch(/^\d+ requests? waits? · \d+ people have not come$/);
    expect(wordsOf(await talk.follow('coordinator', card, 'Who has not come'))).toContain('Invited');
    expect((await talk.follow('coordinator', card, 'Invite them again')).title).toMatch(/again\?$/);
    expect((await talk.card('teacher', 'help')).state).toBe('Riverside International School');
  });

  test('help explains one command', async () => {
    expect(await talk.words('coordinator', 'help suspend')).toContain('/staff suspend ben@school.example');
  });

  test('a mistyped command gets the nearest, with all that was typed', async () => {
    const near = await talk.card('coordinator', `suspendd ${ben} left in May`);
    const question = await talk.follow('coordinator', near, 'Suspend');
    expect(question.title).toBe('Suspend Ben Okafor?');
    expect(wordsOf(question)).toContain('left in May');
    expect(buttonOf(await talk.card('coordinator', 'supsend x'), 'Suspend').action.verb).toBe('suspend');
    expect((await talk.card('teacher', 'supsend x')).buttons?.map((b) => b.label)).toEqual(['Help']);
  });

  test('lists by page and filter, and exports what the filter leaves', async () => {
    const first = await talk.card('coordinator', 'list site:test-maker status:active');
    expect(first.rows).toHaveLength(10);
    const next = await talk.press('coordinator', buttonOf(first, 'Next page').action);
    expect(next[0]).toMatchObject({ replace: true });
    expect(cardOf(next).rows?.[0]?.title).not.toBe(first.rows?.[0]?.title);
    for (const label of ['Previous page', 'First page']) {
      const [back] = await talk.press('coordinator', buttonOf(cardOf(next), label).action);
      expect(back).toMatchObject({ replace: true, card: { rows: first.rows } });
    }
    const [sorted] = await talk.press('coordinator', buttonOf(first, 'Sort by last seen').action);
    expect(sorted).toMatchObject({ replace: true, card: { state: expect.stringContaining('last seen first') } });
    const said = await talk.card('coordinator', 'list site:test-maker status:active sort:last-seen');
    expect(said.rows).toEqual(sorted && 'card' in sorted ? sorted.card.rows : undefined);
    expect(said.rows).not.toEqual(first.rows);
    const trail = await talk.card('coordinator', 'audit');
    const older = cardOf(await talk.press('coordinator', buttonOf(trail, 'Next page').action));
    const told = ({ rows }: Card) => rows?.map(({ title, detail }) => [title, detail]);
    for (const label of ['Previous page', 'First page']) {
      const newer = await talk.press('coordinator', buttonOf(older, label).action);
      expect(newer).toMatchObject([{ replace: true }]);
      expect(told(cardOf(newer))).toEqual(told(trail));
    }
    const file = (await talk.follow('coordinator', first, 'Export as CSV')).files?.[0]?.content ?? '';
    expect(
      file
        .split('\r\n')
        .slice(1, -1)
        .every((line) => line.includes('active') && line.includes('test-maker')),
    ).toBe(true);
  });

  test.each([
    ['list suspended', '4 people · Suspended'],
    ['list all the teachers who are suspended', '4 people · Suspended · Teacher'],
    ['list site admins', '3 people · Site admin'],
    ['list site admins on Test Maker', '1 person · Site admin · Test Maker'],
    ['list teachers on test-maker', /^2\d people · Teacher · Test Maker$/],
    ['list primary', /people · Cambridge Primary support site$/],
    ['list coordinators not signed in', '0 people · Coordinator · Never signed in'],
    ['list people', /^6\d people$/],
    ['list okafor teachers', '2 people · Teacher'],
    ['list suspended, blocked teachers', '4 people · Suspended · Teacher'],
  ])('%s: what people are is a filter', async (line, state) => {
    const card = await talk.card('coordinator', line);
    expect(card.state).toEqual(typeof state === 'string' ? state : expect.stringMatching(state));
  });

  test.each([
    ['list teachers and admins', { role: 'teacher' }, 'and admins'],
    ['export teachers/admins', { role: 'teacher' }, 'admins'],
    ['list teachers, admins', { role: 'teacher' }, 'admins'],
    ['list teachers & admins', { role: 'teacher' }, '& admins'],
    ['list role:admin teachers', { role: 'admin' }, 'teachers'],
    ['list teachers on test maker or primary', { role: 'teacher', site: 'test-maker' }, 'or primary'],
    ['list not suspended', { status: 'suspended' }, 'not'],
    ['list teachers and okafor', { role: 'teacher', words: 'okafor' }, 'and'],
  ])('%s: what a filter can’t hold is asked about, and not looked for', async (line, values, unclear) => {
    const form = await talk.form('coordinator', line);
    expect(form.values).toMatchObject(values);
    expect(form.errors).toEqual({ '': `I don’t understand this: ${unclear}` });
  });

  test.each([
    ['invite lars again', 'Send the invitation to Lars Sørensen again?'],
    ['invite lars once more, please', 'Send the invitation to Lars Sørensen again?'],
    ['reset ben okafor please again', 'Send a reset link to Ben Okafor?'],
    ['invite ben again', 'That can’t be done'],
  ])('%s: again is no word left over', async (line, title) => {
    expect((await talk.card('coordinator', line)).title).toBe(title);
  });

  test('what is in quotes, and what is no filter, is looked for', async () => {
    expect(await talk.words('coordinator', 'list "teachers"')).toMatch(/^People matching “teachers”\n0 people\n/);
    expect(await talk.words('coordinator', 'list teachers "and Mei Lin"')).toMatch(/^People matching “and Mei Lin”\n0/);
    expect(await talk.words('coordinator', `list (${ben.toUpperCase()}),`)).toContain('1 person');
    expect(await talk.words('coordinator', 'list maths/science')).toMatch(/^People matching “maths\/science”\n0/);
    const file = (await talk.card('coordinator', 'export suspended teachers')).files?.[0]?.content ?? '';
    expect(file.trim().split('\r\n')).toHaveLength(5);
  });

  test('settings: an admin reads them, a coordinator changes them', async () => {
    expect((await talk.card('admin', 'settings')).buttons).toEqual([]);
    const form = formOf(await talk.press('coordinator', { verb: 'settings', step: 'form' }));
    expect(formOf(await talk.fill('coordinator', form, { timeZone: 'Mars/Olympus' })).errors).toHaveProperty(
      'timeZone',
    );
    const changed = cardOf(await talk.fill('coordinator', form, { timeZone: 'Asia/Tokyo' }));
    expect(wordsOf(changed)).toContain('Asia/Tokyo');
    expect(wordsOf(changed)).toContain(settings.secondFactorWords.nobody);
    const strict = await talk.card('coordinator', 'settings secondFactor:everyone');
    expect(wordsOf(strict)).toContain(settings.secondFactorWords.everyone);
    const answered = await talk.words(
      'coordinator',
      'settings replyTo:<mailto:office@riverside.example|office@riverside.example>',
    );
    expect(answered).toContain('office@riverside.example');
    for (const [replyTo, why] of [
      ['off\u1160ice@riverside.example', /U\+1160|which nobody can see/],
      ['a@b.example; c@d.example', /2 e-mail addresses/],
      ['büro@riverside.example', /letters such as/],
    ] as const)
      expect(formOf(await talk.fill('coordinator', form, { replyTo })).errors?.replyTo).toMatch(why);
    const there = { kind: 'channel', id: 'staff-room' } as const;
    const here = await talk.card('coordinator', 'settings channel:here', there);
    expect(wordsOf(here)).toContain('#staff-room');
  });

  test('ASVS 6.4.4: a lost second factor is taken away from the profile, after Yes, by who may', async () => {
    const [user] = await database.db.select().from(users).where(eq(users.email, ben));
    const none = Buffer.of();
    const row = { sealed: none, lastStep: 0, addedAt: new Date(), recoverySalt: none, recoveryHashes: [] };
    await database.db.insert(secondFactors).values({ userId: user?.id ?? '', centreId: user?.centreId ?? '', ...row });
    expect(await talk.words('teacher', `remove-factor ${ben}`)).toContain('Your rights do not cover this');
    const profile = await talk.card('coordinator', `show ${ben}`);
    const question = await talk.follow('coordinator', profile, 'Remove second factor');
    expect(wordsOf(question)).toContain('Be sure that it is Ben');
    const done = await talk.follow('coordinator', question, 'Remove second factor');
    expect(done.title).toBe('Ben Okafor has no second factor now');
    expect(await talk.words('coordinator', `remove-factor ${ben}`)).toContain('Ben Okafor has no second factor.');
  });

  test('the audit trail of one person, since a day, as CSV', async () => {
    const card = await talk.card('coordinator', `audit ${ben} 7d`);
    expect(card.title).toBe('Audit trail of Ben Okafor');
    const csv = (await talk.follow('coordinator', card, 'Export as CSV')).files?.[0]?.content ?? '';
    expect(csv).toContain('reset.send');
    const admin = await talk.card('admin', 'audit today');
    expect(admin.more?.map((b) => b.label)).toEqual(['Check that it is whole']);
    expect(await talk.words('admin', 'audit as:csv')).toContain('Your rights do not cover this');
  });

  test('ASVS 16.4.2: audit verify says whether the trail is whole, to whoever may read it', async () => {
    expect(await talk.words('admin', 'audit verify')).toMatch(
      /^The trail is whole\nNo event is sealed\.\n\d+ events were written down a moment ago and are not sealed yet\.$/,
    );
    await sealTrails(database.app());
    const card = await talk.follow('coordinator', await talk.card('coordinator', 'audit'), 'Check that it is whole');
    expect(wordsOf(card)).toMatch(/^The trail is whole\n\d+ events since \d+ \w+ 20\d\d\.$/);
    expect(await talk.words('teacher', 'audit verify')).toContain('Your rights do not cover this');
  });

  test.each(['10000-01-01', 'infinity', '-infinity', '0044-03-15 BC'])(
    'an event dated %s stops no reading and no check',
    async (odd) => {
      const owner = postgres(database.url, { max: 1, connection: { session_replication_role: 'replica' } });
      const newest = owner`(select max(event_id) from audit_seals)`;
      const [was] = await owner`select at, details from audit_events where id = ${newest}`;
      await owner`update audit_events set at = ${odd}::text::timestamptz, details = 'null' where id = ${newest}`;
      expect(await talk.words('admin', 'audit verify')).toMatch(
        /^The trail is not whole\n\d+ events since .*\n(.*\n)*Event \d+ was changed/,
      );
      expect(await talk.words('admin', 'audit')).toContain(odd.slice(0, 10));
      await owner`update audit_events set at = ${was?.at}, details = ${was?.details} where id = ${newest}`;
      await owner.end();
    },
  );

  test.each<[Who, string, Action, string]>([
    ['teacher', 'suspend amina.rahman@riverside.example', { verb: 'suspend', step: 'run' }, 'user.suspend'],
    ['teacher', 'list', { verb: 'list', step: 'form' }, 'user.list'],
    ['admin', 'site hub connect', { verb: 'site', step: 'form', input: { site: 'hub' } }, 'settings.change'],
    [
      'admin',
      'edit amina.rahman@riverside.example',
      { verb: 'edit', step: 'form', input: { person: 'amina.rahman@riverside.example' } },
      'user.edit',
    ],
    ['admin', 'audit as:csv', { verb: 'audit', step: 'run', input: { as: 'csv' } }, 'audit.export'],
  ])('ASVS 16.3.2: what %s may not (%s) is written down once, typed or pressed', async (who, line, action, act) => {
    const refused = async () =>
      (await database.db.select().from(auditEvents).where(eq(auditEvents.outcome, 'refused'))).map((e) => e.action);
    const before = (await refused()).length;
    expect(await talk.words(who, line)).toContain('Your rights do not cover this');
    expect(wordsOf(cardOf(await talk.press(who, action)))).toContain('Your rights do not cover this');
    expect((await refused()).slice(before)).toEqual([act, act]);
  });

  test('whoever is not a member of the workspace has no rights at all', async () => {
    for (const standing of ['guest', 'outsider', 'bot', 'deactivated'] as const) {
      const replies = await talk.bot.handle({
        id: 'x',
        sender: senderOf('coordinator', standing),
        place: { kind: 'direct', id: 'x' },
        event: { type: 'text', text: 'list' },
      });
      expect(wordsOf(cardOf(replies))).toContain('Only full members');
    }
  });

  test('nothing that names people is for the whole channel', async () => {
    const channel = { kind: 'channel', id: 'approvals' } as const;
    for (const verb of talk.registry.all.map((c) => c.verb)) {
      const replies = await talk.say('coordinator', `${verb} ${ben}`, channel);
      for (const reply of replies) if (reply.kind === 'card') expect(reply.to).toBe('asker');
    }
  });
});

// At the end: events that are dated back are no whole trail.
test('the audit trail reads as a diary: by day, people first, the program’s own housekeeping in a line', async () => {
  const [person] = await database.db.select().from(users).where(eq(users.email, 'ben.okafor@riverside.example'));
  if (!person) throw new Error('no person');
  const day = (n: number, hour: number) => new Date(Date.UTC(2019, 4, n, hour));
  const common = { centreId: person.centreId, outcome: 'done' as const, correlationId: randomUUID() };
  const about = { ...common, actorId: person.id, targetId: person.id, action: 'reset.ask' };
  const own = (n: number, site: string) =>
    ({
      ...common,
      at: day(n, 9),
      action: 'settings.change',
      details: { by: 'file', site, changed: ['redirectUris'] },
    }) as const;
  const older = await talk.card('coordinator', 'audit');
  await database.db
    .insert(auditEvents)
    .values([{ ...about, at: day(1, 8) }, own(1, 'hub'), own(1, 'forums'), { ...about, at: day(2, 8) }, own(2, 'hub')]);
  const card = await talk.card('coordinator', 'audit');
  const days = (card.rows ?? []).filter(({ under }) => under?.endsWith('2019'));
  expect(days).toMatchObject([
    {
      under: 'Thursday 2 May 2019',
      title: 'Ben Okafor asked for a reset',
      columns: [expect.stringMatching(/^\d\d:00$/)],
    },
    { under: 'Thursday 2 May 2019', title: 'Staffroom’s own housekeeping', detail: 'set up 1 site' },
    {
      under: 'Wednesday 1 May 2019',
      title: 'Ben Okafor asked for a reset',
      columns: [expect.stringMatching(/^\d\d:00$/)],
    },
    { under: 'Wednesday 1 May 2019', title: 'Staffroom’s own housekeeping', detail: 'set up 2 sites' },
  ]);
  // A page has as many of what people did as before; the next goes on where it ends.
  const page = (c: Card) => c.rows?.filter(({ columns }) => columns).length;
  expect(page(card)).toBe(page(older));
  expect(wordsOf(card)).not.toMatch(/by: |by the file|going? on after/);
});
