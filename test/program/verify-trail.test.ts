import postgres from 'postgres';
import { afterAll, expect, test } from 'vitest';
import { auditCsv } from '../../src/bot/people/audit-file.ts';
import { verifyDatabase } from '../../src/program/verify-trail/database.ts';
import { verifyFiles } from '../../src/program/verify-trail/files.ts';
import { audit, event } from '../../src/service/audit/event.ts';
import { type AuditFilter, exportAudit } from '../../src/service/audit/read.ts';
import { sealTrails } from '../../src/service/audit/seal.ts';
import type { Ctx } from '../../src/service/context.ts';
import { inTransaction } from '../../src/service/transaction.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool } from '../kit/school.ts';

/** What files of the trail tell without the database, and what it tells without files. */

const database = useDatabase();
const app = database.app();
/** As the owner of the tables, and past their triggers. */
const owner = postgres(database.url, { max: 1, connection: { session_replication_role: 'replica' } });
afterAll(() => owner.end());

/** What a reason may hold that a CSV or a spreadsheet takes for something else. */
const reasons = ['left in July', '=1+1', 'said "no", then\nyes', "'@home", undefined];

async function written(amina: Ctx, of: (string | undefined)[] = reasons, targetId: string | null = null) {
  await inTransaction(amina, (ctx) =>
    audit(ctx, ...of.map((reason) => ({ ...event(ctx, 'user.suspend', targetId), ...(reason && { reason }) }))),
  );
  await sealTrails(app);
}

async function aTrail(): Promise<Ctx> {
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }));
  await written(amina);
  return amina;
}

/** The event that tells of the export is sealed by the next. */
async function taken(amina: Ctx, filter: AuditFilter = {}): Promise<string> {
  const { events } = await exportAudit(amina, { filter });
  await sealTrails(app);
  return auditCsv(events, 'Europe/London');
}

/** Said of every file. */
const onlyIds =
  'Not sealed, and not checked: the names in “who” and “to whom”, and what “from” says. Go by the ids beside them.';

const check = (contents: string[], gaps = false) =>
  verifyFiles(
    contents.map((content, i) => ({ name: `${i + 1}.csv`, content })),
    { gaps },
  );

test('a file shows that it is whole, and a later one that it goes on from it', async () => {
  const amina = await aTrail();
  const first = await taken(amina);
  await written(amina, ['again']);
  const later = await taken(amina);
  expect(check([first, later])).toEqual({
    lines: [
      '1.csv: 5 events, from 1 to 5 of the trail.',
      'Each is as it was sealed.',
      onlyIds,
      '2.csv: 7 events, from 1 to 7 of the trail.',
      'Each is as it was sealed.',
      onlyIds,
      '2.csv holds all of 1.csv unchanged, or goes on right after it.',
    ],
    isWhole: true,
  });
  expect(check([first, later.replace('user.suspend', 'user.add')]).lines.join()).toContain('Event 7 was changed');
  const [head, ...rows] = later.trimEnd().split(/\r\n(?="\d)/);
  const [newest, before] = [rows.slice(0, 3), rows.slice(3)].map((part) => `${[head, ...part].join('\r\n')}\r\n`);
  expect(check([before ?? '', newest ?? '']).isWhole).toBe(true);
  expect(check([newest ?? '', before ?? '']).lines.at(-1)).toContain('2.csv ends before 1.csv does');
});

test('what is not sealed yet is said, and that a file is no such file', async () => {
  const amina = await aTrail();
  await inTransaction(amina, (ctx) => audit(ctx, event(ctx, 'user.add')));
  expect(check([await taken(amina)])).toMatchObject({
    isWhole: true,
    lines: expect.arrayContaining(['1 event in it is not sealed, and can’t be checked.']),
  });
  expect(check(['first name;last name\nBen;Okafor\n'])).toEqual({
    lines: ['1.csv: this is not a file of “audit as:csv”.'],
    isWhole: false,
  });
});

test('a file of one person has gaps, and each of its events is checked', async () => {
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }));
  const ben = await school.person();
  for (const target of [ben.id, null, ben.id]) await written(amina, ['x'], target);
  const file = await taken(amina, { userId: ben.id });
  expect(check([file], true)).toMatchObject({ isWhole: true });
  const taken2 = check([file]);
  expect(taken2.isWhole).toBe(false);
  expect(taken2.lines).toEqual(expect.arrayContaining(['Event 2 is gone, with its seal.']));
  expect(check([file.replaceAll('user.suspend', 'user.add')], true).lines).toContain(
    'Event 1 was changed: what was done, by whom, to whom, when, or its details.',
  );
});

