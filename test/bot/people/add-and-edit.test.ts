import { randomUUID } from 'node:crypto';
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { auditEvents, links, mailServer, siteConnections, users } from '../../../db/schema/index.ts';
import type { Action } from '../../../src/ui/card.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf } from '../../kit/file.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const talk = useTalk(database.app());

const ben = 'ben.okafor@riverside.example';
const amina = 'amina.rahman@riverside.example';
const refusedEvents = () => database.db.$count(auditEvents, eq(auditEvents.outcome, 'refused'));

test('where the mail server takes nothing, the answer to what is told by mail says that it waits', async () => {
  const waits = /The mails? will go out when the mail server takes (it|them)/;
  const says = async (line: string) => {
    const question = await talk.card('coordinator', line);
    const yes = question.buttons?.[0];
    const answer = yes && question.title.endsWith('?') ? cardOf(await talk.press('coordinator', yes.action)) : question;
    return wordsOf(answer);
  };
  expect(await says('add One Mailed one.mailed@riverside.example sites:hub')).not.toMatch(waits);
  await database.db.update(mailServer).set({ failingSince: new Date(), why: 'away', problem: 'x', tries: 2 });
  expect(await says('add Two Mailed two.mailed@riverside.example sites:hub')).toMatch(waits);
  expect(await says('reset ben.okafor@riverside.example')).toMatch(waits);
  expect(await says('list')).not.toMatch(waits);
  await database.db.update(mailServer).set({ failingSince: null, why: null, problem: null, tries: 0 });
});

