import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditEvents, mails, users } from '../../db/schema/index.ts';
import { type TestDatabase, testDatabase } from '../database.ts';
import { buttonOf, cardOf, formOf, type Talk, talking, wordsOf } from './talk.ts';

let database: TestDatabase;
let talk: Talk;

beforeAll(async () => {
  database = await testDatabase();
  talk = await talking(database.app());
});
afterAll(() => database.close());
afterEach(() => expect(talk.bugs).toEqual([]));

const ben = 'ben.okafor@riverside.example';
const refusedEvents = () => database.db.$count(auditEvents, eq(auditEvents.outcome, 'refused'));

describe('the three ways', () => {
  test('a whole line asks Yes; Yes does it and takes the place of the question', async () => {
    const question = cardOf(await talk.say('coordinator', '/staff suspend kavya.nair@riverside.example left in July'));
    expect(wordsOf(question)).toContain('left in July');
    const [reply] = await talk.press('coordinator', buttonOf(question, 'Suspend').action);
    expect(reply).toMatchObject({
      kind: 'card',
      replace: true,
      to: 'asker',
      card: { title: 'Kavya Nair is suspended' },
    });
  });

  test('half a line opens the form with what it gave filled in', async () => {
    const form = formOf(await talk.say('coordinator', 'suspend'));
    expect(form.errors).toEqual({});
    const again = formOf(await talk.fill('coordinator', form, { person: '', reason: 'kept' }));
    expect(again.errors).toEqual({ person: 'Choose one.' });
    expect(again.values.reason).toBe('kept');
    const question = cardOf(await talk.fill('coordinator', again, { person: 'sakura.tanaka@riverside.example' }));
    expect(question.title).toBe('Suspend 田中 さくら?');
  });

  test('a button on a profile leads to the same question', async () => {
    const profile = cardOf(await talk.say('coordinator', `show ${ben}`));
    const question = cardOf(await talk.press('coordinator', buttonOf(profile, 'Send reset link').action));
    expect(question.title).toBe('Send a reset link to Ben Okafor?');
  });

  test('all of them meet the same refusals', async () => {
    const line = cardOf(await talk.say('coordinator', 'reset arjun.iyer@riverside.example'));
    const form = formOf(await talk.say('coordinator', 'reset'));
    const filled = cardOf(await talk.fill('coordinator', form, { person: 'arjun.iyer@riverside.example' }));
    expect(line).toEqual(filled);
    expect(line.text).toEqual(['Arjun Iyer is suspended. Reactivate the account first.']);
    expect(buttonOf(line, 'Reactivate').action.verb).toBe('reactivate');
  });
});

