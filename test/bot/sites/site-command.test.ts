import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents, drafts, siteConnections } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { handedOver } from '../../kit/handed-over.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const app = database.app();
const talk = useTalk(app);

const connections = () => database.db.select().from(siteConnections);

test('the settings lead to the seven sites, each to be connected by a form', async () => {
  const settings = await talk.card('coordinator', 'settings');
  const list = await talk.follow('coordinator', settings, 'Sites and sign-in');
  expect(list.rows?.map((r) => r.state)).toEqual(Array(7).fill('Not connected'));
  const form = formOf(await talk.press('coordinator', buttonOf(list, 'Connect').action));
  expect(form.title).toBe('School Support Hub');
  expect(form.fields.map((f) => f.name)).not.toContain('site');

  const wrong = { redirectUris: 'http://hub.example/in', scimUrl: 'https://hub.example/scim', scimToken: '' };
  const again = formOf(await talk.fill('coordinator', form, wrong));
  expect(again.errors).toEqual({
    redirectUris: 'This address has to begin with https://.',
    scimToken: 'Enter the SCIM token, or the three fields of a client below.',
  });
  expect(again.values.redirectUris).toBe(wrong.redirectUris);
  // What is secret is typed once more, whatever else was wrong.
  const typed = { ...wrong, scimToken: 'typed-once' };
  const without = formOf(await talk.fill('coordinator', again, typed));
  expect(without.errors.scimToken).toMatch(/^Enter this once more/);
  expect(JSON.stringify(without)).not.toContain('typed-once');

  const right = { redirectUris: 'https://hub.example/in\nhttps://hub.example/in2', scimToken: 'of-the-hub' };
  const done = cardOf(await talk.fill('coordinator', again, right));
  expect(done.title).toBe('School Support Hub is connected');
  expect(done.state).toBe('Sign-in · kept in step');
  expect(done.files).toBeUndefined();
  const secret = await handedOver(app, done.page?.url);
  expect(secret).toMatchObject({
    clientId: expect.stringMatching(/^hub-[\w-]{20}$/),
    secret: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(secret).toMatchObject({ redirectUris: ['https://hub.example/in', 'https://hub.example/in2'] });
  for (const words of [wordsOf(done), await talk.words('coordinator', 'site hub')]) {
    expect(words).not.toContain('secret' in secret && secret.secret);
    expect(words).not.toContain('of-the-hub');
  }
});

test('the form of a connected site holds what it has, but no secret; what is left as it was stays', async () => {
  const card = await talk.card('coordinator', 'site hub');
  const form = formOf(await talk.press('coordinator', buttonOf(card, 'Change').action));
  expect(form.values).toMatchObject({
    redirectUris: 'https://hub.example/in\nhttps://hub.example/in2',
    scimUrl: 'https://hub.example/scim',
  });
  expect(JSON.stringify(form)).not.toContain('of-the-hub');
  expect(cardOf(await talk.fill('coordinator', form, {})).title).toBe('Nothing was different');
  const next = formOf(await talk.press('coordinator', buttonOf(card, 'Change').action));
  const changed = cardOf(await talk.fill('coordinator', next, { redirectUris: 'https://hub.example/in' }));
  expect(changed.title).toBe('School Support Hub is changed');
  expect(changed.files).toBeUndefined();
  expect((await connections())[0]?.redirectUris).toEqual(['https://hub.example/in']);
});

test('ASVS 14.2.1: a secret in a line is not taken, whatever the line begins with, and is in no button and no draft', async () => {
  for (const line of [
    'site forums connect scimUrl:https://forums.example/scim scimToken:typed-secret',
    'site forums connect “scim–token”:typed-secret SCIM-Token:"typed-secret"',
    'sitte forums scimClientSecret: typed-secret',
    `site scimToken:typed-secret homeUrl:https://x.example/${'x'.repeat(1_300)}`,
    'scimToken:typed-secret',
  ]) {
    const card = await talk.card('coordinator', line);
    expect(card.title, line).toBe('A secret does not belong in a chat');
    expect(JSON.stringify(card)).not.toContain('typed-secret');
    expect(formOf(await talk.press('coordinator', buttonOf(card, 'Open the form').action)).title).toBe(
      'Connect a site',
    );
  }
  // A key without a value is none; it opens the form.
  expect((await talk.form('coordinator', 'site forums scimToken:')).values.scimToken ?? '').toBe('');
  // Nor by a button that somebody made up.
  const input = { site: 'forums', scimUrl: 'https://forums.example/scim', scimToken: 'typed-secret' };
  const form = formOf(await talk.press('coordinator', { verb: 'site', step: 'run', input }));
  expect(form.errors.scimToken).toBe('Enter the SCIM token, or the three fields of a client below.');
  expect(form.fields.find((f) => f.name === 'scimToken')).toMatchObject({ secret: true });
  expect(await connections()).toHaveLength(1);
  expect(await database.db.select().from(drafts)).toEqual([]);
});

test('a site that has a secret may be let off PKCE; the form and the card say what that means', async () => {
  const form = async () =>
    formOf(await talk.press('coordinator', buttonOf(await talk.card('coordinator', 'site hub'), 'Change').action));
  const first = await form();
  expect(first.values).toMatchObject({ withoutSecret: false, withoutPkce: false });
  expect(first.fields.find((f) => f.name === 'withoutPkce')).toMatchObject({
    hint: expect.stringMatching(/^Leave this off if it can\./),
  });
  const open = formOf(await talk.fill('coordinator', first, { withoutSecret: true, withoutPkce: true }));
  expect(open.errors).toEqual({ withoutPkce: expect.stringMatching(/^A site without a secret needs PKCE/) });
  const off = cardOf(await talk.fill('coordinator', first, { withoutPkce: true }));
  expect(off.facts?.find((f) => f.label === 'PKCE')?.value).toMatch(/^Off: /);
  const on = cardOf(await talk.fill('coordinator', await form(), { withoutPkce: false }));
  expect(on.facts?.map((f) => f.label)).not.toContain('PKCE');
});

test('a line says it all, too', async () => {
  const card = await talk.card('coordinator', 'site test-maker connect redirectUris:https://tests.example/in');
  expect(card.title).toBe('Test Maker is connected');
  const list = await talk.card('coordinator', 'site');
  expect(list.state).toBe('2 of 7 sites connected');
  expect(list.rows?.[0]).toMatchObject({ state: 'Sign-in · kept in step', buttons: [{ label: 'Show' }] });
  expect(list.rows?.[0]?.detail).toMatch(/^\d+ (person waits|people wait) since/);
});

test('a new secret, and the end, are asked about first', async () => {
  const ask = await talk.card('coordinator', 'site test-maker secret');
  expect(ask.title).toBe('Make a new secret for Test Maker?');
  const made = await talk.follow('coordinator', ask, 'Make a new secret');
  expect(await handedOver(app, made.page?.url)).toMatchObject({
    clientId: expect.stringMatching(/^test-maker-[\w-]{20}$/),
  });
  // It was about another secret.
  const [again] = await talk.press('coordinator', buttonOf(ask, 'Make a new secret').action, 'another delivery');
  expect(again).toMatchObject({ card: { title: 'Make a new secret for Test Maker?' } });
  expect(again).not.toHaveProperty('card.page');

  const end = await talk.card('coordinator', 'site test-maker off');
  expect(wordsOf(end)).toContain('Nobody can sign in there with Staffroom any more');
  expect((await talk.follow('coordinator', end, 'Turn off')).title).toBe('Test Maker is turned off');
  expect(await connections()).toHaveLength(1);
  expect((await talk.card('coordinator', 'site test-maker off')).text).toEqual(['Test Maker is not connected.']);
});

test('an admin sees it and changes nothing; a teacher sees nothing', async () => {
  const list = await talk.card('admin', 'site');
  expect((list.rows ?? []).flatMap((r) => r.buttons ?? []).map((b) => b.label)).toEqual(['Show']);
  const hub = await talk.card('admin', 'site hub');
  expect(hub.buttons).toEqual([]);
  for (const line of [
    'site hub connect',
    'site hub secret',
    'site hub off',
    'site forums connect scimUrl:https://x.example',
  ]) {
    let card = await talk.card('admin', line);
    const yes = card.buttons?.find((b) => b.action.step === 'confirm');
    if (yes) card = cardOf(await talk.press('admin', yes.action));
    expect(wordsOf(card), line).toContain('Your rights do not cover this');
  }
  expect(await talk.words('teacher', 'site')).toContain('Your rights do not cover this');
  expect(await connections()).toHaveLength(1);
});

test('the trail tells it in words', async () => {
  const told = await talk.card('coordinator', 'audit');
  expect(wordsOf(told)).toContain('Amina Rahman changed the settings');
  expect(wordsOf(told)).toMatch(/Test Maker · turned off/);
  const events = await database.db.select().from(auditEvents).where(eq(auditEvents.action, 'settings.change'));
  expect(JSON.stringify(events)).not.toContain('of-the-hub');
});