test.each<[string, (file: string) => string, string]>([
  ['an event is taken out', (f) => f.replace(/\r\n[^\r]*home[^\r]*/, ''), 'Event 4 is gone, with its seal.'],
  ['an act is changed', (f) => f.replace('user.suspend', 'user.add'), 'Event 5 was changed'],
  ['a reason is changed', (f) => f.replace('left in July', 'left in June'), 'The reason of event 1 was changed.'],
  [
    'one is re-dated',
    (f) => f.replace(/(?<=T\d\d:\d\d:\d\d\.)\d/, (digit) => `${(Number(digit) + 1) % 10}`),
    'Event 5 was changed',
  ],
  ['its date as people read it is changed', (f) => f.replace(/(?<=\n"\d+ \w+ )20/, '19'), 'The “when” of event 5'],
  ['one has another time zone', (f) => f.replace(/(?<=July.*)Europe.London/, 'Asia/Tokyo'), 'The “when” of event 1'],
  ['a time is none', (f) => f.replace(/20[-\dT:.]*Z/, '10000-01-01T00:00:00.000000Z'), 'Event 5 was changed'],
  ['a time is odd', (f) => f.replace(/20[-\dT:.]*Z/, 'infinity'), 'Event 5 was changed'],
  ['a cell is long', (f) => f.replace('user.suspend', 'x'.repeat(150_000)), 'Event 5 was changed'],
  ['an act has line ends', (f) => f.replace('user.suspend', '"user.suspend\r\ndone"'), 'Event 5 was changed'],
  ['a school is none', (f) => f.replace(/(?<=July.*,)[-\w]{36}(?=,\d+,)/, 'none'), 'Event 1 was changed'],
  ['a place is none', (f) => f.replace(/,5,(?=[0-9a-f]{64},)/, ',five,'), '1 row is no event of the trail: 2'],
  [
    'a place is written otherwise',
    (f) => f.replace(/,5,(?=[0-9a-f]{64},)/, ',0x5,'),
    '1 row is no event of the trail: 2',
  ],
  ['a place is large', (f) => f.replace(/,5,(?=[0-9a-f]{64},)/, `,${'9'.repeat(400)},`), '1 row is no event'],
  ['a row has a cell more', (f) => f.replace('user.suspend', 'user.suspend,'), '1 row is no event of the trail: 2'],
  ['a hash is taken out', (f) => f.replace(/(?<=,)[0-9a-f]{64}(?=\r\n)/, ''), 'Event 5 was changed'],
  ['a column is there twice', (f) => f.replaceAll(/^(\ufeff?)(?=when|"\d)/gm, '$1what,'), 'this is not a file of'],
  ['a quote has no end', (f) => `${f}"`, 'From row 7 of the file on'],
  ['a cell is longer than any', (f) => f.replace('user.suspend', 'x'.repeat(300_000)), 'From row 2 of the file on'],
  ['one is put in', (f) => f.replace(/(\r\n)([^\r]*July[^\r]*)/, '$1$2$1$2'), 'Event 1 does not follow'],
])('ASVS 16.4.2: of a file alone it is found that %s', async (_, tamper, said) => {
  const file = await taken(await aTrail());
  const changed = tamper(file);
  expect(changed).not.toBe(file);
  const { lines, isWhole } = check([changed]);
  expect(lines.join('\n')).toContain(said);
  expect(isWhole).toBe(false);
});

test('a reason may be taken out of a file with its salt', async () => {
  const file = await taken(await aTrail());
  const [, salt = ''] = /left in July[^\r]*,([0-9a-f]{32}),/.exec(file) ?? [];
  const { lines, isWhole } = check([file.replace('left in July', '').replace(salt, '')]);
  expect(lines).toContain('1 reason was erased; what was done stands.');
  expect(isWhole).toBe(true);
});

test('ASVS 16.4.2: a trail that is calculated anew, or cut off, is found by a file of before', async () => {
  const amina = await aTrail();
  const { centreId } = amina.actor;
  const before = await taken(amina);

  await owner`delete from audit_events where id in (select event_id from audit_seals where centre_id = ${centreId} and place >= 4)`;
  await owner`delete from audit_seals where centre_id = ${centreId} and place >= 4`;
  expect(await verifyDatabase(app.db)).toMatchObject({ isWhole: true });
  const { events } = await exportAudit(amina, { filter: {} });
  expect(check([before, await auditCsv(events, 'UTC')]).lines.at(-1)).toContain('2.csv ends before 1.csv does');

  await owner`update audit_events set reason = null where centre_id = ${centreId}`;
  await owner`delete from audit_seals where centre_id = ${centreId}`;
  await owner`insert into audit_unsealed select centre_id, id from audit_events where centre_id = ${centreId} on conflict do nothing`;
  await sealTrails(app);
  expect(await verifyDatabase(app.db)).toMatchObject({ isWhole: true });
  const { lines, isWhole } = check([before, await taken(amina)]);
  expect(lines.at(-1)).toBe(
    '2.csv tells another story than 1.csv does, at the latest from event 1 on: the trail was calculated anew.',
  );
  expect(isWhole).toBe(false);
});

test('the database says of each school whether its trail is whole, and where it stands', async () => {
  const amina = await aTrail();
  const { centreId } = amina.actor;
  await owner`update audit_events set action = 'user.add' where centre_id = ${centreId} and reason = '=1+1'`;
  const { lines, isWhole } = await verifyDatabase(app.db);
  expect(isWhole).toBe(false);
  const at = lines.findIndex((line) => line.includes('The trail is not whole'));
  expect(lines.slice(at)).toEqual([
    expect.stringMatching(/^IN\d+ Riverside School: The trail is not whole\.$/),
    expect.stringMatching(/^5 events since \d+ \w+ 20\d\d\.$/),
    expect.stringMatching(/^The last event is 5, with the hash [0-9a-f]{64}\.$/),
    'Event 2 was changed: what was done, by whom, to whom, when, or its details.',
    expect.stringContaining('Someone changed the database past Staffroom.'),
  ]);
});

test('names are not sealed, which each file is told of; without a time zone neither is “when” compared', async () => {
  const file = await taken(await aTrail());
  expect(check([file.replace(/Amina|(?<=suspend,done,)[^,]+/, 'Zoe')])).toMatchObject({
    isWhole: true,
    lines: expect.arrayContaining([onlyIds]),
  });
  const old = file.replaceAll(/,Europe.London|,when .time zone./g, '');
  expect(check([old])).toMatchObject({
    isWhole: true,
    lines: expect.arrayContaining([expect.stringContaining('“when” is not checked either')]),
  });
});

test.each(['10000-01-01', 'infinity', '-infinity', '0044-03-15 BC'])(
  'an event that is dated %s is found, said of by its place, shown and exported',
  async (at) => {
    const amina = await aTrail();
    const { centreId } = amina.actor;
    await owner`update audit_events set at = ${at}::text::timestamptz, details = 'null' where centre_id = ${centreId}`;
    const { lines } = await verifyDatabase(app.db);
    expect(lines).toContain('5 events.');
    expect(lines).toContain('Event 5 was changed: what was done, by whom, to whom, when, or its details.');
    const { lines: ofFile } = check([await taken(amina)]);
    expect(ofFile.filter((line) => line.includes('was changed'))).toHaveLength(5);
    await owner`delete from audit_events where centre_id = ${centreId}`;
    await owner`delete from audit_seals where centre_id = ${centreId}`;
  },
);
