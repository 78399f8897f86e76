import { and, eq, inArray, isNull } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { auditEvents, centreSites, links, mails, siteAccess, userProgrammes, users } from '../../../db/schema/index.ts';
import { changeSettings, readSettings } from '../../../src/service/centre/settings.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { addPeople } from '../../../src/service/people/add.ts';
import type { NewPerson } from '../../../src/service/people/check-rows.ts';
import { fullNameOf } from '../../../src/service/people/columns.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { findPeople, findPerson, searchPeople } from '../../../src/service/people/find.ts';
import { listPeople, type Page } from '../../../src/service/people/list.ts';
import type { Cursor } from '../../../src/service/people/list-order.ts';
import { reactivatePerson } from '../../../src/service/people/reactivate.ts';
import { readableDomains } from '../../../src/service/people/readable-domains.ts';
import { sendResets } from '../../../src/service/people/send-link.ts';
import { setRoles } from '../../../src/service/people/set-rights.ts';
import { showPerson } from '../../../src/service/people/show.ts';
import { previewSuspend, suspendPeople, suspendPerson } from '../../../src/service/people/suspend.ts';
import { fullName } from '../../../src/words/people.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';

const database = useDatabase();
let school: School;
let amina: Awaited<ReturnType<School['person']>>;
const asAmina = (): Ctx => school.as(amina);

beforeAll(async () => {
  school = await aSchool(database.app());
  amina = await school.person({ firstName: 'Amina', lastName: 'Rahman', role: 'coordinator' });
});

const newPerson = (values: Partial<NewPerson> = {}): NewPerson => ({
  firstName: 'Mei',
  lastName: 'Lin',
  email: `mei.${Math.random().toString(36).slice(2)}@riverside.example`,
  role: 'teacher',
  programmes: ['primary'],
  siteAdminOf: [],
  ...values,
});