describe('adding', () => {
  test('one line', async () => {
    const card = await talk.card(
      'coordinator',
      'add Ana Maria Sousa ana.sousa@riverside.example programmes:“Cambridge Primary, Cambridge Advanced”',
    );
    expect(card.title).toBe('Ana Maria Sousa is added');
    const wrong = await talk.form('coordinator', 'add Ana Sousa ana.sousa@ programmes:primry');
    expect(wrong.errors['people.0.programmes.0'] ?? wrong.errors['people.0.programmes']).toBeDefined();
    expect(wrong.values.people).toMatchObject([{ firstName: 'Ana', lastName: 'Sousa', email: 'ana.sousa@' }]);
  });

  test.each(['add Dotted . dotted.1@riverside.example primary', 'add Dashed\t-\tdashed.1@riverside.example\tprimary'])(
    '%j: a dot or a dash is no last name',
    async (line) => {
      expect((await talk.card('coordinator', line)).title).toMatch(/^(?:Dotted|Dashed) is added$/);
    },
  );

  test('a dot or a dash is no first name', async () => {
    const form = await talk.form('coordinator', 'add - dashed.2@riverside.example primary');
    expect(form.errors['people.0.firstName']).toBe('Enter a name.');
    const edited = await talk.form('coordinator', 'edit omar.haddad@riverside.example firstName:.');
    expect(edited.errors.firstName).toBe('Enter a name.');
  });

  test('by form: Add another keeps the rows; errors stand beside their fields', async () => {
    const form = await talk.form('coordinator', 'add');
    const two = formOf(await talk.fill('coordinator', form, { people: [{ firstName: 'A' }] }, 'add-row'));
    expect(two.values.people).toEqual([{ firstName: 'A' }, {}]);
    const replies = await talk.fill('coordinator', two, {
      people: [
        { firstName: 'A', lastName: 'B', email: ben, sites: ['hub'] },
        { firstName: 'C', lastName: 'D', email: 'cd@riverside.example' },
      ],
    });
    const wrong = formOf(replies);
    // The way to the profile that has the e-mail comes beside the form, which has no place for it.
    expect(buttonOf(cardOf(replies.slice(1)), 'Show profile').action.verb).toBe('show');
    expect(Object.keys(wrong.errors).sort()).toEqual(['people.0.email', 'people.1.sites']);
    const done = cardOf(
      await talk.fill('coordinator', wrong, {
        people: [
          { firstName: 'A', lastName: 'B', email: 'ab@riverside.example', sites: ['hub'] },
          { firstName: 'C', lastName: 'D', email: 'cd@riverside.example', programmes: ['primary'] },
        ],
      }),
    );
    expect(done.title).toBe('2 people added');
  });

  test('an admin is not offered rights to give, and giving them is refused', async () => {
    const form = await talk.form('admin', 'add');
    expect(JSON.stringify(form.fields)).not.toContain('siteAdminOf');
    const row = { firstName: 'X', lastName: 'Y', email: 'xy@riverside.example', sites: ['hub'], role: 'admin' };
    expect(wordsOf(cardOf(await talk.fill('admin', form, { people: [row] })))).toContain(
      'Your rights do not cover this',
    );
  });

  test('a file that can’t be read, or comes beside filled rows, is refused beside its field', async () => {
    const form = await talk.form('coordinator', 'add');
    const file = fileOf('first name,surname\nA,B\n', 'x.csv');
    const unread = formOf(await talk.fill('coordinator', form, { file }));
    expect(unread.errors).toEqual({ file: 'The first line must name the columns. Missing: e-mail.' });
    const both = formOf(await talk.fill('coordinator', form, { file, people: [{ firstName: 'A' }] }));
    expect(both.errors.file).toContain('not both');
    expect(both.values).toMatchObject({ file, people: [{ firstName: 'A' }] });
  });

  test('of a file that two add at once, the second reads what became of each row', async () => {
    const content = 'first name,last name,e-mail,sites\nTwo,AtOnce,two.atonce@riverside.example,hub\n';
    const question = async () => {
      const form = await talk.form('coordinator', 'add');
      const preview = cardOf(await talk.fill('coordinator', form, { file: fileOf(content, 'two.csv') }));
      return buttonOf(preview, 'Add 1 person').action;
    };
    const [a, b] = [await question(), await question()];
    const cards = (await Promise.all([talk.press('coordinator', a), talk.press('coordinator', b)])).map(cardOf);
    expect(cards.filter((c) => c.title === 'Two AtOnce is added')).toHaveLength(1);
    const other = cards.find((c) => c.title !== 'Two AtOnce is added');
    expect(wordsOf(other ?? { title: '' })).toContain('already used at this school, by Two AtOnce');
  });

  test('who is suspended may come back instead of being added, and who was deleted is someone new', async () => {
    const again = 'add Come Back come.back@riverside.example programmes:primary';
    const labels = async () => {
      const replies = await talk.say('coordinator', again);
      const cards = replies.flatMap((r) => (r.kind === 'card' ? [r.card] : []));
      return JSON.stringify(cards);
    };
    await talk.say('coordinator', again);
    expect(await labels()).toContain('Send invitation');
    const yes = async (line: string) =>
      talk.press('coordinator', cardOf(await talk.say('coordinator', line)).buttons?.[0]?.action as Action);
    await yes('suspend come.back@riverside.example');
    expect(await labels()).toContain('Reactivate');
    const content = 'first name,last name,e-mail,sites\nCome,Back,come.back@riverside.example,hub\n';
    const form = await talk.form('coordinator', 'add');
    const preview = cardOf(await talk.fill('coordinator', form, { file: fileOf(content, 'back.csv') }));
    expect(wordsOf(preview)).toContain('by Come Back, who is suspended');
    expect(JSON.stringify(preview.rows)).toContain('Reactivate');
    await yes('delete come.back@riverside.example');
    expect(cardOf(await talk.say('coordinator', again)).title).toBe('Come Back is added');
    const trail = wordsOf(cardOf(await talk.say('coordinator', 'audit come.back@riverside.example')));
    expect(trail).toContain('Come Back');
    expect(trail).not.toMatch(/suspended|deleted/i);
  });

  test('rights asked for in an admin’s file are refused, and written down once', async () => {
    const rows = [1, 2, 3].map((i) => `A,B,boss${i}@riverside.example,hub,coordinator`);
    const content = ['first name,last name,e-mail,sites,role', ...rows].join('\n');
    const before = await refusedEvents();
    const form = await talk.form('admin', 'add');
    expect(cardOf(await talk.fill('admin', form, { file: fileOf(content, 'x.csv') })).title).toBe(
      'Nobody could be added',
    );
    expect((await refusedEvents()) - before).toBeLessThanOrEqual(2);
    expect((await refusedEvents()) - before).toBeGreaterThan(0);
  });

  test('a CSV: shown first, then applied in one go; the preview of one is nothing to another', async () => {
    const content = `first name,last name,e-mail,sites\n${Array.from({ length: 40 }, (_, i) => `P${i},Q,p${i}@riverside.example,hub`).join('\n')}\nR,S,not-an-email,hub\n`;
    const form = await talk.form('coordinator', 'add');
    const preview = cardOf(await talk.fill('coordinator', form, { file: fileOf(content, 'new.csv') }));
    expect(wordsOf(preview)).toContain('40 can be added · 1 can’t');
    const { action } = buttonOf(preview, 'Add 40 people');
    expect(JSON.stringify(action).length).toBeLessThan(2_000);
    expect(wordsOf(cardOf(await talk.press('admin', action)))).toContain('Start again');
    const done = cardOf(await talk.press('coordinator', action));
    expect(done.title).toBe('40 people added');
    expect(done.files?.[0]?.content).toContain('not an e-mail');
    expect(cardOf(await talk.press('coordinator', action)).title).not.toBe('40 people added');
  });
});

