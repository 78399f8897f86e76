import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { links, mails } from '../../../../db/schema/index.ts';
import { created, patch, scimWorld, someone } from './world.ts';

const { aDirectory, db, eventsOf, mailsOf, row, sitesOf } = scimWorld();

describe('someone new', () => {
  test('ASVS 15.3.3: is invited as a teacher without sites, by nobody with an account', async () => {
    const { client } = await aDirectory();
    const { id } = await created(client, { externalId: 'E-1', roles: [{ value: 'coordinator' }] });
    expect(await row(id)).toMatchObject({ status: 'invited', role: 'teacher', externalId: 'E-1', firstName: 'Chidi' });
    expect(await sitesOf(id)).toEqual([]);
    expect(await mailsOf(id)).toEqual(['invitation']);
    expect(await eventsOf(id)).toMatchObject([{ action: 'user.add', actorId: null, details: { by: 'directory' } }]);
  });

  test.each([
    ['a display name', { name: undefined, displayName: 'Suharto' }],
    ['a family name', { name: { familyName: 'Suharto' } }],
    ['a family name taken away', { name: { givenName: 'Suharto', familyName: 'X' } }],
    ['signs that no name holds', { name: { givenName: '<Suharto>', familyName: '@;' } }],
    ['a dot where a family name has to be', { name: { givenName: 'Suharto', familyName: '.' } }],
    ['a hyphen where a given name has to be', { name: { givenName: '-', familyName: 'Suharto' } }],
  ])('with one name, by %s', async (_, names) => {
    const { client } = await aDirectory();
    const { id } = await created(client, names);
    if (names.name?.familyName === 'X')
      await client.send('PATCH', `/Users/${id}`, patch({ op: 'Remove', path: 'name.familyName' }));
    expect((await client.send('GET', `/Users/${id}`)).body).toMatchObject({ displayName: 'Suharto' });
    expect((await client.send('GET', `/Users/${id}`)).body.name).toEqual({
      givenName: 'Suharto',
      formatted: 'Suharto',
    });
    expect(await row(id)).toMatchObject({ firstName: 'Suharto', lastName: '' });
  });

  test.each([
    ['a hyphen for the other', { givenName: '-', familyName: 'Megawati' }],
    ['an empty family name', { givenName: 'Megawati', familyName: '' }],
  ])('who gets one name later, by %s', async (_, name) => {
    const { client } = await aDirectory();
    const body = someone();
    const { id } = await created(client, body);
    expect(await client.send('PUT', `/Users/${id}`, { ...body, displayName: undefined, name })).toMatchObject({
      status: 200,
    });
    expect(await row(id)).toMatchObject({ firstName: 'Megawati', lastName: '' });
  });

  test('with an international domain: found by either form, one person, and told by it', async () => {
    const { client } = await aDirectory();
    const body = someone({ userName: 'Ada@xn--schule-mnchen-3ob.example', emails: undefined });
    const { id } = await created(client, body);
    expect((await row(id))?.email).toBe('Ada@schule-münchen.example');
    for (const form of ['ada@XN--schule-mnchen-3ob.example', 'ada@Schule-München.example']) {
      for (const path of ['userName', 'emails.value', 'emails[type eq "work"].value']) {
        const found = await client.send('GET', `/Users?filter=${encodeURIComponent(`${path} eq "${form}"`)}`);
        expect([path, form, found.body.totalResults]).toEqual([path, form, 1]);
      }
      expect((await client.send('POST', '/Users', someone({ userName: form, emails: undefined }))).status).toBe(409);
      expect((await client.send('PUT', `/Users/${id}`, { ...body, userName: form })).status).toBe(200);
    }
  });

  test('who is not to be active yet is not invited until they are', async () => {
    const { client } = await aDirectory();
    const { id } = await created(client, { active: false });
    const working = () =>
      db()
        .select()
        .from(links)
        .where(and(eq(links.userId, id)));
    expect((await row(id))?.status).toBe('suspended');
    expect((await working()).filter((l) => l.voidedAt === null)).toEqual([]);
    await client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'active', value: true }));
    expect((await row(id))?.status).toBe('invited');
    expect((await working()).filter((l) => l.voidedAt === null)).toHaveLength(1);
  });

  test('the same twice at once is one, and a 409', async () => {
    const { client } = await aDirectory();
    const body = someone({ externalId: 'twice' });
    const answers = await Promise.all(Array.from({ length: 5 }, () => client.send('POST', '/Users', body)));
    expect(answers.map((a) => a.status).sort()).toEqual([201, 409, 409, 409, 409]);
    const other = await Promise.all(
      Array.from({ length: 3 }, () => client.send('POST', '/Users', someone({ externalId: 'same' }))),
    );
    expect(other.map((a) => a.status).sort()).toEqual([201, 409, 409]);
  });

  test('someone that chat made is found, told apart from a newcomer, and carries the external id from then on', async () => {
    const { client, school } = await aDirectory();
    const ben = await school.person({ email: `ben-${randomUUID().slice(0, 8)}@riverside.example` });
    const found = await client.send('GET', `/Users?filter=userName eq "${ben.email?.toUpperCase()}"`);
    expect(found.body.Resources).toMatchObject([{ id: ben.id, active: true }]);
    expect(
      (await client.send('POST', '/Users', someone({ userName: ben.email, emails: undefined }))).body,
    ).toMatchObject({
      status: '409',
      scimType: 'uniqueness',
    });
    const tied = await client.send('PATCH', `/Users/${ben.id}`, patch({ op: 'Add', path: 'externalId', value: 'B-7' }));
    expect(tied.body.externalId).toBe('B-7');
    expect((await client.send('GET', '/Users?filter=externalId eq "B-7"')).body.totalResults).toBe(1);
    expect((await client.send('GET', '/Users?filter=externalId eq "b-7"')).body.totalResults).toBe(0);
  });

  test.each([
    ['no user name', { userName: undefined }, 'invalidValue'],
    ['a user name that is no e-mail, and no e-mail', { userName: 'chidi', emails: undefined }, 'invalidValue'],
    ['no name', { name: undefined }, 'invalidValue'],
    ['a name that is no text', { name: { givenName: 5, familyName: 'Obi' } }, 'invalidValue'],
    ['an e-mail that is none', { emails: [{ value: 'chidi at school', type: 'work' }] }, 'invalidValue'],
    ['active that is neither', { active: 'perhaps' }, 'invalidValue'],
    ['another schema', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'] }, 'invalidSyntax'],
    ['a character that is none', { userName: 'a\u0000b@riverside.example' }, 'invalidValue'],
    ['half a character', { name: { givenName: '\ud800', familyName: 'Obi' } }, 'invalidValue'],
  ])('%s is refused', async (_, values, scimType) => {
    const { client } = await aDirectory();
    const answer = await client.send('POST', '/Users', someone(values));
    expect([answer.status, answer.body.scimType]).toEqual([400, scimType]);
  });
});