describe('adding', () => {
  test('ASVS 16.2.1: makes an invited user with the sites that the programmes suggest, and sends a link', async () => {
    const ctx = asAmina();
    const { people } = await addPeople(ctx, {
      rows: [newPerson({ firstName: '  Mei\u202e ', email: 'Mei.Lin@Riverside.example' })],
    });
    const id = people[0]?.id ?? '';
    expect(await database.db.select().from(users).where(eq(users.id, id))).toMatchObject([
      { firstName: 'Mei', status: 'invited', email: 'Mei.Lin@Riverside.example' },
    ]);
    const access = await database.db.select().from(siteAccess).where(eq(siteAccess.userId, id));
    expect(access.map((a) => a.site).sort()).toEqual(['forums', 'hub', 'primary']);
    expect(await database.db.select().from(userProgrammes).where(eq(userProgrammes.userId, id))).toHaveLength(1);
    expect(await database.db.select().from(mails).where(eq(mails.userId, id))).toMatchObject([{ kind: 'invitation' }]);
    const [event] = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, id));
    expect(event).toMatchObject({ action: 'user.add', actorId: amina.id, correlationId: ctx.correlationId });
    expect(JSON.stringify(event)).not.toContain('Mei');
  });

  test('refuses each mistake beside its own field, and adds nobody', async () => {
    const other = await aSchool(database.app());
    const elsewhere = await other.person({ email: 'taken@elsewhere.example' });
    const narrow = await aSchool(database.app());
    const boss = await narrow.person({ role: 'coordinator' });
    await database.db
      .delete(centreSites)
      .where(and(eq(centreSites.centreId, narrow.centreId), eq(centreSites.site, 'forums')));
    const before = await database.db.$count(users);
    const good = newPerson();
    const refused = await refusedWith(
      addPeople(narrow.as(boss), {
        rows: [
          good,
          newPerson({ email: 'j.smith@' }),
          newPerson({ email: (elsewhere.email ?? '').toUpperCase() }),
          newPerson({ email: boss.email ?? '' }),
          newPerson({ email: good.email.toUpperCase() }),
          newPerson({ sites: ['forums'] }),
          newPerson({ programmes: [] }),
          newPerson({ firstName: '\u200b', lastName: '\u3164' }),
          newPerson({ siteAdminOf: ['test-maker'] }),
        ],
      }),
    );
    expect(refused).toEqual({
      'people.1.email': 'email-malformed',
      'people.2.email': 'email-in-use',
      'people.3.email': 'email-in-use-here',
      'people.4.email': 'email-twice',
      'people.5.sites': 'site-not-eligible',
      'people.6.sites': 'no-site',
      'people.7.firstName': 'name-missing',
      'people.8.siteAdminOf': 'site-admin-without-access',
    });
    expect(await database.db.$count(users)).toBe(before);
  });

  test('people with one name, and e-mails as they were pasted', async () => {
    const rows = [
      newPerson({ firstName: '', lastName: ' Suharto ', email: 'Suharto <suharto@schule-m\u00fcnchen.example>,' }),
      newPerson({ firstName: 'Aa', lastName: 'Zz' }),
    ];
    await addPeople(asAmina(), { rows });
    const twice = { rows: [newPerson({ email: 'SUHARTO@xn--schule-mnchen-3ob.example' })] };
    expect(await refusedWith(addPeople(asAmina(), twice))).toEqual({ 'people.0.email': 'email-in-use-here' });
    const { people } = await listPeople(asAmina(), { filter: {} });
    const names = people.map(fullName);
    expect(names).toContain('Suharto');
    expect(names.indexOf('Suharto')).toBeLessThan(names.indexOf('Aa Zz'));
    expect(names.indexOf('Suharto')).toBeGreaterThan(0);
  });

  test.each([
    [{ firstName: 'Ada', lastName: '.' }, 'Ada'],
    [{ firstName: '-', lastName: 'Noor' }, 'Noor'],
    [{ firstName: '• Ada', lastName: 'Noor:' }, 'Ada Noor'],
    [{ firstName: '’t Hart', lastName: 'Noor Jr.' }, '’t Hart Noor Jr.'],
  ])('the name in %j is %s', async (names, name) => {
    const { people } = await addPeople(asAmina(), { rows: [newPerson(names)] });
    expect(people.map(fullName)).toEqual([name]);
  });

  test.each([
    ['明', '李', '李明'],
    ['민준', '김', '김민준'],
    ['さくら', '田中', '田中 さくら'],
    ['𠮷', '々木', '々木𠮷'],
    ['Ming', '李', 'Ming 李'],
    ['明', '', '明'],
  ])('%s and %s are shown as %s by the database too', async (firstName, lastName, whole) => {
    const { id } = await school.person({ firstName, lastName });
    const found = await database.db.select({ name: fullNameOf() }).from(users).where(eq(users.id, id));
    expect([fullName({ firstName, lastName }), found]).toEqual([whole, [{ name: whole }]]);
    expect(await findPerson(asAmina(), { ref: whole, whole: true })).not.toEqual({ near: [] });
  });

  test('an xn-- domain from a release before is written as it is read, unless another account has it so', async () => {
    const stored = (email: string) => school.person({ email });
    const [old, doubled] = [await stored('ada@xn--schule-kln-lcb.example'), await stored('eve@xn--mnchen-3ya.example')];
    await stored('eve@m\u00fcnchen.example');
    const read = () =>
      database.db
        .select()
        .from(users)
        .where(inArray(users.id, [old.id, doubled.id]));
    // Copies that start at once, and one later, rewrite nothing more.
    await Promise.all([readableDomains(database.app()), readableDomains(database.app())]);
    const now = await read();
    await readableDomains(database.app());
    expect(await read()).toEqual(now);
    expect(now.find(({ id }) => id === old.id)?.email).toBe('ada@schule-köln.example');
    expect(now.find(({ id }) => id === doubled.id)?.email).toBe('eve@xn--mnchen-3ya.example');
  });

  test('two who add one e-mail at once: one succeeds, the other reads who has it', async () => {
    const row = newPerson();
    const results = await Promise.all([1, 2, 3, 4].map(() => refusedWith(addPeople(asAmina(), { rows: [row] }))));
    expect(results.filter((r) => r === 'done')).toHaveLength(1);
    expect(results.filter((r) => r !== 'done')).toEqual(Array(3).fill({ 'people.0.email': 'email-in-use-here' }));
  });

  test('an admin adds teachers, and gives nobody rights', async () => {
    const admin = await school.person({ role: 'admin' });
    expect(await refusedWith(addPeople(school.as(admin), { rows: [newPerson()] }))).toBe('done');
    expect(await refusedWith(addPeople(school.as(admin), { rows: [newPerson({ role: 'admin' })] }))).toEqual({
      '': 'not-allowed',
    });
  });

  test('the same press twice has the effect of one', async () => {
    const person = await school.person();
    const ctx = { ...asAmina(), idempotencyKey: 'press-1' };
    const results = await Promise.all([1, 2, 3].map(() => refusedWith(sendResets(ctx, { ids: [person.id] }))));
    expect(results.filter((r) => r === 'done')).toHaveLength(1);
    expect(await database.db.select().from(mails).where(eq(mails.userId, person.id))).toHaveLength(1);
  });
});

