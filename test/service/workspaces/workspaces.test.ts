import { randomBytes, randomUUID } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { compose } from '../../../adapters/mail/compose.ts';
import {
  auditEvents,
  chatIdentities,
  installations,
  mails,
  workspaceCodes,
  workspaces,
} from '../../../db/schema/index.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { purgeExpired } from '../../../src/service/purge-expired.ts';
import { seal, unseal } from '../../../src/service/sealed.ts';
import { isCode, workspaceCode } from '../../../src/service/workspaces/code.ts';
import {
  findInstallation,
  removeInstallation,
  saveInstallation,
} from '../../../src/service/workspaces/installations.ts';
import { askForCode, joinCentre, mailCodes } from '../../../src/service/workspaces/join-centre.ts';
import { findReference, forgetReference, saveReference } from '../../../src/service/workspaces/references.ts';
import { isTied } from '../../../src/service/workspaces/workspace.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { refusedWith } from '../../kit/school.ts';

const hour = 3_600_000;

const clock = testClock();
const database = useDatabase();
const app = database.app(clock);

/** A school with two active coordinators, and others who get no code. */
async function aSchool() {
  const centre = await addCentre(app.db);
  const [amina, ravi] = [
    await addUser(app.db, centre.id, { role: 'coordinator', firstName: 'Amina' }),
    await addUser(app.db, centre.id, { role: 'coordinator', firstName: 'Ravi' }),
  ];
  await addUser(app.db, centre.id, { role: 'coordinator', status: 'invited' });
  await addUser(app.db, centre.id, { role: 'admin' });
  await addUser(app.db, centre.id);
  return { ...centre, amina, ravi };
}

/** Someone of a workspace that nobody knows yet. */
function stranger() {
  const at = { platform: 'slack', workspace: `T${randomUUID()}`, correlationId: randomUUID() } as const;
  const askOnly = (centreNumber: string, more: { idempotencyKey?: string; name?: string; personName?: string } = {}) =>
    askForCode(app, { ...at, centreNumber, ...more });
  return {
    at,
    /** As far as the mails: the job that brings the code is carried out. */
    async ask(centreNumber: string, more: Parameters<typeof askOnly>[1] = {}) {
      await askOnly(centreNumber, more);
      await mailCodes(app, { centreNumber });
    },
    askOnly,
    enter: (code: string, who: { email?: string; personName?: string } = {}) =>
      joinCentre(app, { ...at, ...who, code }),
  };
}

const owner = postgres(database.url, { max: 1 });
afterAll(() => owner.end());

/** What the queue was given, in order. */
const jobs = async () =>
  (
    await owner<{ task: string }[]>`
      select task_identifier || coalesce(' at ' || key, '') as task
      from graphile_worker.jobs order by id`
  ).map((job) => job.task);

const queued = (centreId: string) =>
  app.db
    .select()
    .from(mails)
    .where(and(eq(mails.centreId, centreId), eq(mails.state, 'queued')))
    .orderBy(desc(mails.createdAt));

/** The code as the coordinator reads it in the newest mail. */
async function codeFor(centreId: string): Promise<string> {
  const [mail] = await queued(centreId);
  const code = (await mailToSend(app, mail?.id ?? ''))?.codes[0]?.code;
  if (!code) throw new Error('no code was mailed');
  return code;
}

/** A stranger who has asked for the code of a school, and the code that was mailed. */
async function asked() {
  const school = await aSchool();
  const someone = stranger();
  await someone.ask(school.number);
  return { school, ...someone, code: await codeFor(school.id) };
}