describe('a change', () => {
  test('of e-mail takes effect at once, and the old address is told', async () => {
    const { client, school } = await aDirectory();
    const ben = await school.person();
    const email = `new-${randomUUID().slice(0, 8)}@riverside.example`;
    const answer = await client.send(
      'PATCH',
      `/Users/${ben.id}`,
      patch({ op: 'Replace', path: 'emails[type eq "work"].value', value: email }),
    );
    expect(answer.body).toMatchObject({ userName: ben.email, emails: [{ value: email }] });
    const [mail] = await db().select().from(mails).where(eq(mails.userId, ben.id));
    expect(mail).toMatchObject({ kind: 'email-changed', address: ben.email });
    expect(await eventsOf(ben.id)).toMatchObject([
      { action: 'user.edit', actorId: null, details: { by: 'directory', changed: expect.arrayContaining(['email']) } },
    ]);
  });

  test('of the user name alone takes the e-mail along where the two were one', async () => {
    const { client } = await aDirectory();
    const { id } = await created(client, { emails: undefined });
    const [one, two] = [`${randomUUID()}@riverside.example`, `${randomUUID()}@riverside.example`];
    const answer = await client.send('PATCH', `/Users/${id}`, patch({ op: 'Replace', path: 'userName', value: one }));
    expect(answer.body).toMatchObject({ userName: one, emails: [{ value: one }] });
    await client.send(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'Add', path: 'emails', value: [{ type: 'work', value: two }] }),
    );
    const apart = await client.send(
      'PATCH',
      `/Users/${id}`,
      patch({ op: 'Replace', path: 'userName', value: 'chidi.obi' }),
    );
    expect(apart.body).toMatchObject({ userName: 'chidi.obi', emails: [{ value: two }] });
    const alone = await client.send('PATCH', `/Users/${id}`, patch({ op: 'Remove', path: 'emails' }));
    expect([alone.status, alone.body.scimType]).toEqual([400, 'mutability']);
  });

  test('to an e-mail or user name of another is refused', async () => {
    const { client, school } = await aDirectory();
    const [ben, chidi] = [await school.person(), await created(client, { userName: 'chidi', externalId: 'X' })];
    const tried = async (op: unknown) => {
      const { status, body } = await client.send('PATCH', `/Users/${ben.id}`, patch(op));
      return [status, body.scimType];
    };
    const conflict = [409, 'uniqueness'];
    expect(await tried({ op: 'replace', path: 'emails[type eq "work"].value', value: chidi.emails[0]?.value })).toEqual(
      conflict,
    );
    expect(await tried({ op: 'replace', path: 'userName', value: 'CHIDI' })).toEqual(conflict);
    expect(await tried({ op: 'replace', path: 'externalId', value: 'X' })).toEqual(conflict);
  });

  test('that changes nothing is no event', async () => {
    const { client, school } = await aDirectory();
    const ben = await school.person();
    const { body } = await client.send('GET', `/Users/${ben.id}`);
    expect(
      (await client.send('PATCH', `/Users/${ben.id}`, patch({ op: 'replace', path: 'name.givenName', value: 'Ben' })))
        .status,
    ).toBe(200);
    expect((await client.send('PUT', `/Users/${ben.id}`, { ...body, emails: undefined })).status).toBe(200);
    expect(await eventsOf(ben.id)).toEqual([]);
  });

  test.each([
    ['an attribute that SCIM has not', { op: 'add', path: 'favouriteColour', value: 'blue' }, 'invalidPath'],
    ['a path that is none', { op: 'add', path: 'emails[type eq', value: 'x' }, 'invalidPath'],
    [
      'an e-mail that is not there',
      { op: 'replace', path: 'emails[type eq "fax"].value', value: 'x@y.example' },
      'noTarget',
    ],
    ['something without saying what', { op: 'remove' }, 'noTarget'],
    ['the id', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['the name away', { op: 'remove', path: 'name.givenName' }, 'mutability'],
    ['by an op that is none', { op: 'move', path: 'userName', value: 'x' }, 'invalidSyntax'],
  ])('of %s is refused', async (_, operation, scimType) => {
    const { client, school } = await aDirectory();
    const ben = await school.person();
    const answer = await client.send('PATCH', `/Users/${ben.id}`, patch(operation));
    expect([answer.status, answer.body.scimType]).toEqual([400, scimType]);
  });
});