describe('suspending', () => {
  test('ASVS 7.4.5: voids every link at once, and comes back to what it was', async () => {
    const { people } = await addPeople(asAmina(), { rows: [newPerson()] });
    const id = people[0]?.id ?? '';
    await suspendPerson(asAmina(), { id, reason: 'left' });
    const open = await database.db
      .select()
      .from(links)
      .where(and(eq(links.userId, id), isNull(links.voidedAt)));
    expect(open).toEqual([]);
    expect(await refusedWith(suspendPerson(asAmina(), { id }))).toEqual({ '': 'already-suspended' });
    expect(await reactivatePerson(asAmina(), { id })).toMatchObject({ status: 'invited' });
    const trail = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, id));
    expect(trail.map((e) => [e.action, e.reason])).toEqual([
      ['user.add', null],
      ['user.suspend', 'left'],
      ['user.reactivate', null],
    ]);
  });

  test('ASVS 2.3.2: never the last active coordinator, nor a demotion of them', async () => {
    const small = await aSchool(database.app());
    const only = await small.person({ role: 'coordinator' });
    await small.person({ role: 'coordinator', status: 'invited' });
    expect(await refusedWith(suspendPerson(small.as(only), { id: only.id }))).toEqual({ '': 'last-coordinator' });
    expect(await refusedWith(setRoles(small.as(only), { ids: [only.id], role: 'admin' }))).toEqual({
      '': 'last-coordinator',
    });
  });

  test('of several: all or none, under one correlation id, an event each', async () => {
    const place = await aSchool(database.app());
    const boss = await place.person({ role: 'coordinator' });
    const [a, b, c] = [
      await place.person(),
      await place.person(),
      await place.person({ status: 'suspended', suspendedFrom: 'active' }),
    ];
    const ctx = place.as(boss);
    const ids = [a.id, b.id];
    expect(await refusedWith(suspendPeople(ctx, { ids: [...ids, c.id] }))).toEqual({ '': 'plan-changed' });
    const verdicts = await previewSuspend(ctx, { ids: [...ids, c.id, boss.id] });
    expect(verdicts.map(({ refusal }) => refusal?.code)).toEqual([
      undefined,
      undefined,
      'already-suspended',
      'last-coordinator',
    ]);
    await suspendPeople(ctx, { ids, reason: 'left' });
    const trail = await database.db
      .select()
      .from(auditEvents)
      .where(and(inArray(auditEvents.targetId, [...ids, c.id]), eq(auditEvents.action, 'user.suspend')));
    expect(trail.map((e) => [e.targetId, e.reason]).sort()).toEqual(ids.map((id) => [id, 'left']).sort());
    expect(new Set(trail.map((e) => e.correlationId))).toEqual(new Set([ctx.correlationId]));
  });

  test('of several: never all coordinators, though each alone might be', async () => {
    const place = await aSchool(database.app());
    const [a, b] = [await place.person({ role: 'coordinator' }), await place.person({ role: 'coordinator' })];
    const ctx = place.as(a);
    const verdicts = await previewSuspend(ctx, { ids: [a.id, b.id] });
    expect(verdicts.map(({ refusal }) => refusal?.code)).toEqual(['last-coordinators', 'last-coordinators']);
    expect(await refusedWith(suspendPeople(ctx, { ids: [a.id, b.id] }))).toEqual({ '': 'plan-changed' });
    expect((await previewSuspend(ctx, { ids: [b.id] })).map(({ refusal }) => refusal)).toEqual([undefined]);
  });

  test('ASVS 2.3.4: two coordinators who suspend each other at once: one of them stays', async () => {
    for (let i = 0; i < 8; i += 1) {
      const pair = await aSchool(database.app());
      const [a, b] = [await pair.person({ role: 'coordinator' }), await pair.person({ role: 'coordinator' })];
      const results = await Promise.all([
        refusedWith(suspendPerson(pair.as(a), { id: b.id })),
        refusedWith(
          i % 2 ? suspendPerson(pair.as(b), { id: a.id }) : setRoles(pair.as(b), { ids: [a.id], role: 'teacher' }),
        ),
      ]);
      expect(results.filter((r) => r === 'done')).toHaveLength(1);
    }
  });
});