describe('asking', () => {
  test('mails the code to every active coordinator, and to nobody else', async () => {
    const school = await aSchool();
    const { at, ask } = stranger();
    await ask(school.number, { name: 'Riverside <staff>', personName: 'Ben Okafor' });
    const sent = await queued(school.id);
    expect(sent.map((m) => m.userId).sort()).toEqual([school.amina.id, school.ravi.id].sort());
    const mail = await mailToSend(app, sent[0]?.id ?? '');
    if (!mail) throw new Error('no mail');
    const { subject, text, html } = compose(mail, 'no-reply@school.example');
    expect(subject).toBe('A code to connect Slack to Riverside School');
    for (const words of [text, html]) {
      expect(words).toContain(mail.codes[0]?.code);
      expect(words).toContain(at.workspace);
      expect(words).toContain('If you did not expect this');
      expect(words).not.toMatch(/undefined|null|\[object/);
    }
    expect(text).toContain('“Riverside <staff>”');
    expect(html).toContain('“Riverside &lt;staff&gt;”');
    expect(text).toContain('Someone called “Ben Okafor” in a Slack workspace that calls itself “Riverside <staff>”');
    expect(text).toContain('good until 7 Sep 2026, 08:10');
  });

  test('ASVS 6.5.2: keeps the code nowhere', async () => {
    const { code } = await asked();
    const rows = JSON.stringify([await app.db.select().from(workspaceCodes), await app.db.select().from(mails)]);
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(code.replace('-', ''));
  });

  test('the same twice, as by a double press, sends one', async () => {
    const school = await aSchool();
    const { ask } = stranger();
    const idempotencyKey = randomUUID();
    await Promise.all([ask(school.number, { idempotencyKey }), ask(school.number, { idempotencyKey })]);
    expect(await queued(school.id)).toHaveLength(2);
  });

  test('a newer code voids the older, and the mail that would have brought it', async () => {
    const { school, ask, enter, code: older } = await asked();
    const olderMail = (await queued(school.id))[0]?.id ?? '';
    clock.advance(1_000);
    await ask(school.number);
    expect(await mailToSend(app, olderMail)).toBeNull();
    expect(await enter(older)).toEqual({ refused: 'wrong' });
    expect(await enter(await codeFor(school.id))).toEqual({ tied: { centreName: school.name } });
  });

  test('a few times an hour for a workspace', async () => {
    const { ask } = stranger();
    for (let i = 0; i < 5; i++) expect(await refusedWith(ask('ZZ999'))).toBe('done');
    expect(await refusedWith(ask('ZZ998'))).toEqual({ '': 'too-many-tries' });
    clock.advance(hour);
    expect(await refusedWith(ask('ZZ999'))).toBe('done');
  });

  test('does the same for a number that no school has: what differs is the job’s', async () => {
    const school = await aSchool();
    const left = async (number: string) => {
      const { at, askOnly } = stranger();
      const before = await jobs();
      await askOnly(number);
      const [row] = await app.db.select().from(workspaceCodes).where(eq(workspaceCodes.externalId, at.workspace));
      return { jobs: (await jobs()).slice(before.length), mailedIn: row?.mailedIn, expiresAt: row?.expiresAt };
    };
    const unknown = await left('ZZ321');
    expect(unknown.jobs).toEqual(['workspace-codes']);
    expect(await left(school.number)).toEqual(unknown);
    expect(await queued(school.id)).toEqual([]);
  });

  test('from many workspaces floods no coordinator, and keeps no school from connecting', async () => {
    const school = await aSchool();
    // Where the next of the mails that are not sent at once begins.
    clock.set(new Date('2026-09-08T08:01:00Z'));
    const mailsTo = async () => (await queued(school.id)).filter((m) => m.userId === school.amina.id).length;
    for (let i = 0; i < 3; i++) await stranger().ask(school.number);
    expect(await mailsTo()).toBe(3);
    const others = Array.from({ length: 20 }, stranger);
    for (const { askOnly } of others) await askOnly(school.number, { name: 'A school of strangers' });
    const own = stranger();
    await own.askOnly(school.number, { name: 'Riverside', personName: 'Ben' });
    // Of all those the queue carries out one.
    const later = `workspace-codes at workspace-codes:${school.number}:`;
    expect((await jobs()).filter((task) => task.startsWith(later))).toHaveLength(1);
    clock.set(new Date('2026-09-08T08:10:00Z'));
    await mailCodes(app, { centreNumber: school.number });
    expect(await mailsTo()).toBe(4);
    const [mail] = await queued(school.id);
    const sent = await mailToSend(app, mail?.id ?? '');
    if (!sent) throw new Error('no mail');
    expect(sent.codes).toHaveLength(21);
    const { subject, text } = compose(sent, 'no-reply@school.example');
    expect(subject).toBe('Codes to connect workspaces to Riverside School');
    expect(text).toContain('“Ben” in a Slack workspace that calls itself “Riverside”');
    // As long as one that is mailed at once.
    clock.set(new Date('2026-09-08T08:19:59Z'));
    const code = sent.codes.find((c) => c.workspace === own.at.workspace)?.code ?? '';
    expect(await own.enter(code)).toEqual({ tied: { centreName: school.name } });
  });

  test.each([
    ['<!channel> & @here', '<!channel> & @ here'],
    ['two\nlines\r\nSubject: x', 'two lines Subject: x'],
    ['\u202Eevil\u202C \u200Bname', 'evil name'],
    ['see https://evil.example/login', 'see https: / / evil. example/ login'],
    ['x'.repeat(10_000), `${'x'.repeat(79)}…`],
    ['\u200B \u0000', undefined],
  ])('ASVS 1.2.1: a name such as %j is data', async (typed, shown) => {
    const school = await aSchool();
    await stranger().ask(school.number, { name: typed, personName: typed });
    const [mail] = await queued(school.id);
    const sent = await mailToSend(app, mail?.id ?? '');
    if (!sent) throw new Error('no mail');
    expect(sent.codes).toMatchObject([{ name: shown ?? null, askedBy: shown ?? null }]);
    const { text, html } = compose(sent, 'no-reply@school.example');
    expect(text.includes('called “')).toBe(shown !== undefined);
    expect(html).not.toContain('<!channel>');
  });
});

describe('entering the code', () => {
  test('ASVS 6.5.1: ties the workspace, once, and writes it down', async () => {
    const { school, at, enter, code } = await asked();
    const results = await Promise.all([1, 2, 3, 4].map(() => enter(code)));
    expect(results.filter((r) => 'tied' in r)).toEqual([{ tied: { centreName: school.name } }]);
    expect(results.filter((r) => 'refused' in r)).toEqual(Array(3).fill({ refused: 'tied' }));
    const events = await app.db.select().from(auditEvents).where(eq(auditEvents.centreId, school.id));
    expect(events).toMatchObject([
      {
        action: 'workspace.connect',
        outcome: 'done',
        actorId: null,
        correlationId: at.correlationId,
        details: { platform: 'slack', workspace: at.workspace, by: 'code' },
      },
    ]);
    expect(await enter(code)).toEqual({ refused: 'tied' });
  });

  test('as it was read aloud', async () => {
    const { enter, code } = await asked();
    const heard = ` ${code.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(await enter(heard)).toHaveProperty('tied');
  });

  test('five wrong tries, also all at once, and even the right one is too late', async () => {
    const { school, ask, enter, code } = await asked();
    const tries = await Promise.all(Array.from({ length: 12 }, (_, i) => enter(`AAAA-AAA${i % 8}`)));
    expect(tries.filter((t) => 'refused' in t && t.refused === 'wrong')).toHaveLength(4);
    expect(await enter(code)).toEqual({ refused: 'none' });
    // A new one begins afresh.
    clock.advance(1_000);
    await ask(school.number);
    expect(await enter(await codeFor(school.id))).toHaveProperty('tied');
  });

  test('ASVS 6.5.5: after ten minutes it is too late, for the mail too', async () => {
    const { school, at, enter, code } = await asked();
    const [mail] = await queued(school.id);
    clock.advance(10 * 60_000);
    expect(await enter(code)).toEqual({ refused: 'none' });
    expect(await isTied(app, at)).toBe(false);
    expect(await mailToSend(app, mail?.id ?? '')).toBeNull();
    clock.advance(1);
    await purgeExpired(app);
    expect(await app.db.select().from(workspaceCodes).where(eq(workspaceCodes.externalId, at.workspace))).toEqual([]);
  });

  test('of another workspace, or without having asked, it is no code', async () => {
    const { code } = await asked();
    expect(await stranger().enter(code)).toEqual({ refused: 'none' });
    const other = stranger();
    await other.ask('ZZ777');
    expect(await other.enter(code)).toEqual({ refused: 'wrong' });
  });

  test('ASVS 6.3.8: a number that no school has answers as any other does', async () => {
    const school = await aSchool();
    const answers = async (number: string) => {
      const { ask, enter } = stranger();
      const asked = await ask(number);
      const entered = [];
      for (let i = 0; i < 7; i++) entered.push(await enter('0000-0000'));
      clock.advance(10 * 60_000);
      return { asked, entered, late: await enter('0000-0000') };
    };
    const there = await answers(school.number);
    expect(await answers('ZZ555')).toEqual(there);
    expect(there.entered.at(0)).toEqual({ refused: 'wrong' });
    expect(there.entered.at(-1)).toEqual({ refused: 'none' });
  });

  test('not even the code that such a row would have ties anything', async () => {
    const { at, ask, enter } = stranger();
    await ask('ZZ444');
    const [row] = await app.db.select().from(workspaceCodes).where(eq(workspaceCodes.externalId, at.workspace));
    expect(await enter(workspaceCode(app, row?.id ?? ''))).toEqual({ refused: 'wrong' });
    expect(await isTied(app, at)).toBe(false);
  });
});

test('ASVS 6.5.3, 6.5.4: a code is eight letters and digits of 40 bits that nobody mistakes, and another for every id and key', () => {
  const codes = Array.from({ length: 500 }, () => workspaceCode(app, randomUUID()));
  expect(new Set(codes).size).toBe(500);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
  const id = randomUUID();
  const elsewhere = { secretKey: randomBytes(32) };
  expect(isCode(app, id, workspaceCode(app, id))).toBe(true);
  expect(isCode(elsewhere, id, workspaceCode(app, id))).toBe(false);
  for (const typed of ['', '-', '\u0000', 'x'.repeat(10_000), 'ÀÉ🙂']) expect(isCode(app, id, typed)).toBe(false);
});

describe('installations', () => {
  const content = JSON.stringify({ bot: { token: 'xoxb-very-secret' } });

  test('come back as they were kept, the newest of each workspace', async () => {
    expect(await findInstallation(app, 'slack', 'T1')).toBeUndefined();
    await Promise.all([1, 2, 3].map(() => saveInstallation(app, 'slack', 'T1', '{}')));
    await saveInstallation(app, 'slack', 'T1', content);
    await saveInstallation(app, 'slack', 'T2', '{}');
    expect(await findInstallation(app, 'slack', 'T1')).toBe(content);
    expect(await findInstallation(app, 'teams', 'T1')).toBeUndefined();
  });

  test('are not readable in the table, nor in another row of it', async () => {
    const [row] = await app.db.select().from(installations).where(eq(installations.externalId, 'T1'));
    expect(row?.sealed.toString('latin1')).not.toMatch(/xoxb|token|secret/);
    await app.db
      .update(installations)
      .set({ sealed: row?.sealed ?? Buffer.of() })
      .where(eq(installations.externalId, 'T2'));
    await expect(findInstallation(app, 'slack', 'T2')).rejects.toThrow('can’t be read');
  });

  test('under another secret key say what to do', async () => {
    const other = { ...app, secretKey: randomBytes(32) };
    await expect(findInstallation(other, 'slack', 'T1')).rejects.toThrow(
      /start with both keys: the newer as SECRET_KEY/,
    );
  });

  test('are forgotten, unless they are newer than the removal', async () => {
    const before = clock();
    clock.advance(1_000);
    await saveInstallation(app, 'slack', 'T3', content);
    await removeInstallation(app, 'slack', 'T3', before);
    expect(await findInstallation(app, 'slack', 'T3')).toBe(content);
    await removeInstallation(app, 'slack', 'T3', clock());
    expect(await findInstallation(app, 'slack', 'T3')).toBeUndefined();
  });
});

describe('sealing', () => {
  const sealed = () => seal(app, 'installation', 'row 1', 'the text of it, é');

  test('ASVS 11.3.3: every byte counts, and so do purpose, row and key', () => {
    expect(unseal(app, 'installation', 'row 1', sealed())).toBe('the text of it, é');
    expect(sealed().equals(sealed())).toBe(false);
    const whole = sealed();
    for (let i = 0; i < whole.length; i++) {
      const changed = Buffer.from(whole);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(() => unseal(app, 'installation', 'row 1', changed), `byte ${i}`).toThrow('SECRET_KEY');
    }
    for (let length = 0; length < whole.length; length++) {
      expect(() => unseal(app, 'installation', 'row 1', whole.subarray(0, length)), `${length} bytes`).toThrow(
        'SECRET_KEY',
      );
    }
    expect(() => unseal(app, 'delivery', 'row 1', whole)).toThrow('SECRET_KEY');
    expect(() => unseal(app, 'installation', 'row 2', whole)).toThrow('SECRET_KEY');
    expect(() => unseal({ secretKey: randomBytes(32) }, 'installation', 'row 1', whole)).toThrow('SECRET_KEY');
  });
});

describe('a reference', () => {
  const tenant = randomUUID();
  const find = (peer: string, workspace: string = tenant) => findReference(app, 'teams', workspace, peer);

  test('is the newest that was seen, of one peer in one workspace of one platform', async () => {
    await saveReference(app, 'teams', tenant, 'person:1', { serviceUrl: 'https://old.example' });
    await saveReference(app, 'teams', tenant, 'person:2', { serviceUrl: 'https://two.example' });
    await saveReference(app, 'teams', tenant, 'person:1', { serviceUrl: 'https://new.example', team: { id: null } });
    expect(await find('person:1')).toEqual({ serviceUrl: 'https://new.example', team: { id: null } });
    expect(await find('person:2')).toEqual({ serviceUrl: 'https://two.example' });
    expect(await find('person:1', randomUUID())).toBeUndefined();
    expect(await findReference(app, 'slack', tenant, 'person:1')).toBeUndefined();
  });

  test('is gone once it is forgotten, and no other with it', async () => {
    await forgetReference(app, 'teams', tenant, 'person:1');
    expect(await find('person:1')).toBeUndefined();
    expect(await find('person:2')).toBeDefined();
  });

  test('is tidied away where it leads to nobody of a school', async () => {
    const school = await aSchool();
    const user = await addUser(app.db, school.id);
    const [workspace] = await app.db
      .insert(workspaces)
      .values({ centreId: school.id, platform: 'teams', externalId: randomUUID() })
      .returning();
    const { id: workspaceId = '', externalId } = { externalId: null, ...workspace };
    if (externalId === null) throw new Error('no workspace');
    await app.db
      .insert(chatIdentities)
      .values({ workspaceId, centreId: school.id, externalId: 'known', userId: user.id });
    for (const peer of ['person:known', 'person:stranger', 'channel:1', 'tenant'])
      await saveReference(app, 'teams', externalId, peer, {});
    clock.advance(25 * 3_600_000);
    await saveReference(app, 'teams', externalId, 'person:new', {});
    await purgeExpired(app);
    const left = async (...peers: string[]) =>
      Promise.all(peers.map(async (p) => (await find(p, externalId)) !== undefined));
    expect(await left('person:known', 'person:stranger', 'channel:1', 'tenant', 'person:new')).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
    // Nobody has connected that one.
    expect(await find('person:2')).toBeUndefined();
  });
});