describe('editing', () => {
  test('asks whom, then shows their details to change', async () => {
    const whom = await talk.form('coordinator', 'edit');
    expect(whom.fields.map((f) => f.name)).toEqual(['file', 'people']);
    const details = formOf(await talk.fill('coordinator', whom, { person: 'rohan.mehta@riverside.example' }));
    expect(details.values).toMatchObject({ firstName: 'Rohan', lastName: 'Mehta' });
    const wrong = formOf(await talk.fill('coordinator', details, { email: 'rohan@', firstName: '' }));
    expect(Object.keys(wrong.errors).sort()).toEqual(['email', 'firstName']);
    expect(wrong.values.email).toBe('rohan@');
    const done = cardOf(
      await talk.fill('coordinator', wrong, { email: 'r.mehta@riverside.example', firstName: 'Rohan' }),
    );
    expect(wordsOf(done)).toContain('takes effect when the link sent to r.mehta@riverside.example is pressed');
  });

  test('a form that was open for a while changes only what was changed in it', async () => {
    const who = 'anjali.sharma@riverside.example';
    const old = await talk.form('coordinator', `edit ${who}`);
    await talk.say('coordinator', `edit ${who} sites:hub,primary,forums,test-maker`);
    await talk.fill('coordinator', old, { firstName: 'Anjali Devi' });
    const profile = await talk.words('coordinator', `show ${who}`);
    expect(profile).toContain('Anjali Devi Sharma');
    expect(profile).toContain('Test Maker');
  });

  test('who may not edit someone is told before the form, not after it', async () => {
    const card = await talk.card('admin', 'edit amina.rahman@riverside.example');
    expect(wordsOf(card)).toContain('Your rights do not cover this');
    expect(await talk.words('site-admin', 'edit amina.rahman@riverside.example')).toContain('Your rights');
  });

  test('a new e-mail that waits can be taken back from the profile', async () => {
    const who = 'zofia.zak@riverside.example';
    const asked = await talk.card('coordinator', `edit ${who} email:wrong@typo.example`);
    expect(asked.title).toBe('Zofia Żak’s new e-mail waits for confirmation');
    const profile = await talk.card('coordinator', `show ${who}`);
    expect(wordsOf(profile)).toContain('wrong@typo.example takes effect when');
    const kept = await talk.follow('coordinator', profile, 'Keep the old e-mail');
    expect(wordsOf(kept)).toContain(`The e-mail stays ${who}`);
  });

  test('a site admin gives and takes their own site, and sees no other field', async () => {
    const form = await talk.form('site-admin', `edit ${ben}`);
    expect(form.fields.map((f) => f.name)).toEqual(['sites', 'until']);
    const before = (await talk.card('coordinator', `show ${ben}`)).facts?.find((f) => f.label === 'Sites')?.value;
    await talk.fill('site-admin', form, { sites: ['test-maker'] });
    const after = (await talk.card('coordinator', `show ${ben}`)).facts?.find((f) => f.label === 'Sites')?.value;
    expect(after).toContain('Test Maker');
    for (const site of before?.split(', ') ?? []) expect(after).toContain(site);
    const again = await talk.form('site-admin', `edit ${ben}`);
    const forged = await talk.fill('site-admin', again, { sites: ['test-maker'], firstName: 'Hacked' });
    expect(wordsOf(cardOf(forged))).toContain('Your rights do not cover this');
  });
});