describe('editing', () => {
  test('a new e-mail waits for its link; the old one stays until then', async () => {
    const person = await school.person();
    const { emailToConfirm } = await editPerson(asAmina(), {
      id: person.id,
      email: 'new@riverside.example',
      firstName: 'Benjamin',
    });
    expect(emailToConfirm).toBe('new@riverside.example');
    const [now] = await database.db.select().from(users).where(eq(users.id, person.id));
    expect(now).toMatchObject({ email: person.email, firstName: 'Benjamin' });
    expect(await database.db.select().from(mails).where(eq(mails.userId, person.id))).toMatchObject([
      { kind: 'confirm-email', address: 'new@riverside.example' },
    ]);
  });

  test('of someone still invited, the e-mail is corrected at once and the link goes there', async () => {
    const person = await school.person({ status: 'invited', email: 'typo@riverside.exmaple' });
    expect(await editPerson(asAmina(), { id: person.id, email: 'right@riverside.example' })).toMatchObject({
      invitedAgain: true,
    });
    const [now] = await database.db.select().from(users).where(eq(users.id, person.id));
    expect(now?.email).toBe('right@riverside.example');
  });

  test('refuses what adding refuses, beside the field', async () => {
    const person = await school.person();
    expect(
      await refusedWith(editPerson(asAmina(), { id: person.id, email: 'nonsense', lastName: '<!channel>', sites: [] })),
    ).toEqual({
      email: 'email-malformed',
      lastName: 'name-sign',
      sites: 'no-site',
    });
    expect(await refusedWith(editPerson(asAmina(), { id: person.id, email: amina.email ?? '' }))).toEqual({
      email: 'email-in-use-here',
    });
    expect(await refusedWith(editPerson(asAmina(), { id: person.id, firstName: person.firstName ?? '' }))).toEqual({
      '': 'nothing-changed',
    });
  });

  test('two who edit each other at once do not block each other for good', async () => {
    const other = await school.person({ role: 'coordinator' });
    const done = await Promise.all([
      refusedWith(editPerson(school.as(other), { id: amina.id, lastName: 'Rahman-Ali' })),
      refusedWith(editPerson(asAmina(), { id: other.id, lastName: 'Other' })),
    ]);
    expect(done).toEqual(['done', 'done']);
  });
});