describe('Yes', () => {
  test('pressed twice, or delivered twice, has the effect of one', async () => {
    const question = cardOf(await talk.say('coordinator', `reset ${ben}`));
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

  test('to a plan that has changed shows the plan afresh, and does nothing', async () => {
    const who = 'grace.otieno@riverside.example';
    const question = cardOf(await talk.say('coordinator', `admin ${who}`));
    await database.db.update(users).set({ email: 'new.grace@riverside.example' }).where(eq(users.email, who));
    const [reply] = await talk.press('coordinator', buttonOf(question, 'Give rights').action);
    expect(reply).toMatchObject({ replace: true });
    const again = cardOf(reply ? [reply] : []);
    expect(again.text?.[0]).toContain('has changed');
    expect(cardOf(await talk.press('coordinator', buttonOf(again, 'Give rights').action)).title).toBe(
      'Grace Achieng Otieno is now an admin',
    );
  });

  test('of someone whose rights are not enough is refused at the press, and written down', async () => {
    const question = cardOf(await talk.say('coordinator', 'admin conor.obrien@riverside.example'));
    const { action } = buttonOf(question, 'Give rights');
    for (const who of ['admin', 'site-admin', 'teacher'] as const) {
      expect(wordsOf(cardOf(await talk.press(who, action)))).toContain('Your rights do not cover this');
    }
    expect(wordsOf(cardOf(await talk.press('stranger', action)))).toContain('I know no account with your e-mail');
    const refused = await database.db.select().from(auditEvents).where(eq(auditEvents.outcome, 'refused'));
    expect(refused.filter((e) => e.action === 'user.role')).toHaveLength(3);
  });

  test('No changes nothing', async () => {
    const question = cardOf(await talk.say('coordinator', `suspend ${ben}`));
    const [reply] = await talk.press('coordinator', buttonOf(question, 'Cancel').action);
    expect(reply).toMatchObject({ replace: true, card: { title: 'Nothing was changed' } });
  });
});

describe('people', () => {
  test('by parts of a name, with the reason after it', async () => {
    const question = cardOf(await talk.say('coordinator', 'suspend Ricardo Núñez Ibáñez moved to Lima'));
    expect(wordsOf(question)).toContain('moved to Lima');
    expect(question.title).toBe('Suspend Ricardo Núñez Ibáñez?');
  });

  test('several: a button for each goes on with all that was typed', async () => {
    const choose = cardOf(await talk.say('coordinator', 'suspend “okafor” kept reason'));
    expect(choose.rows?.map((r) => r.title)).toEqual(['Adaeze Okafor', 'Ben Okafor']);
    const action = choose.rows?.[0]?.buttons?.[0]?.action;
    const question = cardOf(await talk.press('coordinator', action ?? { verb: '', step: 'run' }));
    expect(question.title).toBe('Suspend Adaeze Okafor?');
    expect(wordsOf(question)).toContain('kept reason');
  });

  test('by e-mail, whatever is typed after it; a reason after a colon is all of it', async () => {
    expect(formOf(await talk.say('coordinator', `reset ${ben} please`)).errors['']).toContain('please');
    const question = cardOf(await talk.say('coordinator', `suspend ${ben} reason: moved to Peru`));
    expect(wordsOf(question)).toContain('moved to Peru');
  });

  test('oneself by name, for a teacher too', async () => {
    expect(cardOf(await talk.say('teacher', 'show Ben Okafor')).title).toBe('Ben Okafor');
    expect(wordsOf(cardOf(await talk.say('teacher', 'show Adaeze Okafor')))).toContain('Your rights do not cover this');
  });

  test('none: the nearest few', async () => {
    const near = cardOf(await talk.say('coordinator', 'show ben.okafour@riverside.example'));
    expect(near.rows?.map((r) => r.title)).toContain('Ben Okafor');
  });

  test('of another school are nobody', async () => {
    const card = cardOf(await talk.say('coordinator', 'show grace.hill@hillside.example'));
    expect(card.title).toContain('I found nobody');
    expect(JSON.stringify(card)).not.toContain('Hillside');
  });

  test('a teacher reads the same of those who exist and those who do not', async () => {
    const there = await talk.say('teacher', 'show jose.alvarez@riverside.example');
    expect(there).toEqual(await talk.say('teacher', 'show nobody.atall@riverside.example'));
    expect(cardOf(await talk.say('teacher', `show ${ben}`)).title).toBe('Ben Okafor');
    expect(
      await talk.bot.search(
        { platform: 'playground', workspace: 'playground', person: 'teacher', email: ben, standing: 'member' },
        'a',
      ),
    ).toEqual([]);
  });
});

describe('adding', () => {
  test('one line', async () => {
    const card = cardOf(
      await talk.say(
        'coordinator',
        'add Ana Maria Sousa ana.sousa@riverside.example programmes:“Cambridge Primary, Cambridge Advanced”',
      ),
    );
    expect(card.title).toBe('Ana Maria Sousa is added');
    const wrong = formOf(await talk.say('coordinator', 'add Ana Sousa ana.sousa@ programmes:primry'));
    expect(wrong.errors['people.0.programmes.0'] ?? wrong.errors['people.0.programmes']).toBeDefined();
    expect(wrong.values.people).toMatchObject([{ firstName: 'Ana', lastName: 'Sousa', email: 'ana.sousa@' }]);
  });

  test('by form: Add another keeps the rows; errors stand beside their fields', async () => {
    const form = formOf(await talk.say('coordinator', 'add'));
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
    const form = formOf(await talk.say('admin', 'add'));
    expect(JSON.stringify(form.fields)).not.toContain('siteAdminOf');
    const row = { firstName: 'X', lastName: 'Y', email: 'xy@riverside.example', sites: ['hub'], role: 'admin' };
    expect(wordsOf(cardOf(await talk.fill('admin', form, { people: [row] })))).toContain(
      'Your rights do not cover this',
    );
  });

  test('a file that can’t be read, or comes beside filled rows, is refused beside its field', async () => {
    const form = formOf(await talk.say('coordinator', 'add'));
    const file = { name: 'x.csv', content: 'first name,surname\nA,B\n' };
    const unread = formOf(await talk.fill('coordinator', form, { file }));
    expect(unread.errors).toEqual({ file: 'The first line must name the columns. Missing: e-mail.' });
    const both = formOf(await talk.fill('coordinator', form, { file, people: [{ firstName: 'A' }] }));
    expect(both.errors.file).toContain('not both');
    expect(both.values).toMatchObject({ file, people: [{ firstName: 'A' }] });
  });

  test('of a file that two add at once, the second reads what became of each row', async () => {
    const content = 'first name,last name,e-mail,sites\nTwo,AtOnce,two.atonce@riverside.example,hub\n';
    const question = async () => {
      const form = formOf(await talk.say('coordinator', 'add'));
      const preview = cardOf(await talk.fill('coordinator', form, { file: { name: 'two.csv', content } }));
      return buttonOf(preview, 'Add 1 person').action;
    };
    const [a, b] = [await question(), await question()];
    const cards = (await Promise.all([talk.press('coordinator', a), talk.press('coordinator', b)])).map(cardOf);
    expect(cards.filter((c) => c.title === 'Two AtOnce is added')).toHaveLength(1);
    const other = cards.find((c) => c.title !== 'Two AtOnce is added');
    expect(wordsOf(other ?? { title: '' })).toContain('already used at this school, by Two AtOnce');
  });

  test('rights asked for in an admin’s file are refused, and written down once', async () => {
    const rows = [1, 2, 3].map((i) => `A,B,boss${i}@riverside.example,hub,coordinator`);
    const content = ['first name,last name,e-mail,sites,role', ...rows].join('\n');
    const before = await refusedEvents();
    const form = formOf(await talk.say('admin', 'add'));
    expect(cardOf(await talk.fill('admin', form, { file: { name: 'x.csv', content } })).title).toBe(
      'Nobody could be added',
    );
    expect((await refusedEvents()) - before).toBeLessThanOrEqual(2);
    expect((await refusedEvents()) - before).toBeGreaterThan(0);
  });

  test('a CSV: shown first, then applied in one go; the preview of one is nothing to another', async () => {
    const content = `first name,last name,e-mail,sites\n${Array.from({ length: 40 }, (_, i) => `P${i},Q,p${i}@riverside.example,hub`).join('\n')}\nR,S,not-an-email,hub\n`;
    const form = formOf(await talk.say('coordinator', 'add'));
    const preview = cardOf(await talk.fill('coordinator', form, { file: { name: 'new.csv', content } }));
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
    const whom = formOf(await talk.say('coordinator', 'edit'));
    expect(whom.fields.map((f) => f.name)).toEqual(['person']);
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
    const old = formOf(await talk.say('coordinator', `edit ${who}`));
    await talk.say('coordinator', `edit ${who} sites:hub,primary,forums,test-maker`);
    await talk.fill('coordinator', old, { firstName: 'Anjali Devi' });
    const profile = wordsOf(cardOf(await talk.say('coordinator', `show ${who}`)));
    expect(profile).toContain('Anjali Devi Sharma');
    expect(profile).toContain('Test Maker');
  });

  test('who may not edit someone is told before the form, not after it', async () => {
    const card = cardOf(await talk.say('admin', 'edit amina.rahman@riverside.example'));
    expect(wordsOf(card)).toContain('Your rights do not cover this');
    expect(wordsOf(cardOf(await talk.say('site-admin', 'edit amina.rahman@riverside.example')))).toContain(
      'Your rights',
    );
  });

  test('a new e-mail that waits can be taken back from the profile', async () => {
    const who = 'zofia.zak@riverside.example';
    await talk.say('coordinator', `edit ${who} email:wrong@typo.example`);
    const profile = cardOf(await talk.say('coordinator', `show ${who}`));
    expect(wordsOf(profile)).toContain('wrong@typo.example takes effect when');
    const kept = cardOf(await talk.press('coordinator', buttonOf(profile, 'Keep the old e-mail').action));
    expect(wordsOf(kept)).toContain(`The e-mail stays ${who}`);
  });

  test('a site admin gives and takes their own site, and sees no other field', async () => {
    const form = formOf(await talk.say('site-admin', `edit ${ben}`));
    expect(form.fields.map((f) => f.name)).toEqual(['sites']);
    const before = cardOf(await talk.say('coordinator', `show ${ben}`)).facts?.find((f) => f.label === 'Sites')?.value;
    await talk.fill('site-admin', form, { sites: ['test-maker'] });
    const after = cardOf(await talk.say('coordinator', `show ${ben}`)).facts?.find((f) => f.label === 'Sites')?.value;
    expect(after).toContain('Test Maker');
    for (const site of before?.split(', ') ?? []) expect(after).toContain(site);
    const again = formOf(await talk.say('site-admin', `edit ${ben}`));
    const forged = await talk.fill('site-admin', again, { sites: ['test-maker'], firstName: 'Hacked' });
    expect(wordsOf(cardOf(forged))).toContain('Your rights do not cover this');
  });
});

describe('the rest', () => {
  test('help shows what one may do, and explains one command', async () => {
    const verbs = async (who: 'coordinator' | 'admin' | 'site-admin' | 'teacher') =>
      (cardOf(await talk.say(who, '')).rows ?? []).map((r) => r.title.split(' ')[0]);
    expect(await verbs('teacher')).toEqual(['show', 'whoami']);
    expect(await verbs('site-admin')).toEqual(['list', 'show', 'edit', 'export', 'whoami']);
    expect(await verbs('admin')).not.toContain('admin');
    expect(wordsOf(cardOf(await talk.say('coordinator', 'help suspend')))).toContain(
      '/staff suspend ben@school.example',
    );
  });

  test('a mistyped command gets the nearest, with all that was typed', async () => {
    const near = cardOf(await talk.say('coordinator', `suspendd ${ben} left in May`));
    const question = cardOf(await talk.press('coordinator', buttonOf(near, 'Suspend').action));
    expect(question.title).toBe('Suspend Ben Okafor?');
    expect(wordsOf(question)).toContain('left in May');
    expect(buttonOf(cardOf(await talk.say('coordinator', 'supsend x')), 'Suspend').action.verb).toBe('suspend');
    expect(cardOf(await talk.say('teacher', 'supsend x')).buttons?.map((b) => b.label)).toEqual(['Help']);
  });

  test('lists by page and filter, and exports what the filter leaves', async () => {
    const first = cardOf(await talk.say('coordinator', 'list site:test-maker status:active'));
    expect(first.rows).toHaveLength(10);
    const next = await talk.press('coordinator', buttonOf(first, 'Next page').action);
    expect(next[0]).toMatchObject({ replace: true });
    expect(cardOf(next).rows?.[0]?.title).not.toBe(first.rows?.[0]?.title);
    const file =
      cardOf(await talk.press('coordinator', buttonOf(first, 'Export as CSV').action)).files?.[0]?.content ?? '';
    expect(
      file
        .split('\r\n')
        .slice(1, -1)
        .every((line) => line.includes('active') && line.includes('test-maker')),
    ).toBe(true);
  });

  test('settings: an admin reads them, a coordinator changes them', async () => {
    expect(cardOf(await talk.say('admin', 'settings')).buttons).toEqual([]);
    const form = formOf(await talk.press('coordinator', { verb: 'settings', step: 'form' }));
    expect(formOf(await talk.fill('coordinator', form, { timeZone: 'Mars/Olympus' })).errors).toHaveProperty(
      'timeZone',
    );
    const changed = cardOf(await talk.fill('coordinator', form, { timeZone: 'Asia/Tokyo' }));
    expect(wordsOf(changed)).toContain('Asia/Tokyo');
    const there = { kind: 'channel', id: 'staff-room' } as const;
    const here = cardOf(await talk.say('coordinator', 'settings channel:here', there));
    expect(wordsOf(here)).toContain('#staff-room');
  });

  test('the audit trail of one person, since a day, as CSV', async () => {
    const card = cardOf(await talk.say('coordinator', `audit ${ben} 7d`));
    expect(card.title).toBe('Audit trail of Ben Okafor');
    const csv =
      cardOf(await talk.press('coordinator', buttonOf(card, 'Export as CSV').action)).files?.[0]?.content ?? '';
    expect(csv).toContain('reset.send');
    const admin = cardOf(await talk.say('admin', 'audit today'));
    expect(admin.more).toEqual([]);
    expect(wordsOf(cardOf(await talk.say('admin', 'audit as:csv')))).toContain('Your rights do not cover this');
  });

  test('whoever is not a member of the workspace has no rights at all', async () => {
    for (const standing of ['guest', 'outsider', 'bot', 'deactivated'] as const) {
      const sender = {
        platform: 'playground',
        workspace: 'playground',
        person: 'x',
        email: 'amina.rahman@riverside.example',
        standing,
      } as const;
      const replies = await talk.bot.handle({
        id: 'x',
        sender,
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