describe('one’s own details', () => {
  const jose = 'jose.alvarez@riverside.example';

  test('a name changes at once, an e-mail by the link to the new address, and the trail says who', async () => {
    const form = await talk.form('teacher-2', 'me');
    expect(form.values).toMatchObject({ firstName: 'José', email: jose });
    const done = cardOf(await talk.fill('teacher-2', form, { lastName: 'Álvarez Ruiz', email: 'jose@new.example' }));
    expect(wordsOf(done)).toContain('You are José Álvarez Ruiz now, on all your sites.');
    expect(wordsOf(done)).toContain('Press the link in the mail sent to jose@new.example.');
    expect(wordsOf(await talk.card('coordinator', 'audit'))).toContain('José Álvarez Ruiz changed their own details');
    const [user] = await database.db.select().from(users).where(eq(users.email, jose));
    const open = and(eq(links.userId, user?.id ?? ''), eq(links.kind, 'confirm-email'), isNull(links.voidedAt));
    expect(await database.db.select().from(links).where(open)).toMatchObject([{ newEmail: 'jose@new.example' }]);
    // Sent once more with what is so already, it is taken back.
    expect(await talk.words('teacher-2', `me email:${jose}`)).toContain(`Your e-mail stays ${jose}.`);
    expect(await database.db.select().from(links).where(open)).toEqual([]);
    await talk.card('teacher-2', 'me lastName:Álvarez');
  });

  test('whose an address is, is not told to who sees nobody; nor is it tried out without end', async () => {
    const taken = await talk.form('teacher-2', 'me email:amina.rahman@riverside.example');
    expect(taken.errors).toEqual({ email: 'This e-mail is already used by another account.' });
    for (let n = 0; n < 10; n++) await talk.say('teacher-2', 'me email:amina.rahman@riverside.example');
    expect(await talk.words('teacher-2', 'me email:free@new.example')).toMatch(/Try again in \d+ minutes/);
  });

  test('what else is forged into the form is not theirs to change', async () => {
    const form = await talk.form('teacher', 'me');
    const sent = { lastName: 'Okafor-Lee', sites: ['test-maker'], programmes: ['advanced'], person: amina };
    await talk.fill('teacher', form, sent);
    const own = await talk.words('coordinator', `show ${ben}`);
    expect(own).toMatch(/^Ben Okafor-Lee/);
    expect(own).not.toContain('Cambridge Advanced');
    expect(await talk.words('coordinator', `show ${amina}`)).toMatch(/^Amina Rahman/);
    await talk.card('teacher', 'me lastName:Okafor');
  });

  test('a teacher’s “show” is their own profile; that of another is refused as ever', async () => {
    const own = await talk.card('teacher', 'show');
    expect(own.title).toBe('Ben Okafor');
    expect(buttonOf(own, 'Change my details').action).toMatchObject({ verb: 'me' });
    expect((await talk.form('coordinator', 'show')).fields.map((f) => f.name)).toEqual(['person']);
    expect((await talk.form('site-admin', 'show')).fields.map((f) => f.name)).toEqual(['person']);
    expect(await talk.words('teacher', 'show Amina Rahman')).toContain('Your rights do not cover this');
  });

  test('“whoami” leads into each site; where there is no way it says so', async () => {
    const [user] = await database.db.select().from(users).where(eq(users.email, ben));
    const at = { centreId: user?.centreId ?? '', createdAt: new Date(), changedAt: new Date() };
    await database.db.insert(siteConnections).values([
      { ...at, site: 'hub', clientId: 'own-hub', homeUrl: 'https://hub.example/in|x' },
      { ...at, site: 'primary', clientId: 'own-primary', homeUrl: 'javascript:alert(1)' },
    ]);
    const { rows = [] } = await talk.card('teacher', 'whoami');
    expect(rows[0]).toEqual({ title: 'School Support Hub', link: { label: 'Open', url: 'https://hub.example/in|x' } });
    expect(rows.at(-1)?.title).toContain('Cambridge Primary support site');
    expect(rows.at(-1)?.detail).toContain('was given no address');
    await database.db.delete(siteConnections);
  });
});