describe('finding', () => {
  test('by any part of name or e-mail, accents and case ignored', async () => {
    const place = await aSchool(database.app());
    const boss = await place.person({ role: 'coordinator', firstName: 'Zed', lastName: 'Boss' });
    const jose = await place.person({ firstName: 'José', lastName: 'Núñez Álvarez', email: 'j.n@riverside2.example' });
    const li = await place.person({
      firstName: '<!channel>',
      lastName: 'O’Brien & 李',
      email: 'li@riverside2.example',
    });
    const ctx = place.as(boss);
    const names = async (words: string) => (await searchPeople(ctx, { words })).map((p) => p.id);
    expect(await names('jose')).toEqual([jose.id]);
    expect(await names('ALVAREZ jos')).toEqual([jose.id]);
    expect(await names('j.n@river')).toEqual([jose.id]);
    expect(await names("o'brien")).toEqual([li.id]);
    expect(await names('李')).toEqual([li.id]);
    expect(await names('100%')).toEqual([]);
    expect(await names('_')).toEqual([]);
    expect(await findPerson(ctx, { ref: 'alvares' })).toMatchObject({ near: [{ id: jose.id }] });
    expect(await findPerson(ctx, { ref: 'LI@riverside2.example' })).toMatchObject({ one: { id: li.id } });
  });

  test.each([
    ['Окафоренко', 'Окафаренко'],
    ['Παπαδόπουλος', 'Παπαδοπυλος'],
    ['محمودي', 'محموذي'],
    ['小龙女', '小龙奴'],
  ])('%s is near, mistyped: in any letters', async (lastName, mistyped) => {
    const place = await aSchool(database.app());
    const boss = await place.person({ role: 'coordinator', lastName: 'Boss' });
    const { id } = await place.person({ firstName: 'Li', lastName });
    expect(await findPerson(place.as(boss), { ref: mistyped })).toMatchObject({ near: [{ id }] });
  });

  test('of several mistyped names each has its own three nearest, everyone once', async () => {
    const place = await aSchool(database.app());
    const boss = await place.person({
      role: 'coordinator',
      firstName: 'Zed',
      lastName: 'Boss',
      email: 'z@near.example',
    });
    const lastNames = ['Okaforam', 'Okaforem', 'Okaforim', 'Okaforiu', 'Okamora', 'Papadopoulos'];
    for (const [i, lastName] of lastNames.entries())
      await place.person({ firstName: 'Li', lastName, email: `${i}@near.example` });
    const refs = ['okaforum', 'papadopolous', 'xqxqxq', 'okaforum', 'papa@elsewhere.example'];
    const found = await findPeople(place.as(boss), { sought: refs.map((ref) => ({ ref })) });
    const near = found.map((who) => ('near' in who ? who.near.map((p) => p.lastName) : undefined));
    const okafors = ['Okaforam', 'Okaforem', 'Okaforim'];
    expect(near).toEqual([okafors, ['Papadopoulos'], [], okafors, ['Papadopoulos']]);
    for (const [i, ref] of refs.entries()) expect(await findPerson(place.as(boss), { ref })).toEqual(found[i]);
  });

  test.each([
    ['a family name', 'Okaafox', { firstName: 'Li', lastName: 'Okaafor' }, 'Okafor'],
    ['both names', 'Ngozy Nguyen', { firstName: 'Ngozi', lastName: 'Nguyen' }, 'Nguyen'],
  ])(
    'who is nearest of all comes first, also where more are near than are compared: %s',
    async (_, ref, one, lastName) => {
      const place = await aSchool(database.app());
      const boss = await place.person({ role: 'coordinator', firstName: 'Zed', lastName: 'Boss' });
      const others = Array.from({ length: 400 }, () => ({ firstName: 'Li', lastName }));
      await database.db.insert(users).values(
        [...others, one].map((names, i) => ({
          ...{ ...names, centreId: place.centreId },
          ...{ email: `${lastName}.${i}@a.example`, status: 'active' as const },
        })),
      );
      const found = await findPerson(place.as(boss), { ref });
      expect('near' in found && found.near[0]).toMatchObject(one);
    },
  );

  test('a long list of mistyped names has one connection at a time, so that nobody else waits for theirs', async () => {
    const { $client: pool } = database.db;
    const inUse: number[] = [];
    const count = () => inUse.push(pool.totalCount - pool.idleCount);
    pool.on('acquire', count);
    try {
      const refs = Array.from({ length: 100 }, (_, i) => `Okafour${i}`);
      await findPeople(school.as(amina), { sought: refs.map((ref) => ({ ref })) });
    } finally {
      pool.off('acquire', count);
    }
    expect(inUse.length).toBeGreaterThan(4);
    expect(Math.max(...inUse)).toBe(1);
  });

  test('whole words of a name before parts', async () => {
    const place = await aSchool(database.app());
    const boss = await place.person({
      role: 'coordinator',
      firstName: 'Zed',
      lastName: 'Boss',
      email: 'ben@zed.example',
    });
    const named: [string, string][] = [
      ['Abena', 'Boateng'],
      ['Ben', 'Okafor'],
      ['Anna-Lena', 'O’Neil'],
      ['Lena', 'Bent'],
    ];
    for (const [i, [firstName, lastName]] of named.entries())
      await place.person({ firstName, lastName, email: `${i}@whole.example` });
    const ctx = place.as(boss);
    const found = async (ref: string, whole?: boolean) => {
      const who = await findPerson(ctx, { ref, ...(whole && { whole }) });
      return 'one' in who ? who.one.firstName : Object.values(who)[0]?.map((p) => p.firstName);
    };
    expect(await found('BEN')).toBe('Ben');
    expect(await found('okafor ben')).toBe('Ben');
    expect(await found('ben oka')).toBe('Ben');
    expect(await found('lena')).toEqual(['Lena', 'Anna-Lena']);
    expect(await found('anna-lena')).toBe('Anna-Lena');
    expect(await found('oneil')).toBe('Anna-Lena');
    expect(await found('%')).toEqual([]);
    // Where nobody has the whole word, parts are looked for, unless it may be no name at all.
    expect(await found('bena')).toBe('Abena');
    expect(await found('bena', true)).toEqual([]);
    const typing = async (words: string) => (await searchPeople(ctx, { words })).map((p) => p.firstName);
    expect(await typing('ben')).toEqual(['Ben', 'Lena', 'Abena', 'Zed']);
    expect(await typing('')).toHaveLength(5);
  });

  test('a word of two letters finds who is called so, and parts of names where nobody is', async () => {
    const place = await aSchool(database.app());
    const boss = await place.person({
      role: 'coordinator',
      firstName: 'Zed',
      lastName: 'Boss',
      email: 'z@two.example',
    });
    for (const [i, [firstName, lastName]] of [
      ['Elif', 'Abel'],
      ['Anna-Li', 'Duru'],
      ['Wei', 'Li'],
    ].entries())
      await place.person({ firstName, lastName, email: `${i}@two.example` });
    const ctx = place.as(boss);
    const typing = async (words: string) => (await searchPeople(ctx, { words })).map((p) => p.firstName);
    expect(await typing('li')).toEqual(['Anna-Li', 'Wei', 'Elif']);
    expect(await typing('ei')).toEqual(['Wei']);
    expect(await findPerson(ctx, { ref: 'LI' })).toMatchObject({
      several: [{ firstName: 'Anna-Li' }, { firstName: 'Wei' }],
    });
    expect(await findPerson(ctx, { ref: 'we', whole: true })).toEqual({ near: [] });
    expect(await findPerson(ctx, { ref: 'we', begun: true })).toMatchObject({ one: { firstName: 'Wei' } });
  });

  test('pages hold everyone once, people of one name too', async () => {
    const place = await aSchool(database.app());
    const boss = await place.person({ role: 'coordinator' });
    for (let i = 0; i < 24; i += 1) await place.person({ firstName: 'Same', lastName: i % 2 ? 'Name' : 'Name-Too' });
    const seen: string[] = [];
    let after: Cursor | undefined;
    do {
      const page = await listPeople(place.as(boss), { filter: {}, limit: 7, ...(after && { after }) });
      seen.push(...page.people.map((p) => p.id));
      after = page.next;
    } while (after);
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    // The way back is the same, but that the first page is whole.
    const last = await listPeople(place.as(boss), {
      filter: {},
      limit: 7,
      after: await placeOfNth(place.as(boss), 21),
    });
    const back: string[][] = [];
    for (let before = last.previous; before; ) {
      const page: Page = await listPeople(place.as(boss), { filter: {}, limit: 7, before });
      back.unshift(page.people.map((p) => p.id));
      before = page.previous;
    }
    expect(back).toEqual([seen.slice(0, 7), seen.slice(7, 14), seen.slice(14, 21)]);
    // Where less than a page is before it, the first is shown as a whole.
    const third = await placeOfNth(place.as(boss), 3);
    const near = await listPeople(place.as(boss), { filter: {}, limit: 7, before: third });
    expect([near.people.map((p) => p.id), near.previous]).toEqual([seen.slice(0, 7), undefined]);
  });

  test.each(['last-seen', 'added'] as const)('by %s, whoever has no time last, and back again', async (sort) => {
    const place = await aSchool(database.app());
    const boss = await place.person({ role: 'coordinator' });
    const moment = Date.UTC(2026, 8, 1);
    for (let i = 0; i < 11; i += 1) {
      const seen = i % 3 === 0 ? null : new Date(moment + (i % 4) * 1000);
      await place.person({ lastSignedInAt: seen, createdAt: new Date(moment - (i % 5) * 60_000) });
    }
    const ids = ({ people }: Page) => people.map((p) => p.id);
    const pages: string[][] = [];
    let page = await listPeople(place.as(boss), { filter: {}, sort, limit: 5 });
    pages.push(ids(page));
    while (page.next) {
      page = await listPeople(place.as(boss), { filter: {}, sort, limit: 5, after: page.next });
      pages.push(ids(page));
    }
    const all = await database.db.select().from(users).where(eq(users.centreId, boss.centreId));
    const timeOf = (id: string) => {
      const person = all.find((p) => p.id === id);
      return (sort === 'added' ? person?.createdAt : person?.lastSignedInAt)?.getTime() ?? 0;
    };
    const times = pages.flat().map(timeOf);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(new Set(pages.flat()).size).toBe(12);
    for (let at = pages.length - 2; at >= 0; at -= 1) {
      page = await listPeople(place.as(boss), { filter: {}, sort, limit: 5, before: page.previous as Cursor });
      expect(ids(page)).toEqual(pages[at]);
    }
    expect(page.previous).toBeUndefined();
    // A place of a list that is sorted otherwise is none in this.
    const other = await listPeople(place.as(boss), {
      filter: {},
      sort,
      limit: 5,
      after: { sortName: 'a', id: boss.id },
    });
    expect(ids(other)).toEqual(pages[0]);
  });

  const placeOfNth = async (ctx: Ctx, n: number) => (await listPeople(ctx, { filter: {}, limit: n })).next;

  test('ASVS 8.2.3: a site admin lists those of their sites, and no one else', async () => {
    const place = await aSchool(database.app());
    const mark = await place.person({}, ['hub', 'test-maker'], 'test-maker');
    const user = await place.person({}, ['test-maker']);
    await place.person({}, ['hub']);
    const { people } = await listPeople(place.as(mark, ['test-maker']), { filter: {} });
    expect(people.map((p) => p.id).sort()).toEqual([mark.id, user.id].sort());
  });
});