describe('a note on a profile', () => {
  const on = `show ${ben}`;

  test('is written by a line or a form, read by coordinators alone, and replaced by what was shown first', async () => {
    const form = await talk.form('coordinator', `note ${ben}`);
    expect([form.title, form.values.text]).toEqual(['Note on Ben Okafor', '']);
    const done = cardOf(await talk.fill('coordinator', form, { text: 'Part-time <!channel> until June' }));
    expect(done.title).toBe('The note on Ben Okafor is written');
    expect(await talk.words('coordinator', on)).toMatch(
      /Part-time <!channel> until June \(Amina Rahman, today \d\d:\d\d\)/,
    );
    for (const who of ['admin', 'site-admin', 'teacher'] as const) {
      expect(await talk.words(who, who === 'teacher' ? 'whoami' : on)).not.toContain('Part-time');
      expect(await talk.words(who, `note ${ben} mine`)).toContain('Your rights do not cover this');
    }
    expect(await talk.words('coordinator', `note ${amina} about me`)).toContain('Your rights do not cover this');
    const question = await talk.card('coordinator', `note ${ben} back in July`);
    expect(wordsOf(question)).toMatch(/Replace the note on Ben Okafor\?[\s\S]*Part-time[\s\S]*back in July/);
    expect((await talk.follow('coordinator', question, 'Replace')).title).toContain('is written');
    // The same button once more: it is another note by now.
    expect((await talk.follow('coordinator', question, 'Replace')).title).not.toContain('is written');
  });

  test('is emptied in the form; the trail has that it was, and not what; no export has it', async () => {
    const form = await talk.form('coordinator', `note ${ben}`);
    expect(form.values.text).toBe('back in July');
    const files = (await talk.card('coordinator', 'export')).files ?? [];
    expect(JSON.stringify(files)).not.toContain('back in July');
    const done = cardOf(await talk.fill('coordinator', form, { text: '' }));
    expect(done.title).toBe('The note on Ben Okafor is taken away');
    const events = await database.db.select().from(auditEvents).where(eq(auditEvents.action, 'user.note'));
    expect(events.some((e) => e.details && JSON.stringify(e.details).includes('removed'))).toBe(true);
    expect(JSON.stringify(events)).not.toMatch(/July|Part-time/);
    expect(formOf(await talk.fill('coordinator', form, { text: 'x'.repeat(1_001) })).errors.text).toContain('1,000');
  });
});