describe('two at once', () => {
  test('who edits what they saw undoes nothing that came in between', async () => {
    const person = await school.person({}, ['hub', 'forums']);
    await editPerson(asAmina(), { id: person.id, sites: ['hub', 'forums', 'test-maker'] });
    const seen = { sites: ['hub' as const, 'forums' as const] };
    const { person: after } = await editPerson(asAmina(), { id: person.id, sites: ['hub', 'primary'], seen });
    expect(after.access.map((a) => a.site).sort()).toEqual(['hub', 'primary', 'test-maker']);
  });

  test('two who change different settings both do', async () => {
    for (let i = 0; i < 5; i += 1) {
      const place = await aSchool(database.app());
      const [a, b] = [await place.person({ role: 'coordinator' }), await place.person({ role: 'coordinator' })];
      await Promise.all([
        changeSettings(place.as(a), { supportContact: 'the new desk' }),
        changeSettings(place.as(b), { timeZone: 'Asia/Tokyo' }),
      ]);
      expect(await readSettings(place.as(a), {})).toMatchObject({
        supportContact: 'the new desk',
        timeZone: 'Asia/Tokyo',
      });
    }
  });
});

test('a new e-mail that waits is seen on the profile, and is withdrawn by giving the old one', async () => {
  const person = await school.person();
  await editPerson(asAmina(), { id: person.id, email: 'wrong@typo.example' });
  expect(await showPerson(asAmina(), { id: person.id })).toMatchObject({ emailToConfirm: 'wrong@typo.example' });
  const back = { id: person.id, email: person.email ?? '' };
  expect(await editPerson(asAmina(), back)).toMatchObject({ emailWithdrawn: true });
  expect(await showPerson(asAmina(), { id: person.id })).toMatchObject({ emailToConfirm: null });
  expect(await refusedWith(editPerson(asAmina(), back))).toEqual({ '': 'nothing-changed' });
});

test('a site that people use stays eligible', async () => {
  const sites = ['primary', 'forums'] as const;
  const refused = await refusedWith(changeSettings(asAmina(), { sites: [...sites], timeZone: 'Nowhere/At-All' }));
  expect(refused).toEqual({ timeZone: 'time-zone-unknown' });
  expect(await refusedWith(changeSettings(asAmina(), { sites: [...sites] }))).toEqual({ sites: 'sites-in-use' });
});