describe('like someone', () => {
  const accessOf = async (email: string) => {
    const { rows } = await database.db.execute<{
      sites: string[];
      marks: number;
      programmes: string[];
      role: string;
    }>(sql`
      select u.role, array(select site::text from site_access a where a.user_id = u.id order by 1) as sites,
        (select count(*)::int from site_access a where a.user_id = u.id and site_admin) as marks,
        array(select programme::text from user_programmes p where p.user_id = u.id order by 1) as programmes
      from users u where email = ${email}`);
    return rows[0];
  };

  test.each([
    ['like ben.okafor@riverside.example', 'Ben Okafor'],
    ['like: Ben Okafor', 'Ben Okafor'],
    ['same as lars.sorensen@riverside.example', 'Lars Sørensen'],
  ])('a newcomer “%s” gets programmes and sites, and never a right', async (words, name) => {
    const email = `${randomUUID().slice(0, 8)}.new@riverside.example`;
    const question = await talk.card('coordinator', `add Nia O'Brien ${email} ${words}`);
    expect(question.title).toBe(`Add Nia O'Brien like ${name}?`);
    const ofOther = `${name.toLowerCase().replace(' ', '.').replaceAll('ø', 'o')}@riverside.example`;
    const other = await accessOf(ofOther);
    if (other?.marks) expect(wordsOf(question)).toContain('That is not copied.');
    expect((await talk.follow('coordinator', question, 'Add 1 person')).title).toBe("Nia O'Brien is added");
    expect(await accessOf(email)).toEqual({ ...other, marks: 0, role: 'teacher' });
  });

  test('several, of whom one has programmes of her own; by the form; and from a file with one for all its rows', async () => {
    const two = await talk.card(
      'coordinator',
      `add Ona Lind ona@riverside.example programmes:advanced, Pia Lind pia@riverside.example like ${ben}`,
    );
    const done = await talk.follow('coordinator', two, 'Add 2 people');
    expect(done.title).toBe('2 people added');
    expect((await accessOf('ona@riverside.example'))?.programmes).toEqual(['advanced']);
    expect(await accessOf('pia@riverside.example')).toEqual(await accessOf(ben));
    const form = await talk.form('coordinator', 'add');
    const row = { firstName: 'Quin', lastName: 'Lind', email: 'quin@riverside.example' };
    const asked = cardOf(await talk.fill('coordinator', form, { people: [row], like: ben }));
    expect(asked.title).toBe('Add Quin Lind like Ben Okafor?');
    const file = fileOf('name,e-mail\nRia Lind,ria@riverside.example\nSue Lind,sue@riverside.example', 'people.csv');
    const plan = cardOf(await talk.fill('coordinator', form, { file, like: ben }));
    expect(wordsOf(plan)).toContain('Rows that name no programme and no site get what Ben Okafor has.');
    await talk.follow('coordinator', plan, 'Add 2 people');
    expect(await accessOf('sue@riverside.example')).toEqual(await accessOf(ben));
    // Asked about in the form, where nobody was named before.
    const other = fileOf('name,e-mail\nTea Lind,tea@riverside.example', 'people.csv');
    const question = formOf(await talk.fill('coordinator', form, { file: other }));
    const nobody = formOf(await talk.fill('coordinator', question, { 'answer-like': 'Nobody Known' }));
    expect(nobody.errors['answer-like']).toBeDefined();
    const known = cardOf(await talk.fill('coordinator', nobody, { 'answer-like': ben }));
    await talk.follow('coordinator', known, 'Add 1 person');
    expect(await accessOf('tea@riverside.example')).toEqual(await accessOf(ben));
  });

  test('who is not known is asked for, and a name that has *like* in it is a name', async () => {
    const line = 'add Una Lind una@riverside.example like nobody.known@riverside.example';
    expect(wordsOf(cardOf(await talk.say('coordinator', line)))).toMatch(/nobody\.known/);
    const card = await talk.card('coordinator', 'add Like Lind like.lind@riverside.example sites:hub');
    expect(card.title).toBe('Like Lind is added');
  });
});

describe('acting on oneself', () => {
  const lines = {
    suspends: `suspend ${amina}`,
    demotes: `admin ${amina} off coordinator`,
    becomesAdmin: `admin ${amina} on admin`,
    leaves: `leaver ${amina}`,
  };

  test('is said in the question; of the last coordinator it is refused before it is asked', async () => {
    for (const line of Object.values(lines)) {
      const question = await talk.card('coordinator', line);
      expect(question.text?.[0], line).toBe('This is you.');
      expect(wordsOf(question), line).toContain('another coordinator');
    }
    const [own] = await database.db.select().from(users).where(eq(users.email, amina));
    const others = and(
      eq(users.role, 'coordinator'),
      eq(users.centreId, own?.centreId ?? ''),
      ne(users.id, own?.id ?? ''),
    );
    const before = await database.db.select().from(users).where(others);
    await database.db.update(users).set({ role: 'admin' }).where(others);
    for (const line of Object.values(lines)) {
      const refused = await talk.card('coordinator', line);
      expect(wordsOf(refused), line).toContain(
        'is the last active coordinator. Make someone else a coordinator first.',
      );
      expect(refused.buttons, line).toEqual([]);
    }
    for (const each of before)
      await database.db.update(users).set({ role: 'coordinator' }).where(eq(users.id, each.id));
  });
});
